"""Terminal output of untrusted text."""

from __future__ import annotations

import os
import sys
from typing import Any

from rich.console import Console
from rich.text import Text

from .printable import printable

_PIPE_WIDTH = 10_000


class Terminal(Console):
    """A console that treats no text as markup and escapes control characters."""

    def __init__(self, **options: Any) -> None:
        """Create a rich console with these options, without highlighting by content."""
        super().__init__(highlight=False, markup=False, emoji=False, **options)

    def render_str(self, text: str, **options: Any) -> Text:
        """Render a text. Everything printed passes through here: lines, titles, table cells."""
        return super().render_str(printable(text), **options)


def standard(*, stderr: bool = False) -> Terminal:
    """Return a console for standard output or error.

    Output is coloured and wrapped only in a terminal. NO_COLOR and COLUMNS are respected.
    """
    stream = sys.stderr if stderr else sys.stdout
    # Do not wrap lines in a pipe, so that they can be searched.
    width = None if stream.isatty() or "COLUMNS" in os.environ else _PIPE_WIDTH
    return Terminal(stderr=stderr, width=width)
