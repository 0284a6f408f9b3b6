"""How a function asks the API in the process of the program, and what it gives."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, TypeVar, cast

import pulumi
from pulumi.runtime import get_config

from ..app import AppProvider
from ..app_version import AppVersionProvider
from ..endpoint_storage import EndpointStorageProvider
from ..image_tag import ImageTagProvider
from ..lifecycle.accounts import ConfigurationError, client_for, load_account
from ..lifecycle.preview import reads_nothing
from ..lifecycle.provider import Provider
from ..lifecycle.state import masked
from ..pull_profile import PullProfileProvider
from ..version_parts import Env, Port, Probe, SessionConfig
from .results import AppResult, AppVersionResult, EndpointStorageResult, ImageTagResult, PullProfileResult

if TYPE_CHECKING:
    from ..api import Client
    from ..api.models import Answer

T = TypeVar("T")


def ask(account: str | None, question: Callable[[Client], T]) -> T:
    """Ask the API; what is wrong ends the program with a sentence."""
    from ..api import EdgegapError

    try:
        return question(client_for(load_account(account or "", get_config)))
    except (ConfigurationError, EdgegapError) as error:
        raise pulumi.RunError(str(error)) from None


def output(
    function: Callable[..., T], account: str | None, *arguments: pulumi.Input[str]
) -> pulumi.Output[T]:
    """Ask once the arguments are known; unknown in a preview without a token."""
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


def result(kind: Callable[..., T], answer: Answer) -> T:
    """Give an answer as programs get it: parts as objects, no secret."""
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
