"""Functions that read one object, managed by Pulumi or not."""

from __future__ import annotations

import pulumi

from .invoking import invoke, output
from .results import (
    GetAppResult,
    GetAppVersionResult,
    GetEndpointStorageResult,
    GetImageTagResult,
    GetPullProfileResult,
)


def get_app(name: str, account: str | None = None, opts: pulumi.InvokeOptions | None = None) -> GetAppResult:
    """Read an app: GET /v1/app/{app}.

    Args:
        name: The name.
        account: The account, if it is not the default one.
        opts: Pulumi's invoke options.

    Raises:
        pulumi.RunError: The object does not exist, the token is missing, or the request failed.
    """
    return invoke("get_app", GetAppResult, account, opts, name)


def get_app_output(
    name: pulumi.Input[str],
    account: str | None = None,
    opts: pulumi.InvokeOptions | pulumi.InvokeOutputOptions | None = None,
) -> pulumi.Output[GetAppResult]:
    """Read an app whose name may be an output; see ``get_app``. Waits for `depends_on` in the options."""
    return output(get_app, account, opts, name)


def get_app_version(
    app_name: str, name: str, account: str | None = None, opts: pulumi.InvokeOptions | None = None
) -> GetAppVersionResult:
    """Read an app version: GET /v1/app/{app}/version/{version}.

    A secret is the text `This value is set and encrypted`, whatever the API shows.

    Args:
        app_name: The app's name.
        name: The name.
        account: The account, if it is not the default one.
        opts: Pulumi's invoke options.

    Raises:
        pulumi.RunError: The object does not exist, the token is missing, or the request failed.
    """
    return invoke("get_app_version", GetAppVersionResult, account, opts, app_name, name)


def get_app_version_output(
    app_name: pulumi.Input[str],
    name: pulumi.Input[str],
    account: str | None = None,
    opts: pulumi.InvokeOptions | pulumi.InvokeOutputOptions | None = None,
) -> pulumi.Output[GetAppVersionResult]:
    """Read an app version whose name may be an output; see ``get_app_version``. Waits for `depends_on` in the options."""
    return output(get_app_version, account, opts, app_name, name)


def get_endpoint_storage(
    name: str, account: str | None = None, opts: pulumi.InvokeOptions | None = None
) -> GetEndpointStorageResult:
    """Read an endpoint storage: GET /v1/storage/endpoint/{storage}.

    Args:
        name: The name.
        account: The account, if it is not the default one.
        opts: Pulumi's invoke options.

    Raises:
        pulumi.RunError: The object does not exist, the token is missing, or the request failed.
    """
    return invoke("get_endpoint_storage", GetEndpointStorageResult, account, opts, name)


def get_endpoint_storage_output(
    name: pulumi.Input[str],
    account: str | None = None,
    opts: pulumi.InvokeOptions | pulumi.InvokeOutputOptions | None = None,
) -> pulumi.Output[GetEndpointStorageResult]:
    """Read an endpoint storage whose name may be an output; see ``get_endpoint_storage``. Waits for `depends_on` in the options."""
    return output(get_endpoint_storage, account, opts, name)


def get_pull_profile(
    storage_name: str, name: str, account: str | None = None, opts: pulumi.InvokeOptions | None = None
) -> GetPullProfileResult:
    """Read a pull profile: GET /v1/storage/endpoint/{storage}/pull-profile/{profile}.

    Args:
        storage_name: The endpoint storage's name.
        name: The name.
        account: The account, if it is not the default one.
        opts: Pulumi's invoke options.

    Raises:
        pulumi.RunError: The object does not exist, the token is missing, or the request failed.
    """
    return invoke("get_pull_profile", GetPullProfileResult, account, opts, storage_name, name)


def get_pull_profile_output(
    storage_name: pulumi.Input[str],
    name: pulumi.Input[str],
    account: str | None = None,
    opts: pulumi.InvokeOptions | pulumi.InvokeOutputOptions | None = None,
) -> pulumi.Output[GetPullProfileResult]:
    """Read a pull profile whose name may be an output; see ``get_pull_profile``. Waits for `depends_on` in the options."""
    return output(get_pull_profile, account, opts, storage_name, name)


def get_image_tag(
    image_name: str, tag: str, account: str | None = None, opts: pulumi.InvokeOptions | None = None
) -> GetImageTagResult:
    """Read a tag of an image: GET /v1/container-registry/images/{image}/tags.

    Args:
        image_name: The image in Edgegap's registry: project, slash, image. The project may be left out.
        tag: The tag.
        account: The account, if it is not the default one.
        opts: Pulumi's invoke options.

    Raises:
        pulumi.RunError: The object does not exist, the token is missing, or the request failed.
    """
    return invoke("get_image_tag", GetImageTagResult, account, opts, image_name, tag)


def get_image_tag_output(
    image_name: pulumi.Input[str],
    tag: pulumi.Input[str],
    account: str | None = None,
    opts: pulumi.InvokeOptions | pulumi.InvokeOutputOptions | None = None,
) -> pulumi.Output[GetImageTagResult]:
    """Read a tag of an image whose name may be an output; see ``get_image_tag``. Waits for `depends_on` in the options."""
    return output(get_image_tag, account, opts, image_name, tag)
