"""What is told of one matter that was looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Status = Literal["ok", "note", "fix"]


@dataclass(frozen=True)
class Finding:
    """One matter that was looked at.

    Attributes:
        about: What it is, in a word.
        status: `ok`; `note`, for what is good to know; or `fix`, for a problem.
        message: A sentence, which for `fix` says what to do. It shows no token and no other value.
    """

    about: str
    status: Status
    message: str
