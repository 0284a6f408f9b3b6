"""State: tables of records that know their parents and, if there is a file, write themselves to it."""

from __future__ import annotations

from collections import UserDict
from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

from pulumi_edgegap.emulator.disk import Disk, Shelf
from pulumi_edgegap.emulator.errors import ApiError
from pulumi_edgegap.emulator.fields import Record
from pulumi_edgegap.emulator.views import view

K = TypeVar("K", bound="str | tuple[str, ...]")


class Table(UserDict[K, Record]):
    """A dict of records that finds the children of one parent without looking at all keys.

    Setting and deleting a key is written to the file at once. Changing a record in place is not: the rules
    always set a new record.
    """

    def __init__(
        self, what: str, shelf: Shelf | None, parents: Callable[[K], Iterable[Hashable]] = lambda _key: ()
    ) -> None:
        """Start with what the shelf holds.

        Args:
            what: What a record is, in words for an error.
            shelf: Where the records are kept; in memory only, when None.
            parents: Tells the parents of a key, for `of`.
        """
        super().__init__()
        self._what = what
        self._parents = parents
        self._children: dict[Hashable, dict[K, None]] = {}
        self._shelf: Shelf | None = None
        if shelf is not None:
            self.update(shelf.load())
            self._shelf = shelf

    def __setitem__(self, key: K, record: Record) -> None:
        if self._shelf is not None:
            self._shelf.save(key, record)
        for parent in self._parents(key):
            self._children.setdefault(parent, {})[key] = None
        self.data[key] = record

    def __delitem__(self, key: K) -> None:
        del self.data[key]
        for parent in self._parents(key):
            siblings = self._children[parent]
            del siblings[key]
            if not siblings:
                del self._children[parent]
        if self._shelf is not None:
            self._shelf.drop(key)

    def __repr__(self) -> str:
        return repr({key: view(record) for key, record in self.items()})

    def of(self, parent: Hashable) -> list[K]:
        """Return the keys of one parent's records, oldest first."""
        return list(self._children.get(parent, ()))

    def found(self, key: K) -> Record:
        """Return a record, or refuse: it is not there."""
        record = self.data.get(key)
        if record is None:
            raise ApiError(404, f"{self._what} not found.")
        return record

    def must_be_free(self, key: K, status: int) -> None:
        """Refuse a name that is taken."""
        if key in self.data:
            raise ApiError(status, f"{self._what} with this name already exists.")

    def move(self, old: K, new: K) -> None:
        """Give a record another key."""
        self[new] = self.pop(old)


class Tables:
    """All state of one organization. The tables are dicts that a test may read and change.

    Attributes:
        apps: By name.
        versions: By app and version.
        storages: By name.
        profiles: By storage and profile.
        links: By storage, profile, app and version.
        tags: By image, named without the project, and tag.
        deployments: By request ID.
    """

    def __init__(self, disk: Disk | None = None, organization: str = "") -> None:
        """Start empty, or with what a file holds of the organization."""

        def shelf(kind: str) -> Shelf | None:
            return Shelf(disk, organization, kind) if disk else None

        self.apps: Table[str] = Table("App", shelf("app"))
        self.versions: Table[tuple[str, str]] = Table("Version", shelf("version"), lambda key: key[:1])
        self.storages: Table[str] = Table("Endpoint storage", shelf("storage"))
        self.profiles: Table[tuple[str, str]] = Table("Pull profile", shelf("profile"), lambda key: key[:1])
        self.links: Table[tuple[str, str, str, str]] = Table(
            "Link", shelf("link"), lambda key: [("profile", *key[:2]), ("version", *key[2:])]
        )
        self.tags: Table[tuple[str, str]] = Table("Tag", shelf("tag"), lambda key: key[:1])
        self.deployments: Table[str] = Table("Deployment", shelf("deployment"))
