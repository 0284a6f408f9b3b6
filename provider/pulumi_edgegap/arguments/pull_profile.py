"""The arguments of ``PullProfile`` as one value."""
# No postponed annotations here: the SDK reads those of its input types.

from typing import TypedDict

import pulumi
from typing_extensions import Required

from ..lifecycle.arguments import ResourceArgs, keep_arguments


@pulumi.input_type
class PullProfileArgs(ResourceArgs):
    """All arguments of ``PullProfile``."""

    # Made by `make generate`, to the end of the class:
    storage_name: pulumi.Input[str]
    name: pulumi.Input[str] | None
    source: pulumi.Input[str]
    source_type: pulumi.Input[str]
    destination: pulumi.Input[str]
    account: str | None
    adopt: bool | None

    @keep_arguments
    def __init__(
        self,
        *,
        storage_name: pulumi.Input[str],
        name: pulumi.Input[str] | None = None,
        source: pulumi.Input[str],
        source_type: pulumi.Input[str],
        destination: pulumi.Input[str],
        account: str | None = None,
        adopt: bool | None = None,
    ) -> None:
        """Describe a pull profile.

        Args:
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
        """


class PullProfileArgsDict(TypedDict, total=False):
    """``PullProfileArgs`` as a plain dict."""

    # Made by `make generate`, to the end of the class:
    storage_name: Required[pulumi.Input[str]]
    name: pulumi.Input[str]
    source: Required[pulumi.Input[str]]
    source_type: Required[pulumi.Input[str]]
    destination: Required[pulumi.Input[str]]
    account: str
    adopt: bool
