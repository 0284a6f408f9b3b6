"""The arguments of ``App`` as one value."""
# No postponed annotations here: the SDK reads those of its input types.

from typing import TypedDict

import pulumi

from ..lifecycle.arguments import ResourceArgs, keep_arguments


@pulumi.input_type
class AppArgs(ResourceArgs):
    """All arguments of ``App``."""

    # Made by `make generate`, to the end of the class:
    name: pulumi.Input[str] | None
    is_active: pulumi.Input[bool] | None
    image: pulumi.Input[str] | None
    is_telemetry_agent_active: pulumi.Input[bool] | None
    account: str | None
    adopt: bool | None
    delete_children: pulumi.Input[bool] | None
    delete_with_deployments: pulumi.Input[bool] | None

    @keep_arguments
    def __init__(
        self,
        *,
        name: pulumi.Input[str] | None = None,
        is_active: pulumi.Input[bool] | None = None,
        image: pulumi.Input[str] | None = None,
        is_telemetry_agent_active: pulumi.Input[bool] | None = None,
        account: str | None = None,
        adopt: bool | None = None,
        delete_children: pulumi.Input[bool] | None = None,
        delete_with_deployments: pulumi.Input[bool] | None = None,
    ) -> None:
        """Describe an app.

        Args:
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
        """


class AppArgsDict(TypedDict, total=False):
    """``AppArgs`` as a plain dict."""

    # Made by `make generate`, to the end of the class:
    name: pulumi.Input[str]
    is_active: pulumi.Input[bool]
    image: pulumi.Input[str]
    is_telemetry_agent_active: pulumi.Input[bool]
    account: str
    adopt: bool
    delete_children: pulumi.Input[bool]
    delete_with_deployments: pulumi.Input[bool]
