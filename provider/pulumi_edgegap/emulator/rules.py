"""What the rules of all kinds of objects share."""

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
    """Tables with what decides how their rules answer.

    Attributes:
        edition: Which edition of the service it behaves as.
        reading: How it reads what is not certain of the service.
        pullable: Tells from registry, image and tag whether an image can be pulled.
        cached: The share of its image that each version answers as cached, 0 to 1. None lets it grow to 1 for versions
            with `force_cache`, by a quarter with each read, and "moving" lets it change with each read of any.
    """

    def __init__(
        self,
        edition: Edition,
        reading: Reading,
        pullable: Callable[[str, str, str], bool],
        disk: Disk | None,
        identity: str,
    ) -> None:
        """Start empty, or with what a file holds of the organization."""
        super().__init__(disk, identity)
        self.edition = edition
        self.reading = reading
        self.pullable = pullable
        self.cached: float | Literal["moving"] | None = None
        self._reads = Counter[tuple[str, str]]()
        self._disk = disk

    def _checked(self, fields: Mapping[str, Field], body: Record, *, update: bool = False) -> Record:
        self.reading.examine(fields, body, self.edition, update=update)
        return check(fields, body, self.edition, update=update)

    def _together(self) -> AbstractContextManager[None]:
        return self._disk.together() if self._disk else nullcontext()

    def _page(
        self, rows: str, keys: Iterable[K], show_row: Callable[[K], Record], page: int, limit: int | None
    ) -> Record:
        every = list(keys)
        chosen, pagination = page_of(every, page, limit, self.edition)
        return {rows: [show_row(key) for key in chosen], "total_count": len(every), "pagination": pagination}


def stamped(record: Record) -> Record:
    """Return a new record with its times."""
    now = _now()
    return record | {"create_time": now, "last_updated": now}


def touched(record: Record) -> Record:
    """Return a changed record with its time."""
    return record | {"last_updated": _now()}


def _now() -> str:
    return datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M:%S.%f")
