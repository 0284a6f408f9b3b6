"""Files that come into a folder all together, or not at all."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path


def write_together(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write files aside, and then move them to their places.

    A folder that is new appears whole. One that is there gets its files one after the other; if one cannot be moved,
    those before it are taken away again, and what they stood for comes back.

    Args:
        folder: The folder, which is made when it is not there.
        contents: The contents of the files by path, below the folder.

    Raises:
        OSError: A file cannot be written; its `filename` is the place that the file was to have.
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
    """Move a file to its place; what was there is kept for as long as the move may be undone."""
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
    """Make a folder and those above it, as far as they are not there."""
    missing = [each for each in (path, *path.parents) if not os.path.lexists(each)]
    for each in reversed(missing):
        each.mkdir()
        undo.callback(each.rmdir)


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Name a place in what goes wrong, and not the file aside, which nobody knows."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None
