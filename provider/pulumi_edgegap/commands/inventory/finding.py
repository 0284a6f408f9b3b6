"""The findings of `doctor`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal["ok", "note", "fix"]


@dataclass(frozen=True)
class Finding:
    """The result of one check.

    Attributes:
        about: The subject, in a word.
        status: `ok`, `note` for information, or `fix` for a problem.
        message: A sentence; for `fix` it includes the remedy. It never shows tokens or other values.
    """

    about: str
    status: Status
    message: str
