"""Reading an organization: apps with their versions, storages with their pull profiles, and image tags."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from threading import Lock
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from ...api.errors import NotFoundError, invalid_response

if TYPE_CHECKING:
    from ...api import App, AppVersion, Client, EndpointStorage, ImageTag, PullProfile
    from ...api.models import Answer

T = TypeVar("T")
Named = TypeVar("Named", "App", "EndpointStorage")
Child = TypeVar("Child", bound="Answer")

Found: TypeAlias = "tuple[str, tuple[str, ...], Answer]"
"""An object: the title of its kind, its key (parents first), and the API's response."""

ALL = ("*",)
PARALLEL = 8
"""The number of concurrent requests; the client keeps to its rate limit in any case."""


@dataclass(frozen=True)
class Progress:
    """The progress of a scan.

    Attributes:
        objects: The number of objects found so far.
        parents: The number of apps, storages and images whose children were read.
        all_parents: The total number of those.
    """

    objects: int
    parents: int
    all_parents: int


OnProgress: TypeAlias = Callable[[Progress], None]


@dataclass(frozen=True)
class Organization:
    """The result of a scan, sorted by name. It has no links, because the API cannot read them.

    Attributes:
        apps: The apps.
        versions: The versions of each app, by the app's name.
        storages: The endpoint storages.
        profiles: The pull profiles of each storage, by the storage's name.
        tags: The tags of each requested image, by the image's name.
    """

    apps: list[App] = field(default_factory=list)
    versions: dict[str, list[AppVersion]] = field(default_factory=dict)
    storages: list[EndpointStorage] = field(default_factory=list)
    profiles: dict[str, list[PullProfile]] = field(default_factory=dict)
    tags: dict[str, list[ImageTag]] = field(default_factory=dict)

    def in_apps(self) -> Iterator[Found]:
        """Yield each app, followed by its versions."""
        for app in self.apps:
            yield "App", (app.name,), app
            for version in self.versions[app.name]:
                yield "AppVersion", (app.name, version.name), version

    def in_storages(self) -> Iterator[Found]:
        """Yield each storage, followed by its pull profiles."""
        for storage in self.storages:
            yield "EndpointStorage", (storage.name,), storage
            for profile in self.profiles[storage.name]:
                yield "PullProfile", (storage.name, profile.name), profile

    @property
    def size(self) -> int:
        """The number of objects."""
        children: list[Sequence[Answer]] = [
            *self.versions.values(),
            *self.profiles.values(),
            *self.tags.values(),
        ]
        return len(self.apps) + len(self.storages) + sum(len(rows) for rows in children)


def scan(
    client: Client,
    *,
    apps: Sequence[str] = ALL,
    storages: Sequence[str] = ALL,
    images: Sequence[str] = (),
    progress: OnProgress | None = None,
) -> Organization:
    """Read all pages of an organization's lists concurrently.

    Objects that are deleted during the scan are left out with their children: an app or storage whose
    children are not found counts as deleted only if a second list does not contain it.

    Args:
        client: The client; it keeps to the rate limit.
        apps: Patterns (`*`, `?`, `[ab]`) for the names of apps to read with their versions. Empty for none.
        storages: The same for storages and their pull profiles.
        images: The images whose tags to read, with or without the project; the API cannot list them.
        progress: Called after each step, by one thread at a time.

    Raises:
        EdgegapError: The API refused, could not be reached or returned an incomplete list, or an image
            does not exist.
    """
    counted = _Counter(progress)
    pool = ThreadPoolExecutor(PARALLEL, thread_name_prefix="scan")
    try:
        listed_apps = pool.submit(_matching, client.apps.list, apps, counted)
        listed_storages = pool.submit(_matching, client.storages.list, storages, counted)
        found_apps, found_storages = listed_apps.result(), listed_storages.result()
        counted.expect(len(found_apps) + len(found_storages) + len(images))
        versions = {name: pool.submit(_children, client.versions.list, name, counted) for name in found_apps}
        profiles = {
            name: pool.submit(_children, client.profiles.list, name, counted) for name in found_storages
        }
        tags = {name: pool.submit(_sorted, client.tags.list, name, counted) for name in sorted(images)}
        all_versions = _existing(versions, client.apps.list)
        all_profiles = _existing(profiles, client.storages.list)
        all_tags = {name: rows.result() for name, rows in tags.items()}
    finally:
        pool.shutdown(cancel_futures=True)
    return Organization(
        apps=[found_apps[name] for name in all_versions],
        versions=all_versions,
        storages=[found_storages[name] for name in all_profiles],
        profiles=all_profiles,
        tags=all_tags,
    )


class _Counter:
    """Counts what the threads read, and reports progress."""

    def __init__(self, on_progress: OnProgress | None) -> None:
        self._on_progress = on_progress
        self._lock = Lock()
        self._now = Progress(0, 0, 0)

    def rows(self, rows: Iterable[T]) -> Iterator[T]:
        for row in rows:
            yield row
            self._add(objects=1)

    def parent(self) -> None:
        self._add(parents=1)

    def expect(self, parents: int) -> None:
        self._add(all_parents=parents)

    def _add(self, *, objects: int = 0, parents: int = 0, all_parents: int = 0) -> None:
        with self._lock:
            now = self._now
            self._now = Progress(now.objects + objects, now.parents + parents, now.all_parents + all_parents)
            if self._on_progress:
                self._on_progress(self._now)


def _matching(
    rows: Callable[[], Iterable[Named]], patterns: Sequence[str], counted: _Counter
) -> dict[str, Named]:
    if not patterns:
        return {}
    chosen = (row for row in rows() if any(fnmatchcase(row.name, pattern) for pattern in patterns))
    return {row.name: row for row in sorted(counted.rows(chosen), key=lambda row: _natural(row.name))}


def _natural(name: str) -> list[tuple[int, str]]:
    """Return a key that sorts numbers in names by their value: 1.2 comes before 1.10."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split("([0-9]+)", name)]


def _sorted(rows: Callable[[str], Iterable[Child]], parent: str, counted: _Counter) -> list[Child]:
    """Return the children of a parent, sorted by name."""
    try:
        return sorted(counted.rows(rows(parent)), key=lambda row: _natural(str(getattr(row, row.KEY))))
    finally:
        counted.parent()


def _children(
    rows: Callable[[str], Iterable[Child]], parent: str, counted: _Counter
) -> list[Child] | NotFoundError:
    """Return the children of a parent, sorted by name, or the error if they are not found."""
    try:
        return _sorted(rows, parent, counted)
    except NotFoundError as error:
        return error


def _existing(
    read: dict[str, Future[list[Child] | NotFoundError]],
    parents: Callable[[], Iterable[App | EndpointStorage]],
) -> dict[str, list[Child]]:
    """Return the children of all parents that still exist."""
    found = {name: rows.result() for name, rows in read.items()}
    missing = {name: rows for name, rows in found.items() if isinstance(rows, NotFoundError)}
    still = {parent.name for parent in parents()} if missing else set()
    for name, error in missing.items():
        if name in still:
            problem = "was not found (404), although its parent is still listed; try again later"
            raise invalid_response(error.method, error.path, "", problem, error.status)
    return {name: rows for name, rows in found.items() if not isinstance(rows, NotFoundError)}
