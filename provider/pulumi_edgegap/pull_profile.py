"""A pull profile: a file or a folder of a storage that Edgegap puts into containers as they start."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Literal

import pulumi
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from ._declaration import LOCAL, REPLACES, Inputs, Text
from ._fields import AccountField, AdoptField
from ._lifecycle import Provider
from ._names import Name, has_control
from ._resource import Resource, declared
from ._values import Properties, Value

if TYPE_CHECKING:
    from .api import Client
    from .api import EndpointStorage as ApiEndpointStorage
    from .api import PullProfile as ApiPullProfile

PROTECTED = ("/bin", "/boot", "/dev", "/etc", "/lib", "/proc", "/sbin", "/sys")
"""Places of a container that a normal user cannot write to."""


def _source(value: str) -> str:
    if not value.startswith("/"):
        raise PydanticCustomError("source", "must begin with '/': it is a path in the bucket")
    if value.endswith("/"):
        raise PydanticCustomError("source", "must not end with '/'; drop the last one, for a folder too")
    if not re.fullmatch(r"(/[A-Za-z0-9_+.-]+)+", value) or {".", ".."} & set(value.split("/")):
        raise PydanticCustomError("source", "may hold letters, digits and '_', '-', '+', '.' between slashes")
    return value


def _destination(value: str) -> str:
    if not value.startswith("/") or {".", ".."} & set(value.split("/")) or has_control(value):
        raise PydanticCustomError(
            "destination", "must be an absolute path in the container, such as '/game/maps'"
        )
    if any(value == place or value.startswith(f"{place}/") for place in PROTECTED):
        raise PydanticCustomError(
            "destination",
            "is a protected place, where the deployment would fail; choose a place of the game's own",
        )
    return value


class PullProfileInputs(Inputs):
    """What a pull profile is."""

    title = "PullProfile"

    storage_name: Annotated[Name, LOCAL, REPLACES] = Field(
        min_length=1, max_length=64, description="The storage to pull from: pass `storage.name`."
    )
    name: Annotated[Name, REPLACES] = Field(min_length=1, max_length=64, description="The profile's name.")
    source: Annotated[Text, AfterValidator(_source)] = Field(
        description="The path in the bucket: begins with a slash, does not end with one."
    )
    source_type: Literal["File", "Folder"] = Field(description="What the source is.")
    destination: Annotated[Text, AfterValidator(_destination)] = Field(
        description="The absolute path in the container, where a normal user can write."
    )
    account: AccountField = None
    adopt: AdoptField = None


class PullProfileProvider(Provider):
    """How a pull profile lives."""

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
        """DELETE /v1/storage/endpoint/{storage}/pull-profile/{profile}; its links go with it."""
        storage, profile = key
        client.profiles.delete(storage, profile)


class PullProfile(Resource, module="edgegap", name="PullProfile"):
    """A file or a folder of a storage that Edgegap puts into containers as they start."""

    _life = PullProfileProvider()

    storage_name: pulumi.Output[str]
    name: pulumi.Output[str]
    source: pulumi.Output[str]
    source_type: pulumi.Output[str]
    destination: pulumi.Output[str]
    account: pulumi.Output[str | None]
    create_time: pulumi.Output[str]
    last_updated: pulumi.Output[str]

    @declared
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
    ) -> None:
        """Declare a pull profile: POST /v1/storage/endpoint/{storage}/pull-profile.

        Args:
            resource_name: The logical name of the resource.
            opts: Pulumi's resource options.
            storage_name: The storage to pull from: pass `storage.name`. 1 to 64 characters. Required. A
                change replaces the resource.
            name: The profile's name. 1 to 64 characters. Default: the logical name, a dash and 7 hex digits.
                A change replaces the resource.
            source: The path in the bucket: begins with a slash, does not end with one. Required.
            source_type: What the source is. `File` or `Folder`. Required.
            destination: The absolute path in the container, where a normal user can write. Required.
            account: The account that owns the object, when it is not the default one: its settings are under
                `edgegap-<account>:` in the stack configuration. 1 to 64 characters. A change replaces the
                resource.
            adopt: Whether to take over an object of the same name that exists already, and change it to what
                the program asks for, in place of failing. For a whole stack: `edgegap:adopt`.

        Raises:
            pulumi.RunError: The API token stands in clear in the stack configuration.
        """
