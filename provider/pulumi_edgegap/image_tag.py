"""An image tag: a tag in Edgegap's container registry that was pushed with docker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, overload

import pulumi

from .lifecycle.declaration import Field, Inputs
from .lifecycle.fields import ACCOUNT
from .lifecycle.kinds import Flag, Text
from .lifecycle.names import check_name, has_control
from .lifecycle.provider import Provider
from .lifecycle.resource import Resource, register_arguments
from .lifecycle.values import Properties, Value

if TYPE_CHECKING:
    from .api import Client
    from .api import ImageTag as ApiImageTag
    from .api.models import Answer
    from .arguments.image_tag import ImageTagArgs, ImageTagArgsDict


def _image_name(value: str) -> str | None:
    parts = value.split("/")
    if any(part in {"", ".", ".."} or part != part.strip() for part in parts) or has_control(value):
        return "must be a project and an image, such as 'studio/game-server', or the image alone"
    if ":" in value or "@" in value:
        return "must not contain a tag or a digest: put the tag in 'tag'"
    return None


class ImageTagInputs(Inputs):
    """The declaration of an image tag."""

    title = "ImageTag"

    image_name = Field(
        Text(_image_name),
        "The image in Edgegap's registry, as docker names it without the host: project, slash, image. The project may "
        "be left out.",
        required=True,
        local=True,
        replaces=True,
    )
    tag = Field(
        Text(check_name, 1, 128),
        "The tag, which must already exist.",
        required=True,
        local=True,
        replaces=True,
    )
    delete_on_destroy = Field(
        Flag(),
        "Whether deleting the resource deletes the tag; otherwise the tag stays.",
        default=False,
        local=True,
    )
    account = ACCOUNT


class ImageTagProvider(Provider):
    """The dynamic provider of an image tag."""

    inputs = ImageTagInputs
    key = ("image_name", "tag")
    part = "registry"
    when_not_created = "Push it with docker first."

    def fields_of(self, answer: Answer) -> Properties:
        """Return the fields of the tag and of its artifact together."""
        fields = super().fields_of(answer)
        artifact = fields.pop("artifact", None)
        return {**artifact, **fields} if isinstance(artifact, dict) else fields

    def create_object(self, client: Client, key: tuple[str, ...], body: Properties) -> ApiImageTag:
        """GET /v1/container-registry/images/{image}/tags: the tag was pushed with docker.

        Raises:
            NotFoundError: The tag does not exist.
        """
        return self.read_object(client, key)

    def read_object(self, client: Client, key: tuple[str, ...]) -> ApiImageTag:
        """GET /v1/container-registry/images/{image}/tags."""
        image, tag = key
        return client.tags.get(image, tag)

    def delete_object(self, client: Client, key: tuple[str, ...], state: Mapping[str, Value]) -> None:
        """DELETE /v1/container-registry/images/{image}/tags/{tag}."""
        image, tag = key
        client.tags.delete(image, tag)

    def outlives_resource(self, state: Mapping[str, Value]) -> bool:
        """Keep the tag unless `delete_on_destroy` is set."""
        return state.get("delete_on_destroy") is not True


class ImageTag(Resource, module="edgegap", name="ImageTag"):
    """An existing tag in Edgegap's container registry."""

    _dynamic_provider = ImageTagProvider()

    # Made by `make generate`, to the end of the class:
    image_name: pulumi.Output[str]
    tag: pulumi.Output[str]
    delete_on_destroy: pulumi.Output[bool]
    account: pulumi.Output[str | None]
    last_push_at: pulumi.Output[str]
    image_hash: pulumi.Output[str]
    size_mb: pulumi.Output[float]
    remaining_tags: pulumi.Output[Sequence[str]]
    artifact_deleted: pulumi.Output[bool]

    @overload
    def __init__(
        self,
        resource_name: str,
        args: ImageTagArgs | ImageTagArgsDict,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None: ...

    @overload
    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        *,
        image_name: pulumi.Input[str],
        tag: pulumi.Input[str],
        delete_on_destroy: pulumi.Input[bool] | None = None,
        account: str | None = None,
    ) -> None: ...

    @register_arguments
    def __init__(self, resource_name: str, *args: object, **kwargs: object) -> None:  # noqa: D417
        """Declare an image tag: GET /v1/container-registry/images/{image}/tags.

        Args:
            resource_name: The logical name of the resource.
            args: The arguments below as one value, in place of each by its name.
            opts: Pulumi's resource options.
            image_name: The image in Edgegap's registry, as docker names it without the host: project, slash,
                image. The project may be left out. Required. A change replaces the resource.
            tag: The tag, which must already exist. 1 to 128 characters. Required. A change replaces the
                resource.
            delete_on_destroy: Whether deleting the resource deletes the tag; otherwise the tag stays.
                Default: `False`.
            account: The account that owns the object, if it is not the default one; its settings are under
                `edgegap-<account>:` in the stack configuration. 1 to 64 characters. A change replaces the
                resource.

        Raises:
            pulumi.RunError: The API token is not encrypted in the stack configuration.
        """
