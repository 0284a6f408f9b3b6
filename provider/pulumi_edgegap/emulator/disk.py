"""Persistent state in an SQLite file, with one row per record, written with each change."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from pulumi_safe_io.private import private_file, private_folder, restrict_to_owner

from pulumi_edgegap.emulator.fields import Record

# WAL without a full sync: changes survive a killed process and take microseconds.
_SETTINGS = """
PRAGMA locking_mode = EXCLUSIVE;
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
CREATE TABLE IF NOT EXISTS records (
    organisation TEXT, kind TEXT, key TEXT, record TEXT, PRIMARY KEY (organisation, kind, key)
);
"""


class Disk:
    """An open data file, which only one emulator can use at a time."""

    def __init__(self, path: str | Path) -> None:
        """Open the file, creating it if needed.

        Raises:
            OSError: The file cannot be used; the message says why.
        """
        self._make_private(Path(path))
        try:
            # The server's thread and a test's thread both write; SQLite serializes them.
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
        """Create the file for its owner only, or restrict an existing one. SQLite's logs get its permissions."""
        private_folder(path.parent)
        with suppress(FileExistsError):
            private_file(path, "x").close()
        # An existing file is not opened here: closing it would release this process's locks on it.
        for name in (path.name, *(f"{path.name}-{log}" for log in ("wal", "shm", "journal"))):
            restrict_to_owner(path.with_name(name))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit all changes made inside together, or none of them."""
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


class DiskTable:
    """One organization's records of one kind in the file."""

    def __init__(self, disk: Disk, organisation: str, kind: str) -> None:
        self._connection = disk.connection
        self._place = (organisation, kind)

    def load(self) -> Iterator[tuple[Any, Record]]:
        """Yield each key with its record, in order of creation."""
        rows = self._connection.execute(
            "SELECT key, record FROM records WHERE organisation = ? AND kind = ? ORDER BY rowid", self._place
        )
        for text, record in rows:
            key = json.loads(text)
            yield tuple(key) if isinstance(key, list) else key, json.loads(record)

    def save(self, key: str | tuple[str, ...], record: Record) -> None:
        """Insert or update a record."""
        self._connection.execute(
            "INSERT INTO records VALUES (?, ?, ?, ?) "
            "ON CONFLICT (organisation, kind, key) DO UPDATE SET record = excluded.record",
            (*self._place, json.dumps(key), json.dumps(record)),
        )

    def drop(self, key: str | tuple[str, ...]) -> None:
        """Delete a record."""
        self._connection.execute(
            "DELETE FROM records WHERE organisation = ? AND kind = ? AND key = ?",
            (*self._place, json.dumps(key)),
        )
