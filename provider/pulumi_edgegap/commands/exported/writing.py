"""Writing either all of several files to a folder or none."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path


def write_together(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write files to a temporary folder and then move them into place.

    A new folder appears complete. In an existing one, files are moved one by one; if a move fails, the
    previous ones are undone and replaced files restored.

    Args:
        folder: The folder, which is created if it does not exist.
        contents: The content of each file by its path in the folder.

    Raises:
        OSError: A file cannot be written; `filename` is its final path.
    """
    is_new = not os.path.lexists(folder)
    with ExitStack() as undo:
        with _naming(folder):
            place = folder.absolute().parent if is_new else folder
            _make_folders(place, undo)
            aside = tempfile.TemporaryDirectory(prefix=".export-", dir=place, ignore_cleanup_errors=True)
        undo.callback(aside.cleanup)
        fresh = Path(aside.name, "fresh")
        for name, content in contents.items():
            with _naming(folder / name):
                (fresh / name).parent.mkdir(parents=True, exist_ok=True)
                (fresh / name).write_bytes(content)
        if is_new:
            with _naming(folder):
                fresh.rename(folder)
        for name in () if is_new else contents:
            with _naming(folder / name):
                _replace(folder / name, fresh / name, Path(aside.name, "old", name), undo)
        undo.pop_all()
    aside.cleanup()


def _replace(path: Path, fresh: Path, old: Path, undo: ExitStack) -> None:
    """Move a file into place, and keep the one that it replaces so that the move can be undone."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    _make_folders(path.parent, undo)
    if os.path.lexists(path):
        old.parent.mkdir(parents=True, exist_ok=True)
        path.rename(old)
        undo.callback(old.rename, path)
    fresh.rename(path)
    undo.callback(path.unlink)


def _make_folders(path: Path, undo: ExitStack) -> None:
    """Create a folder and its missing parents."""
    missing = [each for each in (path, *path.parents) if not os.path.lexists(each)]
    for each in reversed(missing):
        each.mkdir()
        undo.callback(each.rmdir)


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Use the final path in errors, not that of the temporary file."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None
