"""The arguments of ``PullProfileLink`` as one value."""
# No postponed annotations here: the SDK reads those of its input types.

from typing import TypedDict

import pulumi
from typing_extensions import Required

from ..lifecycle.arguments import ResourceArgs, keep_arguments


@pulumi.input_type
class PullProfileLinkArgs(ResourceArgs):
    """All arguments of ``PullProfileLink``."""

    # Made by `make generate`, to the end of the class:
    storage_name: pulumi.Input[str]
    pull_profile_name: pulumi.Input[str]
    app_name: pulumi.Input[str]
    app_version_name: pulumi.Input[str]
    account: str | None

    @keep_arguments
    def __init__(
        self,
        *,
        storage_name: pulumi.Input[str],
        pull_profile_name: pulumi.Input[str],
        app_name: pulumi.Input[str],
        app_version_name: pulumi.Input[str],
        account: str | None = None,
    ) -> None:
        """Describe a pull profile link.

        Args:
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
        """


class PullProfileLinkArgsDict(TypedDict, total=False):
    """``PullProfileLinkArgs`` as a plain dict."""

    # Made by `make generate`, to the end of the class:
    storage_name: Required[pulumi.Input[str]]
    pull_profile_name: Required[pulumi.Input[str]]
    app_name: Required[pulumi.Input[str]]
    app_version_name: Required[pulumi.Input[str]]
    account: str
