"""Many reads of one kind are answered from a list, in place of a request for each object.

A refresh reads every object by itself. After the first few reads, the whole list is requested, and the other reads
are answered from it; a page that is too old is requested again. While one list is in use, others of its
kind (the versions of the next app) are requested at their first read. A list is not used

- if it was requested before this process wrote the object or one of its parents,
- if it was requested before the same reader last read the object, since a second read looks for changes,
- if its rows have fewer fields than the response for a single object.

In these cases, and when the list fails, is incomplete or lacks the object, the object is requested by itself.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from itertools import accumulate
from threading import Lock
from typing import Any, Generic

from ._clock import Clock
from .errors import EdgegapError
from .models import Answer
from .pages import IncompleteListError, Listing, Page, T

MAX_AGE = 5.0
"""The seconds for which a page is used, and within which reads are counted together."""
FEW = 3
"""The number of reads from which on a list may be requested."""
PAGES_PER_READ = 8
"""The pages that a list may have for each read so far: three reads do not justify a list of 10,000 rows."""
AT_ONCE = 4
"""The pages requested at once: as many as the reads that wait for them, so their connections suffice."""


class Lists:
    """The lists that a client has read, and when it wrote and read single objects. Threads share them."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lists: dict[str, _List[Any]] = {}
        self._written: dict[str, float] = {}
        self._seen: dict[tuple[str, str], float] = {}
        self._answered: dict[type[Answer], float] = {}
        self._lock = Lock()

    def read(self, listing: Listing[T], name: str, path: str, reader: str, ask: Callable[[], T]) -> T:
        """Read an object, from its list or by itself.

        Args:
            listing: The list that may hold it.
            name: Its name in the list.
            path: Its own path.
            reader: Who reads it. A second read by the same reader is not answered from a list of before the first.
            ask: Requests the object by itself.
        """
        with self._lock:
            if listing.path not in self._lists:
                self._lists[listing.path] = _List(listing, self)
            known = self._lists[listing.path]
        try:
            row: T = known.read(name, ask, lambda: max(self._last_write(path), self._last_read(path, reader)))
            return row
        finally:
            self._seen[path, reader] = self._clock.now()

    def note_write(self, path: str) -> None:
        """Note that the object at a path may have been written."""
        if self._lists:
            self._written[path] = self._clock.now()

    def note_answer(self, kind: type[Answer]) -> None:
        """Note that a list of a kind answered a read."""
        self._answered[kind] = self.now()

    def are_answering(self, kind: type[Answer]) -> bool:
        """Whether lists of a kind have answered a read within the last seconds."""
        return self.now() - self._answered.get(kind, -math.inf) <= MAX_AGE

    def _last_write(self, path: str) -> float:
        """Return when an object or one of its parents was last written."""
        return max(self._written.get(each, -math.inf) for each in accumulate(path.split("/"), "{}/{}".format))

    def _last_read(self, path: str, reader: str) -> float:
        return self._seen.get((path, reader), -math.inf)

    def now(self) -> float:
        """Return the time in seconds."""
        return self._clock.now()


class _Page(Generic[T]):
    """One page, as it was when last requested."""

    def __init__(self, listing: Listing[T], number: int, lists: Lists) -> None:
        self._listing, self._number, self._lists = listing, number, lists
        self._asked_at = -math.inf
        self._lock = Lock()
        self.rows: dict[str, T] = {}

    def fetch(self) -> Page[T]:
        """Request the page."""
        asked_at = self._lists.now()
        page = self._listing.page(self._number)
        # A row that is not understood is requested by itself, which raises its error.
        self.rows = {name: row for name, row in page.rows.items() if name not in page.odd}
        self._asked_at = asked_at
        return page

    def row(self, name: str) -> tuple[T | None, float]:
        """Return a row from a page that is recent enough, if it is there, and when the page was requested."""
        now = self._lists.now()
        with self._lock:  # concurrent reads wait for one response
            if now - self._asked_at > MAX_AGE:
                try:
                    self.fetch()
                except EdgegapError:
                    self.rows, self._asked_at = {}, self._lists.now()
            return self.rows.get(name), self._asked_at


class _List(Generic[T]):
    """One list, and which of its pages holds which object."""

    def __init__(self, listing: Listing[T], lists: Lists) -> None:
        self._listing, self._lists = listing, lists
        self._page_by_name: dict[str, _Page[T]] = {}
        self._reads: deque[float] = deque()  # when objects were read whose page is not known yet
        self._pages = 1
        self._searched_at = -math.inf
        self._single: T | None = None  # an object that was requested by itself
        self._has_all_fields = True
        self._lock = Lock()

    def read(self, name: str, ask: Callable[[], T], changed: Callable[[], float]) -> T:
        """Read an object, from this list if it was requested after the time that `changed` returns."""
        page = self._page_by_name.get(name) or self._find_page(name)
        if page is not None and self._has_all_fields:
            row, asked_at = page.row(name)
            if row is not None and asked_at > changed():
                self._lists.note_answer(self._listing.model)
                return row
        self._single = single = ask()
        return single

    def _find_page(self, name: str) -> _Page[T] | None:
        now = self._lists.now()
        with self._lock:  # concurrent reads wait for one search
            if name not in self._page_by_name:
                self._reads.append(now)
                while now - self._reads[0] > MAX_AGE:
                    self._reads.popleft()
                if self._is_worth_it() and now - self._searched_at > MAX_AGE:
                    self._search()
        return self._page_by_name.get(name)

    def _is_worth_it(self) -> bool:
        is_usual = self._lists.are_answering(self._listing.model)
        enough = max(1 if is_usual else FEW, self._pages / PAGES_PER_READ)
        return self._has_all_fields and (is_usual or self._single is not None) and len(self._reads) >= enough

    def _search(self) -> None:
        """Request the first page, and all others unless it announces too many."""
        fetched: dict[int, tuple[_Page[T], Page[T]]] = {}

        def ask(number: int) -> Page[T]:
            if number not in fetched:
                page = _Page(self._listing, number, self._lists)
                fetched[number] = page, page.fetch()
            return fetched[number][1]

        with suppress(EdgegapError, IncompleteListError):
            self._pages = ask(1).facts.last or 1
            if not self._is_worth_it():
                return
            _ask_concurrently(ask, range(2, self._pages + 1))
            self._index([fetched[number][0] for number, _ in enumerate(self._listing.pages(ask), 1)])
        self._searched_at = self._lists.now()

    def _index(self, pages: list[_Page[T]]) -> None:
        self._page_by_name = {name: page for page in pages for name in page.rows}
        if self._single is not None:
            name = self._listing.key(self._single)
            rows = [self._page_by_name[name].rows[name]] if name in self._page_by_name else []
            self._has_all_fields = all(self._single.model_fields_set <= row.model_fields_set for row in rows)


def _ask_concurrently(ask: Callable[[int], object], numbers: range) -> None:
    """Request pages, some at a time, and raise the first failure."""
    pool = ThreadPoolExecutor(AT_ONCE)
    try:
        # A wait is reported for the resource in the context of the reading thread.
        for future in [pool.submit(copy_context().run, ask, number) for number in numbers]:
            future.result()
    finally:
        pool.shutdown(cancel_futures=True)
