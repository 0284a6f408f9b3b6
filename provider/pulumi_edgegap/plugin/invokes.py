"""The functions that programs of all languages call: what exists in Edgegap, managed by Pulumi or not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, cast

from ..api.errors import NotFoundError
from ..app import App
from ..app_version import AppVersion
from ..endpoint_storage import EndpointStorage
from ..image_tag import ImageTag
from ..lifecycle.accounts import ConfigurationError
from ..lifecycle.cases import camel
from ..lifecycle.resource import Resource
from ..lifecycle.state import masked
from ..lifecycle.suggestion import suggestion
from ..lifecycle.values import Properties, Value
from ..pull_profile import PullProfile
from .kinds import outputs_besides_inputs

if TYPE_CHECKING:
    from ..api import Client
    from ..api.models import Answer

NOT_YET = (ConfigurationError, NotFoundError)
"""What need not end a preview: a pull request of a stranger has no token, and an object may be made by the `up`."""

_APP = {"app_name": "The app."}
_STORAGE = {"storage_name": "The endpoint storage."}
_IMAGE = {"image_name": "The image, as docker names it without the host."}


class Function(NamedTuple):
    """One function: what it reads, and by which arguments."""

    about: str
    of: type[Resource]
    arguments: Mapping[str, str]
    read: Callable[..., Answer | Iterable[Answer]]
    rows: str = ""
    """What its list is called; empty for a function that reads one object."""

    def call(self, client: Client, given: Mapping[str, Value]) -> Properties:
        """Ask the API. No secret is in what is given: the API's mask stands in its place."""
        key = [str(given[name]) for name in self.arguments]
        found = self.read(client, *key)
        if self.rows:
            return {self.rows: [self._facts(each, key) for each in cast("Iterable[Answer]", found)]}
        return self._facts(cast("Answer", found), key)

    @property
    def fields(self) -> list[str]:
        """The names of what is read of an object."""
        life = self.of._life
        names = [name for name, field in life.inputs.fields.items() if not field.local or name in life.key]
        return [*names, *outputs_besides_inputs(self.of)]

    def mistakes(self, given: Mapping[str, Value]) -> dict[str, str]:
        """Find the arguments that are missing, and those that there are not."""
        known = [camel(name) for name in self.arguments]
        missing = {camel(name): "is required" for name in self.arguments if name not in given}
        unknown = [camel(name) for name in given if name not in self.arguments]
        hint = "it takes none" if not known else ""
        return missing | {
            name: f"is no argument of this function; {hint or suggestion(name, known)}" for name in unknown
        }

    def unread(self, given: Mapping[str, Value]) -> Properties:
        """Give what a preview says that cannot read: no rows, or no more than what it was asked by.

        Of a function the engine takes no unknown values.
        """
        return {self.rows: []} if self.rows else {name: given[name] for name in self.arguments}

    def _facts(self, answer: Answer, key: Sequence[str]) -> Properties:
        life = self.of._life
        named = dict(zip(life.key, key, strict=False))
        return named | masked(life.inputs, life.answered(answer))


FUNCTIONS: Mapping[str, Function] = {
    "getApp": Function(
        "Read an app.", App, {"name": "The app's name."}, lambda client, name: client.apps.get(name)
    ),
    "getApps": Function("Read all apps.", App, {}, lambda client: client.apps.list(), "apps"),
    "getAppVersion": Function(
        "Read a version of an app.",
        AppVersion,
        _APP | {"name": "The version's name."},
        lambda client, app, name: client.versions.get(app, name),
    ),
    "getAppVersions": Function(
        "Read all versions of an app.",
        AppVersion,
        _APP,
        lambda client, app: client.versions.list(app),
        "versions",
    ),
    "getEndpointStorage": Function(
        "Read an endpoint storage.",
        EndpointStorage,
        {"name": "The storage's name."},
        lambda client, name: client.storages.get(name),
    ),
    "getEndpointStorages": Function(
        "Read all endpoint storages.", EndpointStorage, {}, lambda client: client.storages.list(), "storages"
    ),
    "getPullProfile": Function(
        "Read a pull profile.",
        PullProfile,
        _STORAGE | {"name": "The profile's name."},
        lambda client, storage, name: client.profiles.get(storage, name),
    ),
    "getPullProfiles": Function(
        "Read all pull profiles of a storage.",
        PullProfile,
        _STORAGE,
        lambda client, storage: client.profiles.list(storage),
        "profiles",
    ),
    "getImageTag": Function(
        "Read a tag of an image in Edgegap's registry.",
        ImageTag,
        _IMAGE | {"tag": "The tag."},
        lambda client, image, tag: client.tags.get(image, tag),
    ),
    "getImageTags": Function(
        "Read all tags of an image.", ImageTag, _IMAGE, lambda client, image: client.tags.list(image), "tags"
    ),
}
