"""The base of the operations on all kinds of objects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timezone
from typing import Literal, TypeVar

from pulumi_edgegap.emulator.disk import Disk
from pulumi_edgegap.emulator.fields import Edition, Field, Record, check
from pulumi_edgegap.emulator.lists import page_of
from pulumi_edgegap.emulator.readings import Reading
from pulumi_edgegap.emulator.tables import Tables

K = TypeVar("K")


class Rules(Tables):
    """Tables and the settings of their operations.

    Attributes:
        edition: The edition of the service to emulate.
        reading: How to behave where sources on the service disagree.
        pullable: Returns whether an image can be pulled, from registry, image and tag.
        cached: The cached share of each version's image, 0 to 1. None lets it grow to 1 with reads of versions
            with `force_cache`, by a quarter each time, and "moving" changes it with each read of any version.
    """

    def __init__(
        self,
        edition: Edition,
        reading: Reading,
        pullable: Callable[[str, str, str], bool],
        disk: Disk | None,
        identity: str,
    ) -> None:
        """Load the organization from a file, or start empty."""
        super().__init__(disk, identity)
        self.edition = edition
        self.reading = reading
        self.pullable = pullable
        self.cached: float | Literal["moving"] | None = None
        self._reads = Counter[tuple[str, str]]()
        self._disk = disk

    def _checked(self, fields: Mapping[str, Field], body: Record, *, update: bool = False) -> Record:
        self.reading.check_strictly(fields, body, self.edition, update=update)
        return check(fields, body, self.edition, update=update)

    def _transaction(self) -> AbstractContextManager[None]:
        return self._disk.transaction() if self._disk else nullcontext()

    def _page(
        self, rows: str, keys: Iterable[K], show_row: Callable[[K], Record], page: int, limit: int | None
    ) -> Record:
        every = list(keys)
        chosen, pagination = page_of(every, page, limit, self.edition)
        return {rows: [show_row(key) for key in chosen], "total_count": len(every), "pagination": pagination}


def with_creation_time(record: Record) -> Record:
    """Return a new record with its creation time."""
    now = _now()
    return record | {"create_time": now, "last_updated": now}


def with_update_time(record: Record) -> Record:
    """Return a changed record with its update time."""
    return record | {"last_updated": _now()}


def _now() -> str:
    return datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M:%S.%f")
