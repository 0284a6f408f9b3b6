"""Hooks of MkDocs: the site has the pages of the repository at the paths that they have in it.

MkDocs looks into docs/ only. So the pages there move below docs/, those outside it join them, and each example becomes
a page with its files, to which the links to its folder and files lead.
"""

from __future__ import annotations

import posixpath
import re
import subprocess
from pathlib import Path, PurePosixPath

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

TOP = Path(__file__).parents[2]
EXAMPLES = PurePosixPath("examples")
OUTSIDE = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "examples/README.md"]
LANGUAGES = {".py": "python", ".ts": "typescript", ".json": "json", ".yaml": "yaml", ".yml": "yaml"}
_LINK = re.compile(r"\]\((?!\w+:|#)([^)#]+)(#[^)]*)?\)")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Put each page where it is in the repository."""
    docs = [
        file.src_uri for file in files if file.src_dir == config.docs_dir and file.src_uri != "site/pages.py"
    ]
    kept = [file for file in files if file.src_dir != config.docs_dir]
    paths = [*OUTSIDE, *(f"docs/{path}" for path in docs)]
    moved = [File(path, str(TOP), config.site_dir, config.use_directory_urls) for path in paths]
    examples = [
        File.generated(config, f"{folder}/README.md", content=_page(folder, paths))
        for folder, paths in _examples().items()
    ]
    return Files([*kept, *moved, *examples])


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Lead the links to an example, which is no page in the repository, to its page."""
    here = posixpath.dirname(page.file.src_uri)
    return _LINK.sub(lambda link: _to_page(link, here), markdown)


def _to_page(link: re.Match[str], here: str) -> str:
    target = PurePosixPath(posixpath.normpath(posixpath.join(here, link[1])))
    if EXAMPLES not in target.parents or target.suffix == ".md":
        return link[0]
    folder = EXAMPLES / target.relative_to(EXAMPLES).parts[0]
    inside = target.relative_to(folder).as_posix()
    anchor = "" if (TOP / target).is_dir() else "#" + re.sub(r"[^\w-]", "", inside.lower())
    return f"]({posixpath.relpath(f'{folder}/README.md', here or '.')}{anchor})"


def _examples() -> dict[PurePosixPath, list[PurePosixPath]]:
    """Give what is committed of each example, by its folder: what stacks and environments leave there is not."""
    listed = subprocess.run(
        ["git", "ls-files", "examples"], cwd=TOP, stdout=subprocess.PIPE, text=True, check=True
    )
    examples: dict[PurePosixPath, list[PurePosixPath]] = {}
    for path in map(PurePosixPath, listed.stdout.splitlines()):
        if len(path.parts) > 2:
            examples.setdefault(EXAMPLES / path.parts[1], []).append(path)
    return examples


def _page(folder: PurePosixPath, paths: list[PurePosixPath]) -> str:
    head = f"# {folder.name}\n"
    parts = []
    for path in paths:
        text = (TOP / path).read_text(encoding="utf-8")
        if path.name == "README.md":
            head = text
        else:
            fence = f"```{LANGUAGES.get(path.suffix, '')}"
            parts.append(f"## `{path.relative_to(folder)}`\n\n{fence}\n{text.rstrip()}\n```\n")
    return "\n".join([head, *parts])
