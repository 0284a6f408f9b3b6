"""Functions that read what exists, managed by Pulumi or not: ``get_*`` for one object, ``list_*`` for all.

They run in the process of the program, so they need a token there, in previews as well. Without one, the
plain forms end the program with a sentence that says how to set it, and the ``_output`` forms are unknown
in a preview. A list follows all pages.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, TypeVar, cast

import pulumi
from pulumi.runtime import get_config

from .app import AppProvider
from .app_version import AppVersionProvider
from .config import ConfigurationError, client_for, load_account
from .endpoint_storage import EndpointStorageProvider
from .image_tag import ImageTagProvider
from .lifecycle.preview import reads_nothing
from .lifecycle.provider import Provider
from .lifecycle.state import masked
from .pull_profile import PullProfileProvider
from .results import AppResult, AppVersionResult, EndpointStorageResult, ImageTagResult, PullProfileResult
from .version_parts import Env, Port, Probe, SessionConfig

if TYPE_CHECKING:
    from .api import Client
    from .api.models import Answer

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

T = TypeVar("T")


def get_app(name: str, *, account: str | None = None) -> AppResult:
    """Read an app: GET /v1/app/{app}.

    Args:
        name: The app's name.
        account: The account that owns the app, when it is not the default one.

    Raises:
        pulumi.RunError: There is no such app, no token, or no answer.
    """
    return _ask(account, lambda client: _result(AppResult, client.apps.get(name)))


def get_app_output(name: pulumi.Input[str], *, account: str | None = None) -> pulumi.Output[AppResult]:
    """Read an app whose name may be an output; see ``get_app``."""
    return _output(lambda name: get_app(name, account=account), account, name)


def list_apps(*, account: str | None = None) -> list[AppResult]:
    """Read all apps of an organisation: GET /v1/apps.

    Args:
        account: The account to read, when it is not the default one.

    Raises:
        pulumi.RunError: There is no token, or no answer.
    """
    return _ask(account, lambda client: [_result(AppResult, app) for app in client.apps.list()])


def list_apps_output(*, account: str | None = None) -> pulumi.Output[list[AppResult]]:
    """Read all apps as an output; see ``list_apps``."""
    return _output(lambda: list_apps(account=account), account)


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
    return _ask(account, lambda client: _result(AppVersionResult, client.versions.get(app_name, name)))


def get_app_version_output(
    app_name: pulumi.Input[str], name: pulumi.Input[str], *, account: str | None = None
) -> pulumi.Output[AppVersionResult]:
    """Read an app version whose names may be outputs; see ``get_app_version``."""
    return _output(lambda app, name: get_app_version(app, name, account=account), account, app_name, name)


def list_app_versions(app_name: str, *, account: str | None = None) -> list[AppVersionResult]:
    """Read all versions of an app: GET /v1/app/{app}/versions.

    Args:
        app_name: The app's name.
        account: The account that owns the app, when it is not the default one.

    Raises:
        pulumi.RunError: There is no such app, no token, or no answer.
    """
    return _ask(
        account, lambda client: [_result(AppVersionResult, each) for each in client.versions.list(app_name)]
    )


def list_app_versions_output(
    app_name: pulumi.Input[str], *, account: str | None = None
) -> pulumi.Output[list[AppVersionResult]]:
    """Read all versions of an app whose name may be an output; see ``list_app_versions``."""
    return _output(lambda app: list_app_versions(app, account=account), account, app_name)


def get_endpoint_storage(name: str, *, account: str | None = None) -> EndpointStorageResult:
    """Read an endpoint storage: GET /v1/storage/endpoint/{storage}.

    Args:
        name: The storage's name.
        account: The account that owns the storage, when it is not the default one.

    Raises:
        pulumi.RunError: There is no such storage, no token, or no answer.
    """
    return _ask(account, lambda client: _result(EndpointStorageResult, client.storages.get(name)))


def get_endpoint_storage_output(
    name: pulumi.Input[str], *, account: str | None = None
) -> pulumi.Output[EndpointStorageResult]:
    """Read an endpoint storage whose name may be an output; see ``get_endpoint_storage``."""
    return _output(lambda name: get_endpoint_storage(name, account=account), account, name)


def list_endpoint_storages(*, account: str | None = None) -> list[EndpointStorageResult]:
    """Read all endpoint storages of an organisation: GET /v1/storage/endpoints.

    Args:
        account: The account to read, when it is not the default one.

    Raises:
        pulumi.RunError: There is no token, or no answer.
    """
    return _ask(
        account, lambda client: [_result(EndpointStorageResult, each) for each in client.storages.list()]
    )


def list_endpoint_storages_output(
    *, account: str | None = None
) -> pulumi.Output[list[EndpointStorageResult]]:
    """Read all endpoint storages as an output; see ``list_endpoint_storages``."""
    return _output(lambda: list_endpoint_storages(account=account), account)


def get_pull_profile(storage_name: str, name: str, *, account: str | None = None) -> PullProfileResult:
    """Read a pull profile: GET /v1/storage/endpoint/{storage}/pull-profile/{profile}.

    Args:
        storage_name: The storage's name.
        name: The profile's name.
        account: The account that owns the storage, when it is not the default one.

    Raises:
        pulumi.RunError: There is no such profile, no token, or no answer.
    """
    return _ask(account, lambda client: _result(PullProfileResult, client.profiles.get(storage_name, name)))


def get_pull_profile_output(
    storage_name: pulumi.Input[str], name: pulumi.Input[str], *, account: str | None = None
) -> pulumi.Output[PullProfileResult]:
    """Read a pull profile whose names may be outputs; see ``get_pull_profile``."""
    return _output(
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
    return _ask(
        account,
        lambda client: [_result(PullProfileResult, each) for each in client.profiles.list(storage_name)],
    )


def list_pull_profiles_output(
    storage_name: pulumi.Input[str], *, account: str | None = None
) -> pulumi.Output[list[PullProfileResult]]:
    """Read all pull profiles of a storage whose name may be an output; see ``list_pull_profiles``."""
    return _output(lambda storage: list_pull_profiles(storage, account=account), account, storage_name)


def list_image_tags(image_name: str, *, account: str | None = None) -> list[ImageTagResult]:
    """Read all tags of an image: GET /v1/container-registry/images/{image}/tags.

    Args:
        image_name: The image in Edgegap's registry: project, slash, image.
        account: The account that owns the image, when it is not the default one.

    Raises:
        pulumi.RunError: There is no such image, no token, or no answer.
    """
    return _ask(
        account, lambda client: [_result(ImageTagResult, each) for each in client.tags.list(image_name)]
    )


def list_image_tags_output(
    image_name: pulumi.Input[str], *, account: str | None = None
) -> pulumi.Output[list[ImageTagResult]]:
    """Read all tags of an image whose name may be an output; see ``list_image_tags``."""
    return _output(lambda image: list_image_tags(image, account=account), account, image_name)


def _ask(account: str | None, question: Callable[[Client], T]) -> T:
    from .api import EdgegapError

    try:
        return question(client_for(load_account(account or "", get_config)))
    except (ConfigurationError, EdgegapError) as error:
        raise pulumi.RunError(str(error)) from None


def _output(
    function: Callable[..., T], account: str | None, *arguments: pulumi.Input[str]
) -> pulumi.Output[T]:
    if reads_nothing(account):
        return cast("pulumi.Output[T]", pulumi.Output.from_input(pulumi.UNKNOWN))

    def in_thread(known: list[str]) -> Awaitable[T]:
        return asyncio.to_thread(function, *known)

    return pulumi.Output.all(*arguments).apply(in_thread)


_PARTS: Mapping[str, Callable[..., object]] = {
    "ports": Port,
    "envs": Env,
    "probe": Probe,
    "session_config": SessionConfig,
}


_LIVES: Mapping[Callable[..., object], Provider] = {
    AppResult: AppProvider(),
    AppVersionResult: AppVersionProvider(),
    EndpointStorageResult: EndpointStorageProvider(),
    PullProfileResult: PullProfileProvider(),
    ImageTagResult: ImageTagProvider(),
}


def _result(kind: Callable[..., T], answer: Answer) -> T:
    life = _LIVES[kind]
    facts = masked(life.inputs, life.answered(answer))
    for name, part in _PARTS.items():
        value = facts.get(name)
        if isinstance(value, list):
            facts[name] = [_filled(part, item) for item in value]
        elif isinstance(value, dict):
            facts[name] = _filled(part, value)
    return _filled(kind, facts)


def _filled(kind: Callable[..., T], facts: Mapping[str, object]) -> T:
    names = getattr(kind, "__annotations__", {})
    return kind(**{name: facts.get(name) for name in names})
