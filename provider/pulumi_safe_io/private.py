"""Files that hold secrets: from the first byte on, only their owner may read them."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import IO


def private_file(path: Path, mode: str) -> IO[str]:
    """Open a text file as `open` does; one that is there with wider rights is tightened first."""
    tighten(path)
    return open(path, mode, encoding="utf-8", opener=lambda name, flags: os.open(name, flags, 0o600))


def private_anew(path: Path) -> IO[str]:
    """Open a text file that begins empty, and that nobody else has open from before."""
    path.unlink(missing_ok=True)
    return private_file(path, "x")


def private_folder(path: Path) -> None:
    """Make a folder, and those above it that are missing. What is there already stays as it is."""
    missing = [each for each in (path, *path.parents) if not each.exists()]
    for each in reversed(missing):  # the mode that mkdir is given counts for the last one only
        each.mkdir(mode=0o700, exist_ok=True)


def tighten(path: Path) -> None:
    """Take the rights of others away, where the file is there and its file system knows rights."""
    with suppress(FileNotFoundError, PermissionError):
        rights = stat.S_IMODE(path.stat().st_mode)
        if rights & 0o077:
            path.chmod(rights & 0o700)
