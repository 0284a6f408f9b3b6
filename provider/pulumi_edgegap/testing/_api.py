"""The fixture `edgegap_api`: the objects of the local API, and ways to change them and to make calls fail."""

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

# Hides these frames from pytest tracebacks: `-l` would print their variables, such as the fields of a change.
__tracebackhide__ = True


class Objects(Mapping[str, Mapping[str, Any]]):
    """All objects of one kind in the API, by the ID that Pulumi shows (`arena/1.0`).

    The mapping is read-only, and no `repr` shows a secret; use the methods to change objects.
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
        """Delete an object outside Pulumi, along with its children: an app's versions, a profile's links.

        Args:
            id_: The ID of the object.

        Raises:
            KeyError: There is no such object.
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
    """Image tags, whose IDs may include the project."""

    def _key(self, id_: str) -> Any:
        _, slash, rest = id_.partition("%2F")
        return super()._key(rest if slash and id_ not in self._keys() else id_)


class ChangeableObjects(Objects):
    """Objects that the API can also update."""

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
        """Change fields of an object outside Pulumi, as in the dashboard.

        Args:
            id_: The ID of the object.
            fields: The new values. The API's rules apply: `req_cpu` and `req_memory` change together.

        Raises:
            KeyError: There is no such object.
            ValueError: The API does not have a field, or cannot update it.
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
    """The local Edgegap API of one test.

    Attributes:
        emulator: The emulator, for rarely needed features: `push_tag`, `on_request`, other faults.
        apps: By `app`.
        versions: By `app/version`.
        storages: By `storage`.
        profiles: By `storage/profile`.
        links: By `storage/profile/app/version`.
        tags: By `image/tag`, with slashes in the image's name written as `%2F`, and optionally with the project.
    """

    def __init__(self, emulator: Emulator) -> None:
        from ..emulator.objects import APP, PROFILE, STORAGE, VERSION

        self.emulator = emulator
        organization = emulator.organization()

        def names(fields: Mapping[str, Field]) -> list[str]:
            return [name for name, field in fields.items() if field.known(organization.edition, update=True)]

        self.apps = ChangeableObjects(
            organization.apps, organization.delete_app, organization.update_app, names(APP)
        )
        self.versions = ChangeableObjects(
            organization.versions, organization.delete_version, organization.update_version, names(VERSION)
        )
        self.storages = ChangeableObjects(
            organization.storages, organization.delete_storage, organization.update_storage, names(STORAGE)
        )
        self.profiles = ChangeableObjects(
            organization.profiles, organization.delete_profile, organization.update_profile, names(PROFILE)
        )
        self.links = Objects(organization.links, organization.unlink)
        self.tags = Tags(organization.tags, organization.registry.delete_tag)

    def __repr__(self) -> str:
        return f"EdgegapApi({self.url!r})"

    @property
    def url(self) -> str:
        """The URL of the API."""
        return self.emulator.url

    @property
    def token(self) -> str:
        """The token for the API."""
        from ..emulator.views import SecretText

        return SecretText(self.emulator.token)

    @property
    def requests(self) -> list[SeenRequest]:
        """The requests so far, oldest first."""
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

        The provider retries a call after 429, 5xx and lost connections if that is safe, up to 5 times.

        Args:
            method: The method to match, in capitals; `*` matches any.
            path: The path to match, such as `/v1/app/*/version`; `*` matches any text.
            status: The status to return.
            message: The message to return.
            times: The number of requests to fail.
            drop: Close the connection instead of responding: `before` the request is carried out, `after`
                that, or in the `middle` of the response.
        """
        self.emulator.fail_next(
            method=method, path=path, status=status, body={"message": message}, times=times, drop=drop
        )


def _names(key: Any) -> tuple[str, ...]:
    return (key,) if isinstance(key, str) else tuple(key)
