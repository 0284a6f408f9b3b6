"""The component: everything that a game has at Edgegap."""

# No postponed annotations here: component providers read them.

import inspect
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import cast, overload

import pulumi

from ..app import App
from ..app_version import AppVersion
from ..endpoint_storage import EndpointStorage
from ..lifecycle.arguments import refuse_misplaced
from ..lifecycle.declaration import Failure
from ..lifecycle.suggestion import suggestion
from ..lifecycle.values import plain
from ..pull_profile import PullProfile
from ..version_parts import Port
from ._children import Children
from ._hosting import OUTPUTS, arguments_type
from ._plan import Plan
from .arguments import (
    GameServerAppArgsDict,
    GameServerAppVersionArgsDict,
    GameServerArgs,
    GameServerArgsDict,
    GameServerEndpointStorageArgsDict,
    GameServerPullProfileArgsDict,
)


def _bind_arguments(init: Callable[..., None]) -> Callable[..., None]:
    """Make a constructor take its arguments by name or as one value before `opts`, and refuse others."""
    signature = inspect.signature(init)

    @wraps(init)
    def checked(*positional: object, **named: object) -> None:
        positional, named = _spread(positional, named)
        known = list(signature.parameters)[1:]
        for name in named:
            if name not in known:
                raise pulumi.RunError(
                    f"{_called(positional, named)}: unknown argument {name!r}: {suggestion(name, known)}"
                )
        try:
            found = signature.bind_partial(*positional[:3], **named).arguments
            refuse_misplaced(
                "GameServer",
                found.get("resource_name"),
                found.get("opts"),
                positional[3:],
                ("active", "versions", "settings"),
            )
            signature.bind(*positional, **named)
        except TypeError as error:
            raise pulumi.RunError(f"GameServer: {error}; it takes: {', '.join(known)}.") from None
        init(*positional, **named)

    checked.__annotations__ = {**checked.__annotations__, "args": arguments_type(init)}
    return checked


def _called(positional: tuple[object, ...], named: Mapping[str, object]) -> str:
    """Return what messages call the component, by its logical name if it has one."""
    name = positional[1] if len(positional) > 1 else named.get("resource_name")
    return f"GameServer {name!r}" if isinstance(name, str) else "GameServer"


def _spread(
    positional: tuple[object, ...], named: dict[str, object]
) -> tuple[tuple[object, ...], dict[str, object]]:
    """Return the arguments by name if they were given as one value."""
    args = named.pop("args", None)
    match positional:
        case (self, name, Mapping() | GameServerArgs() as found, *rest) if args is None:
            args, positional = found, (self, name, *rest)
    if args is None:
        return positional, named
    if others := [each for each in named if each != "opts"]:
        raise pulumi.RunError(
            f"{_called(positional, named)}: {others[0]} is a keyword argument, but others are in args: "
            "pass all of them one way."
        )
    given = vars(args) if isinstance(args, GameServerArgs) else cast("Mapping[str, object]", args)
    return positional, {**given, **named}


