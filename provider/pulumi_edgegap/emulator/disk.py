"""The file that state survives in: SQLite, one row a record, written with each change."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from pulumi_safe_io.private import private_file, private_folder, restrict_to_owner

from pulumi_edgegap.emulator.fields import Record

# WAL without a full sync: each change survives a kill of the process, and costs microseconds.
_SETTINGS = """
PRAGMA locking_mode = EXCLUSIVE;
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
CREATE TABLE IF NOT EXISTS records (
    organisation TEXT, kind TEXT, key TEXT, record TEXT, PRIMARY KEY (organisation, kind, key)
);
"""


class Disk:
    """An open file. It belongs to one emulator at a time: a second one fails to open it."""

    def __init__(self, path: str | Path) -> None:
        """Open the file, or make it.

        Raises:
            OSError: The file cannot be used; the text says why.
        """
        self._make_private(Path(path))
        try:
            # The server's thread and a test's thread both write; SQLite itself puts them in a row.
            self.connection = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
            try:
                self.connection.executescript(_SETTINGS)
            except sqlite3.Error:
                self.connection.close()
                raise
        except sqlite3.Error as error:
            raise OSError(f"the data file {path} cannot be used: {error}") from error

    @staticmethod
    def _make_private(path: Path) -> None:
        """Make the file for its owner alone, or restrict_to_owner it. SQLite gives its logs the rights of the file."""
        private_folder(path.parent)
        with suppress(FileExistsError):
            private_file(path, "x").close()
        # Never opened where it was there: closing it would take the locks that this process has on it.
        for name in (path.name, *(f"{path.name}-{log}" for log in ("wal", "shm", "journal"))):
            restrict_to_owner(path.with_name(name))

    @contextmanager
    def together(self) -> Iterator[None]:
        """Write all changes made inside at once, or none of them."""
        if self.connection.in_transaction:
            yield
            return
        self.connection.execute("BEGIN")
        try:
            yield
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")

    def close(self) -> None:
        """Close the file."""
        self.connection.close()


class Shelf:
    """One organisation's records of one kind in a file."""

    def __init__(self, disk: Disk, organisation: str, kind: str) -> None:
        self._connection = disk.connection
        self._place = (organisation, kind)

    def load(self) -> Iterator[tuple[Any, Record]]:
        """Yield each key with its record, in the order in which they were made."""
        rows = self._connection.execute(
            "SELECT key, record FROM records WHERE organisation = ? AND kind = ? ORDER BY rowid", self._place
        )
        for text, record in rows:
            key = json.loads(text)
            yield tuple(key) if isinstance(key, list) else key, json.loads(record)

    def save(self, key: str | tuple[str, ...], record: Record) -> None:
        """Write a record, new or changed."""
        self._connection.execute(
            "INSERT INTO records VALUES (?, ?, ?, ?) "
            "ON CONFLICT (organisation, kind, key) DO UPDATE SET record = excluded.record",
            (*self._place, json.dumps(key), json.dumps(record)),
        )

    def drop(self, key: str | tuple[str, ...]) -> None:
        """Remove a record."""
        self._connection.execute(
            "DELETE FROM records WHERE organisation = ? AND kind = ? AND key = ?",
            (*self._place, json.dumps(key)),
        )
