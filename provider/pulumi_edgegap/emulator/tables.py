"""Tables of records, which know their parents and are written to the file, if any."""

from __future__ import annotations

from collections import UserDict
from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

from pulumi_edgegap.emulator.disk import Disk, DiskTable
from pulumi_edgegap.emulator.errors import ApiError
from pulumi_edgegap.emulator.fields import Record
from pulumi_edgegap.emulator.views import view

K = TypeVar("K", bound="str | tuple[str, ...]")


class Table(UserDict[K, Record]):
    """A dict of records with an index of each parent's children.

    Setting or deleting a key is written to the file at once. Changing a record in place is not: operations
    always set a new record.
    """

    def __init__(
        self,
        what: str,
        disk_table: DiskTable | None,
        parents: Callable[[K], Iterable[Hashable]] = lambda _key: (),
    ) -> None:
        """Load the records.

        Args:
            what: The name of the kind in errors.
            disk_table: Where the records are stored; None for memory only.
            parents: Returns the parents of a key, for `of`.
        """
        super().__init__()
        self._what = what
        self._parents = parents
        self._children: dict[Hashable, dict[K, None]] = {}
        self._disk_table: DiskTable | None = None
        if disk_table is not None:
            self.update(disk_table.load())
            self._disk_table = disk_table

    def __setitem__(self, key: K, record: Record) -> None:
        if self._disk_table is not None:
            self._disk_table.save(key, record)
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
        if self._disk_table is not None:
            self._disk_table.drop(key)

    def __repr__(self) -> str:
        return repr({key: view(record) for key, record in self.items()})

    def of(self, parent: Hashable) -> list[K]:
        """Return the keys of one parent's records, oldest first."""
        return list(self._children.get(parent, ()))

    def require(self, key: K) -> Record:
        """Return a record, or raise a 404."""
        record = self.data.get(key)
        if record is None:
            raise ApiError(404, f"{self._what} not found.")
        return record

    def must_be_free(self, key: K, status: int) -> None:
        """Refuse a name that is in use."""
        if key in self.data:
            raise ApiError(status, f"{self._what} with this name already exists.")

    def move(self, old: K, new: K) -> None:
        """Change the key of a record."""
        self[new] = self.pop(old)


class Tables:
    """The state of one organization. The tables are dicts that tests can read and change.

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
        """Load the organization from a file, or start empty."""

        def disk_table(kind: str) -> DiskTable | None:
            return DiskTable(disk, organization, kind) if disk else None

        self.apps: Table[str] = Table("App", disk_table("app"))
        self.versions: Table[tuple[str, str]] = Table("Version", disk_table("version"), lambda key: key[:1])
        self.storages: Table[str] = Table("Endpoint storage", disk_table("storage"))
        self.profiles: Table[tuple[str, str]] = Table(
            "Pull profile", disk_table("profile"), lambda key: key[:1]
        )
        self.links: Table[tuple[str, str, str, str]] = Table(
            "Link", disk_table("link"), lambda key: [("profile", *key[:2]), ("version", *key[2:])]
        )
        self.tags: Table[tuple[str, str]] = Table("Tag", disk_table("tag"), lambda key: key[:1])
        self.deployments: Table[str] = Table("Deployment", disk_table("deployment"))
