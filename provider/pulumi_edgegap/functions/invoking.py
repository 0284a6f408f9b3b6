"""Running the query of a function in the process of the program."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar, cast

import pulumi
from pulumi.runtime import get_config
from pulumi.runtime.rpc import _expand_dependencies

from ..lifecycle.accounts import ConfigurationError, client_for, load_account
from ..lifecycle.preview import is_offline_preview
from ..version_parts import Env, Port, Probe, SessionConfig
from .queries import QUERIES
from .results import (
    GetAppResult,
    GetAppVersionResult,
    GetEndpointStorageResult,
    GetImageTagResult,
    GetPullProfileResult,
)

T = TypeVar("T")


def invoke(
    name: str,
    kind: Callable[..., T],
    account: str | None,
    opts: pulumi.InvokeOptions | None,
    *arguments: str,
) -> T:
    """Run the query of a function, and return its result; raise `pulumi.RunError` for any error."""
    from ..api import EdgegapError

    _warn_of_no_effect(opts)
    try:
        client = client_for(load_account(account or "", get_config))
        return _result(kind, QUERIES[name].run(client, *arguments))
    except (ConfigurationError, EdgegapError) as error:
        raise pulumi.RunError(str(error)) from None


def output(
    function: Callable[..., T],
    account: str | None,
    opts: pulumi.InvokeOptions | None,
    *arguments: pulumi.Input[str],
) -> pulumi.Output[T]:
    """Return the output of a function, run once its arguments and `depends_on` are known.

    It is unknown in a preview without a token, or before one of the resources that it waits for is created.
    """
    if is_offline_preview(account):
        return cast("pulumi.Output[T]", pulumi.Output.from_input(pulumi.UNKNOWN))

    given = pulumi.Output.all(*arguments)

    def in_thread(known: list[list[object]]) -> Awaitable[T]:
        return asyncio.to_thread(function, *known[1], account=account, opts=opts)

    return pulumi.Output.all(_dependencies(opts, given), given).apply(in_thread)


def _dependencies(
    opts: pulumi.InvokeOptions | None, arguments: pulumi.Output[object]
) -> pulumi.Output[object]:
    """Return the IDs of the resources in `depends_on` and of those that arguments come from, as in the SDK.

    They are unknown in a preview that would create one.
    """
    given: object = opts.depends_on if isinstance(opts, pulumi.InvokeOutputOptions) else None

    async def resources_in(found: object) -> list[pulumi.CustomResource]:
        named = found if isinstance(found, list | tuple) else [found]
        direct = {each for each in named if isinstance(each, pulumi.Resource)} | await arguments.resources()
        of_all = await _expand_dependencies(direct, None)
        # What a component receives comes from resources without an ID.
        return [
            each for each in of_all.values() if isinstance(each, pulumi.CustomResource) and "id" in vars(each)
        ]

    def ids(resources: list[pulumi.CustomResource]) -> pulumi.Output[object]:
        return cast("pulumi.Output[object]", pulumi.Output.all(*(each.id for each in resources)))

    known = cast("pulumi.Output[object]", pulumi.Output.from_input(given))
    return cast(
        "pulumi.Output[list[pulumi.CustomResource]]",
        known.apply(cast("Callable[[object], Awaitable[object]]", resources_in)),
    ).apply(ids)


def _warn_of_no_effect(opts: pulumi.InvokeOptions | None) -> None:
    for name in ("provider", "version", "plugin_download_url"):
        if getattr(opts, name, None):
            pulumi.log.warn(
                f"option {name} has no effect on the functions of pulumi_edgegap: use `account` to choose the organization."
            )


_PARTS: Mapping[str, Callable[..., object]] = {
    "ports": Port,
    "envs": Env,
    "probe": Probe,
    "session_config": SessionConfig,
    "apps": GetAppResult,
    "app_versions": GetAppVersionResult,
    "endpoint_storages": GetEndpointStorageResult,
    "pull_profiles": GetPullProfileResult,
    "image_tags": GetImageTagResult,
}
"""The types of nested objects in a result, and of the rows of a list."""


def _result(kind: Callable[..., T], fields: Mapping[str, object]) -> T:
    names = getattr(kind, "__annotations__", {})
    return kind(**{name: _value(_PARTS.get(name), fields.get(name)) for name in names})


def _value(part: Callable[..., object] | None, value: object) -> object:
    if part is None or value is None:
        return value
    if isinstance(value, list):
        return [_result(part, item) for item in value]
    return _result(part, cast("Mapping[str, object]", value))