class GameServer(pulumi.ComponentResource):
    """A game at Edgegap: its app, its versions by tag, and its storages and pull profiles.

    New matches go to the `active` version. The others exist, but cannot be deployed unless they set
    `"is_active": True` themselves. Running matches are never affected.

    Attributes:
        app_name: The name of the app.
        active_version: The name of the active version, once it has all its pull profiles.
        versions: The names of all versions by tag.
        ports: The ports of the active version by name.
        app: The app.
        app_versions: The versions by tag.
        endpoint_storages: The storages by key.
        pull_profiles: The pull profiles by key.
    """

    app_name: pulumi.Output[str]
    active_version: pulumi.Output[str]
    versions: pulumi.Output[dict[str, str]]
    ports: pulumi.Output[dict[str, Port]]
    app: App
    app_versions: Mapping[str, AppVersion]
    endpoint_storages: Mapping[str, EndpointStorage]
    pull_profiles: Mapping[str, PullProfile]

    @overload
    def __init__(
        self,
        resource_name: str,
        args: GameServerArgs | GameServerArgsDict,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None: ...

    @overload
    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        *,
        active: str,
        versions: Mapping[str, GameServerAppVersionArgsDict],
        settings: GameServerAppVersionArgsDict | None = None,
        app: GameServerAppArgsDict | None = None,
        storages: Mapping[str, GameServerEndpointStorageArgsDict] | None = None,
        logs: str | EndpointStorage | None = None,
        pull_profiles: Mapping[str, GameServerPullProfileArgsDict] | None = None,
        account: str | None = None,
        adopt: bool | None = None,
    ) -> None: ...

    @_bind_arguments
    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        *,
        active: str,
        versions: Mapping[str, GameServerAppVersionArgsDict],
        settings: GameServerAppVersionArgsDict | None = None,
        app: GameServerAppArgsDict | None = None,
        storages: Mapping[str, GameServerEndpointStorageArgsDict] | None = None,
        logs: str | EndpointStorage | None = None,
        pull_profiles: Mapping[str, GameServerPullProfileArgsDict] | None = None,
        account: str | None = None,
        adopt: bool | None = None,
    ) -> None:
        """Declare a game server.

        Args:
            resource_name: The logical name of the component, and the prefix of its children's names.
            opts: Pulumi's resource options; children inherit those that Pulumi passes on.
            active: The tag of the version that new matches use.
            versions: The versions by the tag of their image, each with its own inputs of `AppVersion`, or
                `{}`. A version is named after its tag, unless it has a `name`.

            settings: The inputs of `AppVersion` that all versions share; those of a version override them.
            app: The inputs of `App`. The app's name is automatic, unless there is a `name`.
            storages: The inputs of each `EndpointStorage`, by any key.
            logs: The storage for the logs of all versions: one of `storages`, or a storage declared elsewhere.
            pull_profiles: The inputs of each `PullProfile`, by any key; every version gets every profile.
                `storage`, one of `storages` or a storage declared elsewhere, replaces `storage_name`.
            account: The account of all children, if it is not the default one.
            adopt: Whether the children adopt existing objects.

        Raises:
            pulumi.RunError: An argument is invalid. All mistakes are reported, also in a preview.
        """
        super().__init__("edgegap:index:GameServer", resource_name, {}, opts)
        plan = Plan(
            active=active,
            versions=plain(versions),
            settings=plain(settings or {}),
            app=plain(app or {}),
            storages=plain(storages or {}),
            logs=logs,
            pull_profiles=plain(pull_profiles or {}),
        )
        _refuse(resource_name, plan.mistakes())
        children = Children(self, resource_name, plan, account=account, adopt=adopt)
        self.app = children.app
        self.app_versions = children.versions
        self.endpoint_storages = children.storages
        self.pull_profiles = children.pull_profiles
        self._set_outputs(children)

    def _set_outputs(self, children: Children) -> None:
        # In a preview the names are known at once; in an update they wait for the links.
        whole = pulumi.Output.all(
            children.active.name, *(link.app_version_name for link in children.links_of_active)
        )
        self.app_name = self.app.name
        self.active_version = whole.apply(lambda names: names[0])
        self.versions = pulumi.Output.all(**{tag: each.name for tag, each in self.app_versions.items()})
        self.ports = children.active.ports.apply(_by_name)
        self.register_outputs(
            {
                "app_name": self.app_name,
                "active_version": self.active_version,
                "versions": self.versions,
                "ports": self.ports,
            }
        )


GameServer.__annotations__ = OUTPUTS


def _by_name(ports: Sequence[Port] | None) -> dict[str, Port]:
    # The service names a port after its number if the program does not name it.
    return {port.name or str(port.port): port for port in ports or ()}


def _refuse(resource_name: str, mistakes: list[Failure]) -> None:
    """End the program, and report each mistake as a separate error."""
    sentences = [
        f"GameServer {resource_name!r}: {mistake}" + ("" if mistake.reason.endswith("?") else ".")
        for mistake in mistakes
    ]
    for sentence in sentences[:-1]:
        pulumi.log.error(sentence)
    if sentences:
        raise pulumi.RunError(sentences[-1])
