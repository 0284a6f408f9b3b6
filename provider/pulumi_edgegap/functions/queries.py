"""What each function reads, by its name: for programs in Python, and through the plugin for those in other languages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, cast

from ..app import App
from ..app_version import AppVersion
from ..endpoint_storage import EndpointStorage
from ..image_tag import ImageTag
from ..lifecycle.resource import Resource
from ..lifecycle.state import masked
from ..lifecycle.values import Properties
from ..pull_profile import PullProfile

if TYPE_CHECKING:
    from ..api import Client
    from ..api.models import Answer


class Query(NamedTuple):
    """What a function reads from the API."""

    of: type[Resource]
    read: Callable[..., Answer | Iterable[Answer]]
    """Reads by the arguments of the function, in their order."""
    rows: str = ""
    """What the list of all objects is called; empty for a function that reads one."""

    def run(self, client: Client, *key: str) -> Properties:
        """Give the fields of an object, or the list of all. No secret is in them: the API's mask stands in its place.

        Args:
            client: The client.
            key: The arguments of the function.

        Raises:
            EdgegapError: The API has no answer, or no such object.
        """
        found = self.read(client, *key)
        if self.rows:
            return {self.rows: [self._outputs(each, key) for each in cast("Iterable[Answer]", found)]}
        return self._outputs(cast("Answer", found), key)

    def _outputs(self, answer: Answer, key: Sequence[str]) -> Properties:
        life = self.of._life
        return dict(zip(life.key, key, strict=False)) | masked(life.inputs, life.answered(answer))


QUERIES: Mapping[str, Query] = {
    "get_app": Query(App, lambda client, name: client.apps.get(name)),
    "get_apps": Query(App, lambda client: client.apps.list(), "apps"),
    "get_app_version": Query(AppVersion, lambda client, app, name: client.versions.get(app, name)),
    "get_app_versions": Query(AppVersion, lambda client, app: client.versions.list(app), "app_versions"),
    "get_endpoint_storage": Query(EndpointStorage, lambda client, name: client.storages.get(name)),
    "get_endpoint_storages": Query(
        EndpointStorage, lambda client: client.storages.list(), "endpoint_storages"
    ),
    "get_pull_profile": Query(PullProfile, lambda client, storage, name: client.profiles.get(storage, name)),
    "get_pull_profiles": Query(
        PullProfile, lambda client, storage: client.profiles.list(storage), "pull_profiles"
    ),
    "get_image_tag": Query(ImageTag, lambda client, image, tag: client.tags.get(image, tag)),
    "get_image_tags": Query(ImageTag, lambda client, image: client.tags.list(image), "image_tags"),
}
