"""Functions that read what exists, managed by Pulumi or not: ``get_*`` for one object, ``list_*`` for all.

They run in the process of the program, so they need a token there, in previews as well. Without one, the
plain forms end the program with a sentence that says how to set it, and the ``_output`` forms are unknown
in a preview. A list follows all pages.
"""

from __future__ import annotations

import pulumi

from .asking import ask, output, result
from .results import AppResult, AppVersionResult, EndpointStorageResult, ImageTagResult, PullProfileResult

__all__ = [
    "AppResult",
    "AppVersionResult",
    "EndpointStorageResult",
    "ImageTagResult",
    "PullProfileResult",
    "get_app",
    "get_app_output",
    "get_app_version",
    "get_app_version_output",
    "get_endpoint_storage",
    "get_endpoint_storage_output",
    "get_pull_profile",
    "get_pull_profile_output",
    "list_app_versions",
    "list_app_versions_output",
    "list_apps",
    "list_apps_output",
    "list_endpoint_storages",
    "list_endpoint_storages_output",
    "list_image_tags",
    "list_image_tags_output",
    "list_pull_profiles",
    "list_pull_profiles_output",
]


def get_app(name: str, *, account: str | None = None) -> AppResult:
    """Read an app: GET /v1/app/{app}.

    Args:
        name: The app's name.
        account: The account that owns the app, when it is not the default one.

    Raises:
        pulumi.RunError: There is no such app, no token, or no answer.
    """
    return ask(account, lambda client: result(AppResult, client.apps.get(name)))


def get_app_output(name: pulumi.Input[str], *, account: str | None = None) -> pulumi.Output[AppResult]:
    """Read an app whose name may be an output; see ``get_app``."""
    return output(lambda name: get_app(name, account=account), account, name)


def list_apps(*, account: str | None = None) -> list[AppResult]:
    """Read all apps of an organisation: GET /v1/apps.

    Args:
        account: The account to read, when it is not the default one.

    Raises:
        pulumi.RunError: There is no token, or no answer.
    """
    return ask(account, lambda client: [result(AppResult, app) for app in client.apps.list()])


def list_apps_output(*, account: str | None = None) -> pulumi.Output[list[AppResult]]:
    """Read all apps as an output; see ``list_apps``."""
    return output(lambda: list_apps(account=account), account)


def get_app_version(app_name: str, name: str, *, account: str | None = None) -> AppVersionResult:
    """Read an app version: GET /v1/app/{app}/version/{version}.

    A secret is the text `This value is set and encrypted`, whatever the API shows.

    Args:
        app_name: The app's name.
        name: The version's name.
        account: The account that owns the app, when it is not the default one.

    Raises:
        pulumi.RunError: There is no such version, no token, or no answer.
    """
    return ask(account, lambda client: result(AppVersionResult, client.versions.get(app_name, name)))


def get_app_version_output(
    app_name: pulumi.Input[str], name: pulumi.Input[str], *, account: str | None = None
) -> pulumi.Output[AppVersionResult]:
    """Read an app version whose names may be outputs; see ``get_app_version``."""
    return output(lambda app, name: get_app_version(app, name, account=account), account, app_name, name)


def list_app_versions(app_name: str, *, account: str | None = None) -> list[AppVersionResult]:
    """Read all versions of an app: GET /v1/app/{app}/versions.

    Args:
        app_name: The app's name.
        account: The account that owns the app, when it is not the default one.

    Raises:
        pulumi.RunError: There is no such app, no token, or no answer.
    """
    return ask(
        account, lambda client: [result(AppVersionResult, each) for each in client.versions.list(app_name)]
    )


def list_app_versions_output(
    app_name: pulumi.Input[str], *, account: str | None = None
) -> pulumi.Output[list[AppVersionResult]]:
    """Read all versions of an app whose name may be an output; see ``list_app_versions``."""
    return output(lambda app: list_app_versions(app, account=account), account, app_name)


