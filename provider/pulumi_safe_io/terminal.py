"""What shows text in a terminal: as it is, whoever wrote it."""

from __future__ import annotations

import os
import sys
from typing import Any

from rich.console import Console
from rich.text import Text

from .printable import printable

_PIPE_WIDTH = 10_000


class Terminal(Console):
    """A console for which no text is markup, and in which no character acts."""

    def __init__(self, **options: Any) -> None:
        """Take the options of a rich console, colours by content apart."""
        super().__init__(highlight=False, markup=False, emoji=False, **options)

    def render_str(self, text: str, **options: Any) -> Text:
        """Lay out a text. All that is printed comes here: lines, titles, the cells of tables."""
        return super().render_str(printable(text), **options)


def standard(*, stderr: bool = False) -> Terminal:
    """Give standard output or error: coloured and wrapped in a terminal only; NO_COLOR and COLUMNS are obeyed."""
    stream = sys.stderr if stderr else sys.stdout
    # A pipe has no width: whoever reads it greps lines, so none is broken.
    width = None if stream.isatty() or "COLUMNS" in os.environ else _PIPE_WIDTH
    return Terminal(stderr=stderr, width=width)
