"""The arguments of ``ImageTag`` as one value."""
# No postponed annotations here: the SDK reads those of its input types.

from typing import TypedDict

import pulumi
from typing_extensions import Required

from ..lifecycle.arguments import ResourceArgs, keep_arguments


@pulumi.input_type
class ImageTagArgs(ResourceArgs):
    """All arguments of ``ImageTag``."""

    # Made by `make generate`, to the end of the class:
    image_name: pulumi.Input[str]
    tag: pulumi.Input[str]
    delete_on_destroy: pulumi.Input[bool] | None
    account: str | None

    @keep_arguments
    def __init__(
        self,
        *,
        image_name: pulumi.Input[str],
        tag: pulumi.Input[str],
        delete_on_destroy: pulumi.Input[bool] | None = None,
        account: str | None = None,
    ) -> None:
        """Describe an image tag.

        Args:
            image_name: The image in Edgegap's registry, as docker names it without the host: project, slash,
                image. The project may be left out. Required. A change replaces the resource.
            tag: The tag, which must already exist. 1 to 128 characters. Required. A change replaces the
                resource.
            delete_on_destroy: Whether deleting the resource deletes the tag; otherwise the tag stays.
                Default: `False`.
            account: The account that owns the object, if it is not the default one; its settings are under
                `edgegap-<account>:` in the stack configuration. 1 to 64 characters. A change replaces the
                resource.
        """


class ImageTagArgsDict(TypedDict, total=False):
    """``ImageTagArgs`` as a plain dict."""

    # Made by `make generate`, to the end of the class:
    image_name: Required[pulumi.Input[str]]
    tag: Required[pulumi.Input[str]]
    delete_on_destroy: pulumi.Input[bool]
    account: str