def get_endpoint_storage(name: str, *, account: str | None = None) -> EndpointStorageResult:
    """Read an endpoint storage: GET /v1/storage/endpoint/{storage}.

    Args:
        name: The storage's name.
        account: The account that owns the storage, when it is not the default one.

    Raises:
        pulumi.RunError: There is no such storage, no token, or no answer.
    """
    return ask(account, lambda client: result(EndpointStorageResult, client.storages.get(name)))


def get_endpoint_storage_output(
    name: pulumi.Input[str], *, account: str | None = None
) -> pulumi.Output[EndpointStorageResult]:
    """Read an endpoint storage whose name may be an output; see ``get_endpoint_storage``."""
    return output(lambda name: get_endpoint_storage(name, account=account), account, name)


def list_endpoint_storages(*, account: str | None = None) -> list[EndpointStorageResult]:
    """Read all endpoint storages of an organisation: GET /v1/storage/endpoints.

    Args:
        account: The account to read, when it is not the default one.

    Raises:
        pulumi.RunError: There is no token, or no answer.
    """
    return ask(
        account, lambda client: [result(EndpointStorageResult, each) for each in client.storages.list()]
    )


def list_endpoint_storages_output(
    *, account: str | None = None
) -> pulumi.Output[list[EndpointStorageResult]]:
    """Read all endpoint storages as an output; see ``list_endpoint_storages``."""
    return output(lambda: list_endpoint_storages(account=account), account)


def get_pull_profile(storage_name: str, name: str, *, account: str | None = None) -> PullProfileResult:
    """Read a pull profile: GET /v1/storage/endpoint/{storage}/pull-profile/{profile}.

    Args:
        storage_name: The storage's name.
        name: The profile's name.
        account: The account that owns the storage, when it is not the default one.

    Raises:
        pulumi.RunError: There is no such profile, no token, or no answer.
    """
    return ask(account, lambda client: result(PullProfileResult, client.profiles.get(storage_name, name)))


def get_pull_profile_output(
    storage_name: pulumi.Input[str], name: pulumi.Input[str], *, account: str | None = None
) -> pulumi.Output[PullProfileResult]:
    """Read a pull profile whose names may be outputs; see ``get_pull_profile``."""
    return output(
        lambda storage, name: get_pull_profile(storage, name, account=account), account, storage_name, name
    )


def list_pull_profiles(storage_name: str, *, account: str | None = None) -> list[PullProfileResult]:
    """Read all pull profiles of a storage: GET /v1/storage/endpoint/{storage}/pull-profiles.

    Args:
        storage_name: The storage's name.
        account: The account that owns the storage, when it is not the default one.

    Raises:
        pulumi.RunError: There is no such storage, no token, or no answer.
    """
    return ask(
        account,
        lambda client: [result(PullProfileResult, each) for each in client.profiles.list(storage_name)],
    )


def list_pull_profiles_output(
    storage_name: pulumi.Input[str], *, account: str | None = None
) -> pulumi.Output[list[PullProfileResult]]:
    """Read all pull profiles of a storage whose name may be an output; see ``list_pull_profiles``."""
    return output(lambda storage: list_pull_profiles(storage, account=account), account, storage_name)


def list_image_tags(image_name: str, *, account: str | None = None) -> list[ImageTagResult]:
    """Read all tags of an image: GET /v1/container-registry/images/{image}/tags.

    Args:
        image_name: The image in Edgegap's registry: project, slash, image. The project may be left out.
        account: The account that owns the image, when it is not the default one.

    Raises:
        pulumi.RunError: There is no such image, no token, or no answer.
    """
    return ask(
        account, lambda client: [result(ImageTagResult, each) for each in client.tags.list(image_name)]
    )


def list_image_tags_output(
    image_name: pulumi.Input[str], *, account: str | None = None
) -> pulumi.Output[list[ImageTagResult]]:
    """Read all tags of an image whose name may be an output; see ``list_image_tags``."""
    return output(lambda image: list_image_tags(image, account=account), account, image_name)
