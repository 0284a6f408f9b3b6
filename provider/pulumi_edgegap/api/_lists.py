"""Many reads of one kind are answered from a list, in place of a request for each object.

A refresh reads every object by itself. After the first few reads, the whole list is asked for, and what it
holds answers the others; a page of it that has grown old is asked for again. While one list answers, others of its
kind (the versions of the next app) are asked for at their first read. Nothing is taken from a list

- that was asked for before this process wrote the object, or anything above it,
- that was asked for before the same reader read the object last, as who reads again looks for changes,
- whose rows say less than the answer for a single object.

Then, and when the list fails, is not whole or does not hold it, the object is asked for by itself.
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
from .pages import Listing, NotWholeError, Page, T

MAX_AGE = 5.0
"""The seconds for which a page is used, and within which reads count as many."""
FEW = 3
"""The read from which on a list may be asked for."""
PAGES_PER_READ = 8
"""The pages that a list may have for each read so far: three reads do not pay for a list of 10,000 rows."""
AT_ONCE = 4
"""The pages asked for at once: as many as the reads that wait for them, so that their connections suffice."""


class Lists:
    """The lists that a client has read, and what it has written meanwhile. Threads share them."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lists: dict[str, _List[Any]] = {}
        self._written: dict[str, float] = {}
        self._seen: dict[tuple[str, str], float] = {}
        self._answered: dict[type[Answer], float] = {}
        self._lock = Lock()

    def read(self, listing: Listing[T], name: str, path: str, reader: str, ask: Callable[[], T]) -> T:
        """Read an object, from its list or by asking for it.

        Args:
            listing: The list that may hold it.
            name: What it is called there.
            path: Its own path.
            reader: Who reads. Another read by the same one is not answered from what was known at the first.
            ask: Asks the API for the object alone.
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

    def wrote(self, path: str) -> None:
        """Take note that what stands at a path was written, whatever came of it."""
        if self._lists:
            self._written[path] = self._clock.now()

    def answered(self, kind: type[Answer]) -> None:
        """Take note that a list of a kind answered a read."""
        self._answered[kind] = self.now()

    def are_answering(self, kind: type[Answer]) -> bool:
        """Tell whether lists of a kind answer reads these seconds."""
        return self.now() - self._answered.get(kind, -math.inf) <= MAX_AGE

    def _last_write(self, path: str) -> float:
        """Tell when an object, or anything above it, was written last."""
        return max(self._written.get(each, -math.inf) for each in accumulate(path.split("/"), "{}/{}".format))

    def _last_read(self, path: str, reader: str) -> float:
        return self._seen.get((path, reader), -math.inf)

    def now(self) -> float:
        """Tell the time in seconds."""
        return self._clock.now()


class _Page(Generic[T]):
    """One page, as it was when it was last asked for."""

    def __init__(self, listing: Listing[T], number: int, lists: Lists) -> None:
        self._listing, self._number, self._lists = listing, number, lists
        self._asked_at = -math.inf
        self._lock = Lock()
        self.rows: dict[str, T] = {}

    def fetch(self) -> Page[T]:
        """Ask for the page."""
        asked_at = self._lists.now()
        page = self._listing.page(self._number)
        # What is odd in a list is asked for by itself, and is an error then.
        self.rows = {name: row for name, row in page.rows.items() if name not in page.odd}
        self._asked_at = asked_at
        return page

    def row(self, name: str) -> tuple[T | None, float]:
        """Give a row that is young enough, if it is there, and when it was asked for."""
        now = self._lists.now()
        with self._lock:  # reads at the same time wait for one answer
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
        self._places: dict[str, _Page[T]] = {}
        self._asked: deque[float] = deque()  # when objects were read that have no place yet
        self._pages = 1
        self._tried_at = -math.inf
        self._single: T | None = None  # an object that was asked for by itself
        self._says_all = True
        self._lock = Lock()

    def read(self, name: str, ask: Callable[[], T], changed: Callable[[], float]) -> T:
        """Read an object, from this list if that was asked for after the time that `changed` gives."""
        page = self._places.get(name) or self._searched(name)
        if page is not None and self._says_all:
            row, asked_at = page.row(name)
            if row is not None and asked_at > changed():
                self._lists.answered(self._listing.model)
                return row
        self._single = alone = ask()
        return alone

    def _searched(self, name: str) -> _Page[T] | None:
        now = self._lists.now()
        with self._lock:  # reads at the same time wait for one search
            if name not in self._places:
                self._asked.append(now)
                while now - self._asked[0] > MAX_AGE:
                    self._asked.popleft()
                if self._is_worth_it() and now - self._tried_at > MAX_AGE:
                    self._search()
        return self._places.get(name)

    def _is_worth_it(self) -> bool:
        is_usual = self._lists.are_answering(self._listing.model)
        enough = max(1 if is_usual else FEW, self._pages / PAGES_PER_READ)
        return self._says_all and (is_usual or self._single is not None) and len(self._asked) >= enough

    def _search(self) -> None:
        """Ask for the first page, and for all others if it does not tell of too many."""
        asked: dict[int, tuple[_Page[T], Page[T]]] = {}

        def ask(number: int) -> Page[T]:
            if number not in asked:
                page = _Page(self._listing, number, self._lists)
                asked[number] = page, page.fetch()
            return asked[number][1]

        with suppress(EdgegapError, NotWholeError):
            self._pages = ask(1).facts.last or 1
            if not self._is_worth_it():
                return
            _at_once(ask, range(2, self._pages + 1))
            self._take([asked[number][0] for number, _ in enumerate(self._listing.pages(ask), 1)])
        self._tried_at = self._lists.now()

    def _take(self, pages: list[_Page[T]]) -> None:
        self._places = {name: page for page in pages for name in page.rows}
        if self._single is not None:
            name = self._listing.key(self._single)
            rows = [self._places[name].rows[name]] if name in self._places else []
            self._says_all = all(self._single.model_fields_set <= row.model_fields_set for row in rows)


def _at_once(ask: Callable[[int], object], numbers: range) -> None:
    """Ask for pages, some at a time; the first failure is the failure of all."""
    pool = ThreadPoolExecutor(AT_ONCE)
    try:
        # What a client says of its waits needs the context of the thread that reads.
        for asked in [pool.submit(copy_context().run, ask, number) for number in numbers]:
            asked.result()
    finally:
        pool.shutdown(cancel_futures=True)
