"""The arguments of ``EndpointStorage`` as one value."""
# No postponed annotations here: the SDK reads those of its input types.

from typing import TypedDict

import pulumi
from typing_extensions import Required

from ..lifecycle.arguments import ResourceArgs, keep_arguments


@pulumi.input_type
class EndpointStorageArgs(ResourceArgs):
    """All arguments of ``EndpointStorage``."""

    # Made by `make generate`, to the end of the class:
    name: pulumi.Input[str] | None
    access_key_id: pulumi.Input[str]
    secret_access_key: pulumi.Input[str]
    endpoint: pulumi.Input[str]
    bucket: pulumi.Input[str]
    output_format: pulumi.Input[str] | None
    account: str | None
    adopt: bool | None
    delete_children: pulumi.Input[bool] | None

    @keep_arguments
    def __init__(
        self,
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
        """Describe an endpoint storage.

        Args:
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
        """


class EndpointStorageArgsDict(TypedDict, total=False):
    """``EndpointStorageArgs`` as a plain dict."""

    # Made by `make generate`, to the end of the class:
    name: pulumi.Input[str]
    access_key_id: Required[pulumi.Input[str]]
    secret_access_key: Required[pulumi.Input[str]]
    endpoint: Required[pulumi.Input[str]]
    bucket: Required[pulumi.Input[str]]
    output_format: pulumi.Input[str]
    account: str
    adopt: bool
    delete_children: pulumi.Input[bool]
