"""What the fixture `edgegap_api` gives: what the local API holds, and how to do it harm."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ..lifecycle.names import join_id

if TYPE_CHECKING:
    from ..emulator import Emulator, SeenRequest
    from ..emulator.fields import Field
    from ..emulator.service import Drop
    from ..emulator.tables import Table

# pytest leaves these frames out of a traceback: `-l` would show their variables, such as the fields of a change.
__tracebackhide__ = True


class Objects(Mapping[str, Mapping[str, Any]]):
    """All objects of one kind that the API holds, by the ID that Pulumi shows (`arena/1.0`).

    They can be looked at: each value is there to be read, and no `repr` shows a secret. What changes them are the
    methods.
    """

    def __init__(self, table: Table[Any], delete: Callable[..., object]) -> None:
        self._table, self._delete = table, delete

    def __getitem__(self, id_: str) -> Mapping[str, Any]:
        from ..emulator.views import view

        return MappingProxyType(view(self._table[self._key(id_)]))

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys())

    def __len__(self) -> int:
        return len(self._table)

    def __repr__(self) -> str:
        return repr(dict(self))

    def drop(self, id_: str) -> None:
        """Delete an object behind Pulumi's back, with what goes with it: an app's versions, a profile's links.

        Args:
            id_: Its ID.

        Raises:
            KeyError: The API holds no such object.
        """
        self._delete(*_names(self._key(id_)))

    def _key(self, id_: str) -> Any:
        keys = self._keys()
        if id_ not in keys:
            raise KeyError(f"The API holds no {id_!r} here, but {', '.join(map(repr, keys)) or 'nothing'}.")
        return keys[id_]

    def _keys(self) -> dict[str, Any]:
        return {join_id(*_names(key)): key for key in list(self._table)}


class Tags(Objects):
    """Image tags, which an ID may name with the project or without."""

    def _key(self, id_: str) -> Any:
        _, slash, rest = id_.partition("%2F")
        return super()._key(rest if slash and id_ not in self._keys() else id_)


class ChangeableObjects(Objects):
    """Objects that the API also lets one change."""

    def __init__(
        self,
        table: Table[Any],
        delete: Callable[..., object],
        update: Callable[..., object],
        changeable: list[str],
    ) -> None:
        super().__init__(table, delete)
        self._update, self._changeable = update, changeable

    def change(self, id_: str, **fields: object) -> None:
        """Change fields of an object behind Pulumi's back, as somebody does in the dashboard.

        Args:
            id_: Its ID.
            fields: The new values. The API's rules hold: `req_cpu` and `req_memory` change together.

        Raises:
            KeyError: The API holds no such object.
            ValueError: The API knows no such field, or lets nobody change it.
            pulumi_edgegap.emulator.ApiError: The API refuses a value.
        """
        if refused := [name for name in fields if name not in self._changeable]:
            known = ", ".join(self._changeable)
            raise ValueError(f"The API does not change {', '.join(refused)}; it changes {known}.")
        from ..emulator import ApiError

        try:
            self._update(*_names(self._key(id_)), fields)
        except ApiError as error:
            raise error.with_traceback(None) from None


class EdgegapApi:
    """A local Edgegap API of one test.

    Attributes:
        emulator: The emulator itself, for what is rarely wanted: `push_tag`, `on_request`, other faults.
        apps: By `app`.
        versions: By `app/version`.
        storages: By `storage`.
        profiles: By `storage/profile`.
        links: By `storage/profile/app/version`.
        tags: By `image/tag`, a slash in the image's name written as `%2F`; the project may stand before it.
    """

    def __init__(self, emulator: Emulator) -> None:
        from ..emulator.objects import APP, PROFILE, STORAGE, VERSION

        self.emulator = emulator
        held = emulator.organization()

        def names(fields: Mapping[str, Field]) -> list[str]:
            return [name for name, field in fields.items() if field.known(held.edition, update=True)]

        self.apps = ChangeableObjects(held.apps, held.delete_app, held.update_app, names(APP))
        self.versions = ChangeableObjects(
            held.versions, held.delete_version, held.update_version, names(VERSION)
        )
        self.storages = ChangeableObjects(
            held.storages, held.delete_storage, held.update_storage, names(STORAGE)
        )
        self.profiles = ChangeableObjects(
            held.profiles, held.delete_profile, held.update_profile, names(PROFILE)
        )
        self.links = Objects(held.links, held.unlink)
        self.tags = Tags(held.tags, held.registry.delete_tag)

    def __repr__(self) -> str:
        return f"EdgegapApi({self.url!r})"

    @property
    def url(self) -> str:
        """Where it is."""
        return self.emulator.url

    @property
    def token(self) -> str:
        """The token that opens it."""
        from ..emulator.views import SecretText

        return SecretText(self.emulator.token)

    @property
    def requests(self) -> list[SeenRequest]:
        """What it was asked, oldest first."""
        from ..emulator.views import view

        return [replace(request, body=view(request.body)) for request in self.emulator.requests]

    def fail_next(
        self,
        method: str = "*",
        path: str = "*",
        *,
        status: int = 503,
        message: str = "Made to fail.",
        times: int = 1,
        drop: Drop | None = None,
    ) -> None:
        """Make the next matching requests fail.

        A call is tried again after 429, 5xx and lost connections where that is safe, up to 5 times.

        Args:
            method: The method to wait for, in capitals; `*` is any.
            path: The path to wait for, such as `/v1/app/*/version`; `*` stands for any text.
            status: The status to answer.
            message: The message to answer.
            times: How many requests to answer so.
            drop: Close the connection in place of answering: `before` the request is carried out, `after`
                that, or in the `middle` of the answer.
        """
        self.emulator.fail_next(
            method=method, path=path, status=status, body={"message": message}, times=times, drop=drop
        )


def _names(key: Any) -> tuple[str, ...]:
    return (key,) if isinstance(key, str) else tuple(key)
