"""An endpoint storage: an S3 bucket that receives logs, or that containers pull files from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, overload
from urllib.parse import urlsplit

import pulumi

from .lifecycle.declaration import Field, Inputs
from .lifecycle.fields import ACCOUNT, ADOPT, DELETE_CHILDREN
from .lifecycle.kinds import Choice, Text
from .lifecycle.names import NAME, has_control
from .lifecycle.provider import Provider
from .lifecycle.resource import Resource, register_arguments
from .lifecycle.values import Properties, Value

if TYPE_CHECKING:
    from .api import Client
    from .api import EndpointStorage as ApiEndpointStorage
    from .arguments.endpoint_storage import EndpointStorageArgs, EndpointStorageArgsDict


def _url(value: str) -> str | None:
    try:
        parts = urlsplit(value)
        host = parts.hostname
    except ValueError:
        host = None
    if not host or parts.scheme not in {"http", "https"} or " " in value or has_control(value):
        return "must be a full URL, such as 'https://s3.eu-west-1.amazonaws.com'"
    if parts.username or parts.password:
        return "must not contain a user name or password: use access_key_id and secret_access_key"
    return None


class EndpointStorageInputs(Inputs):
    """The declaration of an endpoint storage."""

    title = "EndpointStorage"

    name = Field(NAME, "The storage's name.", required=True, replaces=True)
    access_key_id = Field(Text(shortest=1), "The ID of the bucket's access key.", required=True)
    secret_access_key = Field(
        Text(shortest=1), "The secret of the bucket's access key.", required=True, secret=True
    )
    endpoint = Field(
        Text(_url),
        "The full URL of the S3 service, http or https; better without the bucket as a subdomain.",
        required=True,
        may_hold_credentials=True,
    )
    bucket = Field(Text(shortest=1), "The bucket's name.", required=True)
    output_format = Field(
        Choice("TEXT", "NDJSON"), "The format of the logs (2026 edition of the API).", resets="TEXT"
    )
    account = ACCOUNT
    adopt = ADOPT
    delete_children = DELETE_CHILDREN


class EndpointStorageProvider(Provider):
    """The dynamic provider of an endpoint storage."""

    inputs = EndpointStorageInputs
    key = ("name",)
    children = "pull profiles"

    def create_object(self, client: Client, key: tuple[str, ...], body: Properties) -> ApiEndpointStorage:
        """POST /v1/storage/endpoint."""
        return client.storages.create(body)

    def read_object(self, client: Client, key: tuple[str, ...]) -> ApiEndpointStorage:
        """GET /v1/storage/endpoint/{storage}."""
        return client.storages.get(key[0])

    def update_object(self, client: Client, key: tuple[str, ...], body: Properties) -> ApiEndpointStorage:
        """PATCH /v1/storage/endpoint/{storage}."""
        return client.storages.update(key[0], body)

    def list_children(self, client: Client, key: tuple[str, ...]) -> list[str]:
        """GET /v1/storage/endpoint/{storage}/pull-profiles."""
        return client.profiles.names(key[0])

    def delete_object(self, client: Client, key: tuple[str, ...], state: Mapping[str, Value]) -> None:
        """DELETE /v1/storage/endpoint/{storage}; this also deletes its profiles and their links."""
        client.storages.delete(key[0])


class EndpointStorage(Resource, module="edgegap", name="EndpointStorage"):
    """An S3 bucket that receives logs, or that containers pull files from."""

    _dynamic_provider = EndpointStorageProvider()

    # Made by `make generate`, to the end of the class:
    name: pulumi.Output[str]
    access_key_id: pulumi.Output[str]
    secret_access_key: pulumi.Output[str]
    endpoint: pulumi.Output[str]
    bucket: pulumi.Output[str]
    output_format: pulumi.Output[str | None]
    account: pulumi.Output[str | None]
    delete_children: pulumi.Output[bool | None]
    create_time: pulumi.Output[str]
    last_updated: pulumi.Output[str]

    @overload
    def __init__(
        self,
        resource_name: str,
        args: EndpointStorageArgs | EndpointStorageArgsDict,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None: ...

    @overload
    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        *,
        name: pulumi.Input[str] | None = None,
        access_key_id: pulumi.Input[str],
        secret_access_key: pulumi.Input[str],
        endpoint: pulumi.Input[str],
        bucket: pulumi.Input[str],
        output_format: pulumi.Input[str] | None = None,
        account: str | None = None,
        adopt: bool | None = None,
        delete_children: pulumi.Input[bool] | None = None,
    ) -> None: ...

    @register_arguments
    def __init__(self, resource_name: str, *args: object, **kwargs: object) -> None:  # noqa: D417
        """Declare an endpoint storage: POST /v1/storage/endpoint.

        Args:
            resource_name: The logical name of the resource.
            args: The arguments below as one value, in place of each by its name.
            opts: Pulumi's resource options.
            name: The storage's name. 1 to 64 characters. Default: the logical name, a dash and 7 hex digits.
                A change replaces the resource.
            access_key_id: The ID of the bucket's access key. Not empty. Required.
            secret_access_key: The secret of the bucket's access key. Not empty. Required. Secret.
            endpoint: The full URL of the S3 service, http or https; better without the bucket as a subdomain.
                Required.
            bucket: The bucket's name. Not empty. Required.
            output_format: The format of the logs (2026 edition of the API). `TEXT` or `NDJSON`.
            account: The account that owns the object, if it is not the default one; its settings are under
                `edgegap-<account>:` in the stack configuration. 1 to 64 characters. A change replaces the
                resource.
            adopt: Whether to adopt an existing object of the same name, and change it to what the program
                says, instead of failing. For a whole stack: `edgegap:adopt`.
            delete_children: Whether deleting the object may also delete its children that this stack does not
                manage; otherwise that is an error. For a whole stack: `edgegap:deleteChildren`.

        Raises:
            pulumi.RunError: The API token is not encrypted in the stack configuration.
        """
