"""A pull profile link: makes the containers of a version pull a profile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, overload

import pulumi
from typing_extensions import deprecated

from .lifecycle.declaration import Field, Inputs
from .lifecycle.fields import ACCOUNT
from .lifecycle.names import NAME
from .lifecycle.provider import Provider
from .lifecycle.resource import Resource, register_arguments
from .lifecycle.values import Properties, Value

if TYPE_CHECKING:
    from .api import Client
    from .api import PullProfileLink as ApiPullProfileLink
    from .arguments.pull_profile_link import PullProfileLinkArgs, PullProfileLinkArgsDict


class PullProfileLinkInputs(Inputs):
    """The declaration of a pull profile link."""

    title = "PullProfileLink"

    storage_name = Field(
        NAME, "The profile's storage: pass `storage.name`.", required=True, local=True, replaces=True
    )
    pull_profile_name = Field(
        NAME, "The pull profile: pass `profile.name`.", required=True, local=True, replaces=True
    )
    app_name = Field(NAME, "The version's app: pass `app.name`.", required=True, local=True, replaces=True)
    app_version_name = Field(
        NAME,
        "The version that uses the profile: pass `version.name`.",
        required=True,
        local=True,
        replaces=True,
    )
    account = ACCOUNT


class PullProfileLinkProvider(Provider):
    """The dynamic provider of a pull profile link."""

    inputs = PullProfileLinkInputs
    can_be_read = False
    key = ("storage_name", "pull_profile_name", "app_name", "app_version_name")

    def create_object(self, client: Client, key: tuple[str, ...], body: Properties) -> ApiPullProfileLink:
        """PUT /v1/storage/endpoint/{storage}/pull-profile/{profile}/app/{app}/version/{version}."""
        storage, profile, app, version = key
        return client.links.create(storage, profile, app, version)

    def read_object(self, client: Client, key: tuple[str, ...]) -> ApiPullProfileLink:
        """GET /v1/storage/endpoint/{storage}/pull-profile/{profile}, and the linked version.

        The API cannot read a link, so one that was removed manually goes unnoticed.

        Raises:
            NotFoundError: The profile or the version is gone, and the link with it.
        """
        from .api import PullProfileLink as ApiPullProfileLink

        storage, profile, app, version = key
        client.profiles.get(storage, profile)
        client.versions.get(app, version)
        return ApiPullProfileLink(endpoint=storage, pull_profile=profile, app=app, app_version=version)

    def delete_object(self, client: Client, key: tuple[str, ...], state: Mapping[str, Value]) -> None:
        """DELETE /v1/storage/endpoint/{storage}/pull-profile/{profile}/app/{app}/version/{version}."""
        storage, profile, app, version = key
        client.links.delete(storage, profile, app, version)


class PullProfileLink(Resource, module="edgegap", name="PullProfileLink"):
    """A link that makes the containers of a version pull a profile."""

    _dynamic_provider = PullProfileLinkProvider()

    @property
    @deprecated("endpoint is deprecated: use storage_name.")
    def endpoint(self) -> pulumi.Output[str]:
        """The old name of ``storage_name``."""
        return self.storage_name

    @property
    @deprecated("pull_profile is deprecated: use pull_profile_name.")
    def pull_profile(self) -> pulumi.Output[str]:
        """The old name of ``pull_profile_name``."""
        return self.pull_profile_name

    @property
    @deprecated("app is deprecated: use app_name.")
    def app(self) -> pulumi.Output[str]:
        """The old name of ``app_name``."""
        return self.app_name

    @property
    @deprecated("app_version is deprecated: use app_version_name.")
    def app_version(self) -> pulumi.Output[str]:
        """The old name of ``app_version_name``."""
        return self.app_version_name

    # Made by `make generate`, to the end of the class:
    storage_name: pulumi.Output[str]
    pull_profile_name: pulumi.Output[str]
    app_name: pulumi.Output[str]
    app_version_name: pulumi.Output[str]
    account: pulumi.Output[str | None]
    create_time: pulumi.Output[str | None]
    last_updated: pulumi.Output[str | None]

    @overload
    def __init__(
        self,
        resource_name: str,
        args: PullProfileLinkArgs | PullProfileLinkArgsDict,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None: ...

    @overload
    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        *,
        storage_name: pulumi.Input[str],
        pull_profile_name: pulumi.Input[str],
        app_name: pulumi.Input[str],
        app_version_name: pulumi.Input[str],
        account: str | None = None,
    ) -> None: ...

    @register_arguments
    def __init__(self, resource_name: str, *args: object, **kwargs: object) -> None:  # noqa: D417
        """Declare a pull profile link: PUT /v1/storage/endpoint/{storage}/pull-profile/{profile}/app/{app}/version/{version}.

        Args:
            resource_name: The logical name of the resource.
            args: The arguments below as one value, in place of each by its name.
            opts: Pulumi's resource options.
            storage_name: The profile's storage: pass `storage.name`. 1 to 64 characters. Required. A change
                replaces the resource.
            pull_profile_name: The pull profile: pass `profile.name`. 1 to 64 characters. Required. A change
                replaces the resource.
            app_name: The version's app: pass `app.name`. 1 to 64 characters. Required. A change replaces the
                resource.
            app_version_name: The version that uses the profile: pass `version.name`. 1 to 64 characters.
                Required. A change replaces the resource.
            account: The account that owns the object, if it is not the default one; its settings are under
                `edgegap-<account>:` in the stack configuration. 1 to 64 characters. A change replaces the
                resource.

        Raises:
            pulumi.RunError: The API token is not encrypted in the stack configuration.
        """
