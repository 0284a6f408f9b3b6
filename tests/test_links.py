"""Links in the pages are valid, in the repository and on the site, and each page is in the navigation."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

TOP = Path(__file__).parents[1]
PAGES = sorted(
    [
        *TOP.glob("*.md"),
        *TOP.glob("docs/**/*.md"),
        *TOP.glob("examples/*.md"),
        *TOP.glob("examples/*/README.md"),
    ]
)
NAMES = [page.relative_to(TOP).as_posix() for page in PAGES]
_FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\((?!\w+:)([^)#]*)#?([^)]*)\)")


@cache
def text(page: Path) -> str:
    return _FENCED.sub("", page.read_text(encoding="utf-8"))


@cache
def anchors(page: Path) -> set[str]:
    """Return the headings as GitHub anchors."""
    seen: Counter[str] = Counter()
    for heading in re.findall(r"^#+ (.*)", text(page), re.MULTILINE):
        seen[re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")] += 1
    return {f"{each}-{again}" if again else each for each, times in seen.items() for again in range(times)}


def on_the_site(target: Path) -> bool:
    """Return whether it is a page or part of one: the files of an example are parts of its page."""
    return target in PAGES or TOP / "docs" in target.parents or TOP / "examples" in target.parents


@pytest.mark.parametrize("name", NAMES)
def test_links_are_valid(name: str) -> None:
    page, astray = TOP / name, []
    for path, anchor in _LINK.findall(text(page)):
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or not on_the_site(target) or (anchor and anchor not in anchors(target)):
            astray.append(f"{path}#{anchor}")
    assert astray == []


def test_every_page_is_in_the_navigation() -> None:
    named = set(re.findall(r"\w[\w./-]*\.md\b", (TOP / "mkdocs.yml").read_text(encoding="utf-8")))
    examples = {name for name in NAMES if re.fullmatch("examples/[^/]+/README.md", name)}
    assert named == set(NAMES) - examples
