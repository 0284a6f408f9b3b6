"""Names of 0.1, kept for one minor version."""

from __future__ import annotations

import pulumi
from typing_extensions import deprecated

from .many import (
    get_app_versions,
    get_app_versions_output,
    get_apps,
    get_apps_output,
    get_endpoint_storages,
    get_endpoint_storages_output,
    get_image_tags,
    get_image_tags_output,
    get_pull_profiles,
    get_pull_profiles_output,
)
from .results import (
    GetAppResult,
    GetAppVersionResult,
    GetEndpointStorageResult,
    GetImageTagResult,
    GetPullProfileResult,
)


@deprecated("list_apps is deprecated: use get_apps, whose result has them as `apps`.")
def list_apps(*, account: str | None = None) -> list[GetAppResult]:
    """Read all apps of an organization: the old name of ``get_apps``."""
    return get_apps(account=account).apps


@deprecated("list_apps_output is deprecated: use get_apps_output, whose result has them as `apps`.")
def list_apps_output(*, account: str | None = None) -> pulumi.Output[list[GetAppResult]]:
    """Read all apps of an organization as an output: the old name of ``get_apps_output``."""
    return get_apps_output(account=account).apply(lambda found: found.apps)


@deprecated("list_app_versions is deprecated: use get_app_versions, whose result has them as `app_versions`.")
def list_app_versions(app_name: str, *, account: str | None = None) -> list[GetAppVersionResult]:
    """Read all versions of an app: the old name of ``get_app_versions``."""
    return get_app_versions(app_name, account=account).app_versions


@deprecated(
    "list_app_versions_output is deprecated: use get_app_versions_output, whose result has them as `app_versions`."
)
def list_app_versions_output(
    app_name: pulumi.Input[str], *, account: str | None = None
) -> pulumi.Output[list[GetAppVersionResult]]:
    """Read all versions of an app as an output: the old name of ``get_app_versions_output``."""
    return get_app_versions_output(app_name, account=account).apply(lambda found: found.app_versions)


@deprecated(
    "list_endpoint_storages is deprecated: use get_endpoint_storages, whose result has them as `endpoint_storages`."
)
def list_endpoint_storages(*, account: str | None = None) -> list[GetEndpointStorageResult]:
    """Read all endpoint storages of an organization: the old name of ``get_endpoint_storages``."""
    return get_endpoint_storages(account=account).endpoint_storages


@deprecated(
    "list_endpoint_storages_output is deprecated: use get_endpoint_storages_output, whose result has them as `endpoint_storages`."
)
def list_endpoint_storages_output(
    *, account: str | None = None
) -> pulumi.Output[list[GetEndpointStorageResult]]:
    """Read all endpoint storages of an organization as an output: the old name of ``get_endpoint_storages_output``."""
    return get_endpoint_storages_output(account=account).apply(lambda found: found.endpoint_storages)


@deprecated(
    "list_pull_profiles is deprecated: use get_pull_profiles, whose result has them as `pull_profiles`."
)
def list_pull_profiles(storage_name: str, *, account: str | None = None) -> list[GetPullProfileResult]:
    """Read all pull profiles of an endpoint storage: the old name of ``get_pull_profiles``."""
    return get_pull_profiles(storage_name, account=account).pull_profiles


@deprecated(
    "list_pull_profiles_output is deprecated: use get_pull_profiles_output, whose result has them as `pull_profiles`."
)
def list_pull_profiles_output(
    storage_name: pulumi.Input[str], *, account: str | None = None
) -> pulumi.Output[list[GetPullProfileResult]]:
    """Read all pull profiles of an endpoint storage as an output: the old name of ``get_pull_profiles_output``."""
    return get_pull_profiles_output(storage_name, account=account).apply(lambda found: found.pull_profiles)


@deprecated("list_image_tags is deprecated: use get_image_tags, whose result has them as `image_tags`.")
def list_image_tags(image_name: str, *, account: str | None = None) -> list[GetImageTagResult]:
    """Read all tags of an image: the old name of ``get_image_tags``."""
    return get_image_tags(image_name, account=account).image_tags


@deprecated(
    "list_image_tags_output is deprecated: use get_image_tags_output, whose result has them as `image_tags`."
)
def list_image_tags_output(
    image_name: pulumi.Input[str], *, account: str | None = None
) -> pulumi.Output[list[GetImageTagResult]]:
    """Read all tags of an image as an output: the old name of ``get_image_tags_output``."""
    return get_image_tags_output(image_name, account=account).apply(lambda found: found.image_tags)
