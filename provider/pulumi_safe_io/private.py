"""Files with secrets, which only their owner can read from the moment they are created."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import IO


def private_file(path: Path, mode: str) -> IO[str]:
    """Open a text file like `open`, accessible only to its owner."""
    restrict_to_owner(path)
    return open(path, mode, encoding="utf-8", opener=lambda name, flags: os.open(name, flags, 0o600))


def create_private(path: Path) -> IO[str]:
    """Create a new text file, replacing an existing one that others may have open."""
    path.unlink(missing_ok=True)
    return private_file(path, "x")


def private_folder(path: Path) -> None:
    """Create a folder and its missing parents. Existing ones are not changed."""
    missing = [each for each in (path, *path.parents) if not each.exists()]
    for each in reversed(missing):  # mkdir(parents=True) would apply the mode only to the last one
        each.mkdir(mode=0o700, exist_ok=True)


def restrict_to_owner(path: Path) -> None:
    """Remove the permissions of others, if the file exists and its file system supports that."""
    with suppress(FileNotFoundError, PermissionError):
        rights = stat.S_IMODE(path.stat().st_mode)
        if rights & 0o077:
            path.chmod(rights & 0o700)
