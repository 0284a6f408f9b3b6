"""The resources that the plugin serves, by their tokens in the schema."""

from __future__ import annotations

from collections.abc import Mapping

from ..app import App
from ..app_version import AppVersion
from ..endpoint_storage import EndpointStorage
from ..image_tag import ImageTag
from ..lifecycle.resource import Resource
from ..pull_profile import PullProfile
from ..pull_profile_link import PullProfileLink

PACKAGE = "edgegap"
RESOURCES: Mapping[str, type[Resource]] = {
    f"{PACKAGE}:index:{each.__name__}": each
    for each in (App, AppVersion, EndpointStorage, PullProfile, PullProfileLink, ImageTag)
}

OUTPUT_DESCRIPTIONS: Mapping[str, str] = {
    "create_time": "When the object was created, as the API shows it.",
    "last_updated": "When the object was last changed, as the API shows it.",
    "caching_percent": "The share of locations that have the image cached, 0 to 1.",
    "last_push_at": "When the tag was last pushed, as the API shows it.",
    "image_hash": "The digest of the image.",
    "size_mb": "The size of the image in MB.",
    "remaining_tags": "The other tags of the same image.",
    "artifact_deleted": "Whether the image was deleted with its last tag.",
}
"""The descriptions of the outputs that are not inputs."""


def outputs_besides_inputs(resource: type[Resource]) -> dict[str, type]:
    """Return the outputs that are not inputs, with their Python types."""
    names = resource._outputs()
    return {
        name: resource.__annotations__[name]
        for name in names
        if name not in resource._dynamic_provider.inputs.fields
    }
