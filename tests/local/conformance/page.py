"""The generated parts of docs/local-engine.md."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = Path(__file__).parents[3] / "docs" / "local-engine.md"


def part(name: str) -> str:
    """Return the content between the marks of a part."""
    return _pattern(name).search(_text())[2]  # type: ignore[index]


def write_part(name: str, content: str) -> None:
    """Replace the content between the marks of a part."""
    PAGE.write_text(
        _pattern(name).sub(lambda found: f"{found[1]}{content}\n{found[3]}", _text()), encoding="utf-8"
    )


def _text() -> str:
    return PAGE.read_text(encoding="utf-8")


def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(rf"(<!-- {name}: generated -->\n)(.*?)(<!-- end -->)", re.DOTALL)
