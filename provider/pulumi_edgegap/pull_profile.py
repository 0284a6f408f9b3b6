"""A pull profile: a file or folder of a storage that Edgegap copies into containers when they start."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, overload

import pulumi

from .lifecycle.declaration import Field, Inputs
from .lifecycle.fields import ACCOUNT, ADOPT
from .lifecycle.kinds import Choice, Text
from .lifecycle.names import NAME, has_control
from .lifecycle.provider import Provider
from .lifecycle.resource import Resource, register_arguments
from .lifecycle.values import Properties, Value

if TYPE_CHECKING:
    from .api import Client
    from .api import EndpointStorage as ApiEndpointStorage
    from .api import PullProfile as ApiPullProfile
    from .arguments.pull_profile import PullProfileArgs, PullProfileArgsDict

PROTECTED = ("/bin", "/boot", "/dev", "/etc", "/lib", "/proc", "/sbin", "/sys")
"""Paths of a container that a normal user cannot write to."""


def _source(value: str) -> str | None:
    if not value.startswith("/"):
        return "must start with '/', because it is a path in the bucket"
    if value.endswith("/"):
        return "must not end with '/', even for a folder: remove the last one"
    if not re.fullmatch(r"(/[A-Za-z0-9_+.-]+)+", value) or {".", ".."} & set(value.split("/")):
        return "must contain only letters, digits, '_', '-', '+' and '.' between slashes"
    return None


def _destination(value: str) -> str | None:
    if not value.startswith("/") or {".", ".."} & set(value.split("/")) or has_control(value):
        return "must be an absolute path in the container, such as '/game/maps'"
    if any(value == place or value.startswith(f"{place}/") for place in PROTECTED):
        return "is a protected path, which makes the deployment fail: choose a path of the game's own"
    return None


class PullProfileInputs(Inputs):
    """The declaration of a pull profile."""

    title = "PullProfile"

    storage_name = Field(
        NAME, "The storage to pull from: pass `storage.name`.", required=True, local=True, replaces=True
    )
    name = Field(NAME, "The profile's name.", required=True, replaces=True)
    source = Field(
        Text(_source),
        "The path in the bucket: begins with a slash, does not end with one.",
        required=True,
    )
    source_type = Field(Choice("File", "Folder"), "Whether the source is a file or a folder.", required=True)
    destination = Field(
        Text(_destination),
        "The absolute path in the container, where a normal user can write.",
        required=True,
    )
    account = ACCOUNT
    adopt = ADOPT


class PullProfileProvider(Provider):
    """The dynamic provider of a pull profile."""

    inputs = PullProfileInputs
    key = ("storage_name", "name")

    def create_object(self, client: Client, key: tuple[str, ...], body: Properties) -> ApiPullProfile:
        """POST /v1/storage/endpoint/{storage}/pull-profile."""
        storage, _ = key
        return client.profiles.create(storage, body)

    def read_object(self, client: Client, key: tuple[str, ...]) -> ApiPullProfile:
        """GET /v1/storage/endpoint/{storage}/pull-profile/{profile}."""
        storage, profile = key
        return client.profiles.get(storage, profile)

    def read_parent(self, client: Client, key: tuple[str, ...]) -> ApiEndpointStorage:
        """GET /v1/storage/endpoint/{storage}."""
        return client.storages.get(key[0])

    def update_object(self, client: Client, key: tuple[str, ...], body: Properties) -> ApiPullProfile:
        """PATCH /v1/storage/endpoint/{storage}/pull-profile/{profile}."""
        storage, profile = key
        return client.profiles.update(storage, profile, body)

    def delete_object(self, client: Client, key: tuple[str, ...], state: Mapping[str, Value]) -> None:
        """DELETE /v1/storage/endpoint/{storage}/pull-profile/{profile}; this also deletes its links."""
        storage, profile = key
        client.profiles.delete(storage, profile)


class PullProfile(Resource, module="edgegap", name="PullProfile"):
    """A file or folder of a storage that Edgegap copies into containers when they start."""

    _dynamic_provider = PullProfileProvider()

    # Made by `make generate`, to the end of the class:
    storage_name: pulumi.Output[str]
    name: pulumi.Output[str]
    source: pulumi.Output[str]
    source_type: pulumi.Output[str]
    destination: pulumi.Output[str]
    account: pulumi.Output[str | None]
    create_time: pulumi.Output[str]
    last_updated: pulumi.Output[str]

    @overload
    def __init__(
        self,
        resource_name: str,
        args: PullProfileArgs | PullProfileArgsDict,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None: ...

    @overload
    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        *,
        storage_name: pulumi.Input[str],
        name: pulumi.Input[str] | None = None,
        source: pulumi.Input[str],
        source_type: pulumi.Input[str],
        destination: pulumi.Input[str],
        account: str | None = None,
        adopt: bool | None = None,
    ) -> None: ...

    @register_arguments
    def __init__(self, resource_name: str, *args: object, **kwargs: object) -> None:  # noqa: D417
        """Declare a pull profile: POST /v1/storage/endpoint/{storage}/pull-profile.

        Args:
            resource_name: The logical name of the resource.
            args: The arguments below as one value, in place of each by its name.
            opts: Pulumi's resource options.
            storage_name: The storage to pull from: pass `storage.name`. 1 to 64 characters. Required. A
                change replaces the resource.
            name: The profile's name. 1 to 64 characters. Default: the logical name, a dash and 7 hex digits.
                A change replaces the resource.
            source: The path in the bucket: begins with a slash, does not end with one. Required.
            source_type: Whether the source is a file or a folder. `File` or `Folder`. Required.
            destination: The absolute path in the container, where a normal user can write. Required.
            account: The account that owns the object, if it is not the default one; its settings are under
                `edgegap-<account>:` in the stack configuration. 1 to 64 characters. A change replaces the
                resource.
            adopt: Whether to adopt an existing object of the same name, and change it to what the program
                says, instead of failing. For a whole stack: `edgegap:adopt`.

        Raises:
            pulumi.RunError: The API token is not encrypted in the stack configuration.
        """
