"""The kinds of objects that the plugin serves, by the token of each in the schema."""

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


def outputs_besides_inputs(resource: type[Resource]) -> dict[str, type]:
    """Give the outputs that are no inputs, each with its Python type."""
    names = resource._outputs()
    return {
        name: resource.__annotations__[name] for name in names if name not in resource._life.inputs.fields
    }
