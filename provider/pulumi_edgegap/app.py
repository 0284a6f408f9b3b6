"""An app: a game, and the parent of its versions."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import TYPE_CHECKING, overload

import pulumi

from .lifecycle.declaration import Field, Inputs
from .lifecycle.fields import ACCOUNT, ADOPT, DELETE_CHILDREN, DELETE_WITH_DEPLOYMENTS
from .lifecycle.kinds import Flag, Text
from .lifecycle.names import check_name
from .lifecycle.provider import Provider
from .lifecycle.resource import Resource, register_arguments
from .lifecycle.values import Properties, Value

if TYPE_CHECKING:
    from .api import App as ApiApp
    from .api import Client
    from .arguments.app import AppArgs, AppArgsDict

EMPTY_IMAGE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="
"""A transparent image of one pixel, as the API requires an icon for every app."""

MAX_BYTES = 256 * 1024
"""The bytes that an icon may have."""
_SIGNATURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")


def _icon(value: str) -> str | None:
    if value.startswith("data:"):
        return "must be plain base64: remove the prefix before the comma ('data:image/png;base64')"
    try:
        content = base64.b64decode(value, validate=True)
    except ValueError:
        return "must be base64: use `base64.b64encode(path.read_bytes()).decode()`"
    if not content.startswith(_SIGNATURES):
        return "must be a PNG or a JPEG"
    if len(content) > MAX_BYTES:
        return (
            f"must be at most {MAX_BYTES // 1024} KB, but is {len(content) // 1024} KB: use a smaller image"
        )
    return None


class AppInputs(Inputs):
    """The declaration of an app."""

    title = "App"

    name = Field(Text(check_name, 3, 64), "The app's name.", required=True, replaces=True)
    is_active = Field(Flag(), "Whether the app's versions can be deployed.", default=True)
    image = Field(
        Text(_icon),
        "The app's icon, a PNG or JPEG in base64, 256 KB at most.",
        default=EMPTY_IMAGE,
        may_hold_credentials=True,
        may_stay=True,
    )
    is_telemetry_agent_active = Field(
        Flag(), "Whether the telemetry agent runs beside the app's deployments."
    )
    account = ACCOUNT
    adopt = ADOPT
    delete_children = DELETE_CHILDREN
    delete_with_deployments = DELETE_WITH_DEPLOYMENTS


class AppProvider(Provider):
    """The dynamic provider of an app."""

    inputs = AppInputs
    key = ("name",)
    children = "versions"
    has_deployments = True

    def create_object(self, client: Client, key: tuple[str, ...], body: Properties) -> ApiApp:
        """POST /v1/app."""
        return client.apps.create(body)

    def read_object(self, client: Client, key: tuple[str, ...]) -> ApiApp:
        """GET /v1/app/{app}."""
        return client.apps.get(key[0])

    def update_object(self, client: Client, key: tuple[str, ...], body: Properties) -> ApiApp:
        """PATCH /v1/app/{app}."""
        return client.apps.update(key[0], body)

    def list_children(self, client: Client, key: tuple[str, ...]) -> list[str]:
        """GET /v1/app/{app}/versions."""
        return client.versions.names(key[0])

    def delete_object(self, client: Client, key: tuple[str, ...], state: Mapping[str, Value]) -> None:
        """DELETE /v1/app/{app}; this also deletes its versions."""
        client.apps.delete(key[0])


class App(Resource, module="edgegap", name="App"):
    """A game, and the parent of its versions."""

    _dynamic_provider = AppProvider()

    # Made by `make generate`, to the end of the class:
    name: pulumi.Output[str]
    is_active: pulumi.Output[bool]
    image: pulumi.Output[str]
    is_telemetry_agent_active: pulumi.Output[bool | None]
    account: pulumi.Output[str | None]
    delete_children: pulumi.Output[bool | None]
    delete_with_deployments: pulumi.Output[bool | None]
    create_time: pulumi.Output[str]
    last_updated: pulumi.Output[str]

    @overload
    def __init__(
        self, resource_name: str, args: AppArgs | AppArgsDict, opts: pulumi.ResourceOptions | None = None
    ) -> None: ...

    @overload
    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        *,
        name: pulumi.Input[str] | None = None,
        is_active: pulumi.Input[bool] | None = None,
        image: pulumi.Input[str] | None = None,
        is_telemetry_agent_active: pulumi.Input[bool] | None = None,
        account: str | None = None,
        adopt: bool | None = None,
        delete_children: pulumi.Input[bool] | None = None,
        delete_with_deployments: pulumi.Input[bool] | None = None,
    ) -> None: ...

    @register_arguments
    def __init__(self, resource_name: str, *args: object, **kwargs: object) -> None:  # noqa: D417
        """Declare an app: POST /v1/app.

        Args:
            resource_name: The logical name of the resource.
            args: The arguments below as one value, in place of each by its name.
            opts: Pulumi's resource options.
            name: The app's name. 3 to 64 characters. Default: the logical name, a dash and 7 hex digits. A
                change replaces the resource.
            is_active: Whether the app's versions can be deployed. Default: `True`.
            image: The app's icon, a PNG or JPEG in base64, 256 KB at most. Default: a transparent image of
                one pixel.
            is_telemetry_agent_active: Whether the telemetry agent runs beside the app's deployments.
            account: The account that owns the object, if it is not the default one; its settings are under
                `edgegap-<account>:` in the stack configuration. 1 to 64 characters. A change replaces the
                resource.
            adopt: Whether to adopt an existing object of the same name, and change it to what the program
                says, instead of failing. For a whole stack: `edgegap:adopt`.
            delete_children: Whether deleting the object may also delete its children that this stack does not
                manage; otherwise that is an error. For a whole stack: `edgegap:deleteChildren`.
            delete_with_deployments: Whether the object may be deleted while it has running deployments (live
                games); otherwise that is an error. For a whole stack: `edgegap:deleteWithDeployments`.

        Raises:
            pulumi.RunError: The API token is not encrypted in the stack configuration.
        """
