"""An endpoint storage: an S3 bucket that receives logs, or that containers pull files from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import urlsplit

import pulumi
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from ._declaration import PASTED, REPLACES, SECRET, Inputs, Resets, Text
from ._fields import AccountField, AdoptField, DeleteChildrenField
from ._lifecycle import Provider
from ._names import Name, has_control
from ._resource import Resource, declared
from ._values import Properties, Value

if TYPE_CHECKING:
    from .api import Client
    from .api import EndpointStorage as ApiEndpointStorage


def _url(value: str) -> str:
    try:
        parts = urlsplit(value)
        host = parts.hostname
    except ValueError:
        host = None
    if not host or parts.scheme not in {"http", "https"} or " " in value or has_control(value):
        raise PydanticCustomError("url", "must be a full URL, such as 'https://s3.eu-west-1.amazonaws.com'")
    if parts.username or parts.password:
        raise PydanticCustomError("url", "must not hold a user or password; the keys have their own fields")
    return value


class EndpointStorageInputs(Inputs):
    """What an endpoint storage is."""

    title = "EndpointStorage"

    name: Annotated[Name, REPLACES] = Field(min_length=1, max_length=64, description="The storage's name.")
    access_key_id: Text = Field(min_length=1, description="The ID of the bucket's access key.")
    secret_access_key: Annotated[Text, SECRET] = Field(
        min_length=1, description="The secret of the bucket's access key."
    )
    endpoint: Annotated[Text, AfterValidator(_url), PASTED] = Field(
        description="The full URL of the S3 service, http or https; better without the bucket as a subdomain."
    )
    bucket: Text = Field(min_length=1, description="The bucket's name.")
    output_format: Annotated[Literal["TEXT", "NDJSON"] | None, Resets("TEXT")] = Field(
        None, description="The form of the logs (2026 edition of the API)."
    )
    account: AccountField = None
    adopt: AdoptField = None
    delete_children: DeleteChildrenField = None


class EndpointStorageProvider(Provider):
    """How an endpoint storage lives."""

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
        return [each.name for each in client.profiles.list(key[0])]

    def delete_object(self, client: Client, key: tuple[str, ...], state: Mapping[str, Value]) -> None:
        """DELETE /v1/storage/endpoint/{storage}; its profiles and their links go with it."""
        client.storages.delete(key[0])


class EndpointStorage(Resource, module="edgegap", name="EndpointStorage"):
    """An S3 bucket that receives logs, or that containers pull files from."""

    _life = EndpointStorageProvider()

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

    @declared
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
    ) -> None:
        """Declare an endpoint storage: POST /v1/storage/endpoint.

        Args:
            resource_name: The logical name of the resource.
            opts: Pulumi's resource options.
            name: The storage's name. 1 to 64 characters. Default: the logical name, a dash and 7 hex digits.
                A change replaces the resource.
            access_key_id: The ID of the bucket's access key. Not empty. Required.
            secret_access_key: The secret of the bucket's access key. Not empty. Required. Secret.
            endpoint: The full URL of the S3 service, http or https; better without the bucket as a subdomain.
                Required.
            bucket: The bucket's name. Not empty. Required.
            output_format: The form of the logs (2026 edition of the API).
            account: The account that owns the object, when it is not the default one: its settings are under
                `edgegap-<account>:` in the stack configuration. 1 to 64 characters. A change replaces the
                resource.
            adopt: Whether to take over an object of the same name that exists already, and change it to what
                the program asks for, in place of failing. For a whole stack: `edgegap:adopt`.
            delete_children: Whether deleting the object may delete what is below it and not managed by this
                stack; otherwise that is an error. For a whole stack: `edgegap:deleteChildren`.

        Raises:
            pulumi.RunError: The API token stands in clear in the stack configuration.
        """
