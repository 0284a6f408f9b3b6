"""What shows text in a terminal: as it is, whoever wrote it."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.text import Text

from .printable import printable


class Terminal(Console):
    """A console for which no text is markup, and in which no character acts."""

    def __init__(self, **options: Any) -> None:
        """Take the options of a rich console, colours by content apart."""
        super().__init__(highlight=False, markup=False, emoji=False, **options)

    def render_str(self, text: str, **options: Any) -> Text:
        """Lay out a text. All that is printed comes here: lines, titles, the cells of tables."""
        return super().render_str(printable(text), **options)
