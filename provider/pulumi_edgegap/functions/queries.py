"""The query of each function, by its name: for Python programs, and through the plugin for other languages."""

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
    """The request of a function to the API."""

    of: type[Resource]
    read: Callable[..., Answer | Iterable[Answer]]
    """Reads from the API, by the arguments of the function in their order."""
    rows: str = ""
    """The name of the list in the result; empty for a function that reads one object."""

    def run(self, client: Client, *key: str) -> Properties:
        """Return the fields of an object, or the list of all, with the API's mask in place of every secret.

        Args:
            client: The client.
            key: The arguments of the function.

        Raises:
            EdgegapError: The request failed, or the object does not exist.
        """
        found = self.read(client, *key)
        if self.rows:
            return {self.rows: [self._outputs(each, key) for each in cast("Iterable[Answer]", found)]}
        return self._outputs(cast("Answer", found), key)

    def _outputs(self, answer: Answer, key: Sequence[str]) -> Properties:
        provider = self.of._dynamic_provider
        return dict(zip(provider.key, key, strict=False)) | masked(
            provider.inputs, provider.fields_of(answer)
        )


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
