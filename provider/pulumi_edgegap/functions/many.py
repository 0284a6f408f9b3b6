"""Functions that read all objects of a kind, managed by Pulumi or not, through all pages."""

from __future__ import annotations

import pulumi

from .invoking import invoke, output
from .results import (
    GetAppsResult,
    GetAppVersionsResult,
    GetEndpointStoragesResult,
    GetImageTagsResult,
    GetPullProfilesResult,
)


def get_apps(account: str | None = None, opts: pulumi.InvokeOptions | None = None) -> GetAppsResult:
    """Read all apps of an organization: GET /v1/apps.

    Args:
        account: The account, if it is not the default one.
        opts: Pulumi's invoke options.

    Raises:
        pulumi.RunError: The token is missing, or the request failed.
    """
    return invoke("get_apps", GetAppsResult, account, opts)


def get_apps_output(
    account: str | None = None, opts: pulumi.InvokeOptions | pulumi.InvokeOutputOptions | None = None
) -> pulumi.Output[GetAppsResult]:
    """Read all apps of an organization as an output; see ``get_apps``. Waits for `depends_on` in the options."""
    return output(get_apps, account, opts)


def get_app_versions(
    app_name: str, account: str | None = None, opts: pulumi.InvokeOptions | None = None
) -> GetAppVersionsResult:
    """Read all versions of an app: GET /v1/app/{app}/versions.

    Args:
        app_name: The app's name.
        account: The account, if it is not the default one.
        opts: Pulumi's invoke options.

    Raises:
        pulumi.RunError: The parent does not exist, the token is missing, or the request failed.
    """
    return invoke("get_app_versions", GetAppVersionsResult, account, opts, app_name)


def get_app_versions_output(
    app_name: pulumi.Input[str],
    account: str | None = None,
    opts: pulumi.InvokeOptions | pulumi.InvokeOutputOptions | None = None,
) -> pulumi.Output[GetAppVersionsResult]:
    """Read all versions of an app as an output; see ``get_app_versions``. Waits for `depends_on` in the options."""
    return output(get_app_versions, account, opts, app_name)


def get_endpoint_storages(
    account: str | None = None, opts: pulumi.InvokeOptions | None = None
) -> GetEndpointStoragesResult:
    """Read all endpoint storages of an organization: GET /v1/storage/endpoints.

    Args:
        account: The account, if it is not the default one.
        opts: Pulumi's invoke options.

    Raises:
        pulumi.RunError: The token is missing, or the request failed.
    """
    return invoke("get_endpoint_storages", GetEndpointStoragesResult, account, opts)


def get_endpoint_storages_output(
    account: str | None = None, opts: pulumi.InvokeOptions | pulumi.InvokeOutputOptions | None = None
) -> pulumi.Output[GetEndpointStoragesResult]:
    """Read all endpoint storages of an organization as an output; see ``get_endpoint_storages``. Waits for `depends_on` in the options."""
    return output(get_endpoint_storages, account, opts)


def get_pull_profiles(
    storage_name: str, account: str | None = None, opts: pulumi.InvokeOptions | None = None
) -> GetPullProfilesResult:
    """Read all pull profiles of an endpoint storage: GET /v1/storage/endpoint/{storage}/pull-profiles.

    Args:
        storage_name: The endpoint storage's name.
        account: The account, if it is not the default one.
        opts: Pulumi's invoke options.

    Raises:
        pulumi.RunError: The parent does not exist, the token is missing, or the request failed.
    """
    return invoke("get_pull_profiles", GetPullProfilesResult, account, opts, storage_name)


def get_pull_profiles_output(
    storage_name: pulumi.Input[str],
    account: str | None = None,
    opts: pulumi.InvokeOptions | pulumi.InvokeOutputOptions | None = None,
) -> pulumi.Output[GetPullProfilesResult]:
    """Read all pull profiles of an endpoint storage as an output; see ``get_pull_profiles``. Waits for `depends_on` in the options."""
    return output(get_pull_profiles, account, opts, storage_name)


def get_image_tags(
    image_name: str, account: str | None = None, opts: pulumi.InvokeOptions | None = None
) -> GetImageTagsResult:
    """Read all tags of an image: GET /v1/container-registry/images/{image}/tags.

    Args:
        image_name: The image in Edgegap's registry: project, slash, image. The project may be left out.
        account: The account, if it is not the default one.
        opts: Pulumi's invoke options.

    Raises:
        pulumi.RunError: The parent does not exist, the token is missing, or the request failed.
    """
    return invoke("get_image_tags", GetImageTagsResult, account, opts, image_name)


def get_image_tags_output(
    image_name: pulumi.Input[str],
    account: str | None = None,
    opts: pulumi.InvokeOptions | pulumi.InvokeOutputOptions | None = None,
) -> pulumi.Output[GetImageTagsResult]:
    """Read all tags of an image as an output; see ``get_image_tags``. Waits for `depends_on` in the options."""
    return output(get_image_tags, account, opts, image_name)
