"""The arguments of a game server as one value, and those of its children as plain dicts.

The component itself sets the other arguments of its children: parents, `account` and `adopt`.
"""

# No postponed annotations here: the types for component providers are made of these.

from collections.abc import Mapping, Sequence
from typing import TypedDict

import pulumi
from typing_extensions import Required

from ..endpoint_storage import EndpointStorage
from ..version_parts import (
    EnvArgs,
    EnvArgsDict,
    PortArgs,
    PortArgsDict,
    ProbeArgs,
    ProbeArgsDict,
    SessionConfigArgs,
    SessionConfigArgsDict,
)


class GameServerAppArgsDict(TypedDict, total=False):
    """The arguments of a game server's ``App``, as a plain dict."""

    # Made by `make generate`, to the end of the class:
    name: pulumi.Input[str]
    is_active: pulumi.Input[bool]
    image: pulumi.Input[str]
    is_telemetry_agent_active: pulumi.Input[bool]
    delete_children: pulumi.Input[bool]
    delete_with_deployments: pulumi.Input[bool]


class GameServerAppVersionArgsDict(TypedDict, total=False):
    """The arguments of a game server for each ``AppVersion``, as a plain dict."""

    # Made by `make generate`, to the end of the class:
    name: pulumi.Input[str]
    docker_repository: pulumi.Input[str]
    docker_image: pulumi.Input[str]
    docker_tag: pulumi.Input[str]
    private_username: pulumi.Input[str]
    private_token: pulumi.Input[str]
    req_cpu: pulumi.Input[int]
    req_memory: pulumi.Input[int]
    req_video: pulumi.Input[int]
    is_active: pulumi.Input[bool]
    verify_image: pulumi.Input[bool]
    ports: pulumi.Input[Sequence[pulumi.Input[PortArgs | PortArgsDict]]]
    envs: pulumi.Input[Sequence[pulumi.Input[EnvArgs | EnvArgsDict]]]
    probe: pulumi.Input[ProbeArgs | ProbeArgsDict]
    session_config: pulumi.Input[SessionConfigArgs | SessionConfigArgsDict]
    kind: pulumi.Input[str]
    max_duration: pulumi.Input[int]
    restart_policy: pulumi.Input[str]
    termination_grace_period_seconds: pulumi.Input[int]
    time_to_deploy: pulumi.Input[int]
    command: pulumi.Input[str]
    arguments: pulumi.Input[str]
    endpoint_storage: pulumi.Input[str]
    dns_config: pulumi.Input[str]
    use_telemetry: pulumi.Input[bool]
    inject_context_env: pulumi.Input[bool]
    whitelisting_active: pulumi.Input[bool]
    force_cache: pulumi.Input[bool]
    cache_min_hour: pulumi.Input[int]
    cache_max_hour: pulumi.Input[int]
    enable_all_locations: pulumi.Input[bool]
    will_deploy_in_mainland_china: pulumi.Input[bool]
    build_type: pulumi.Input[str]
    wait_for_caching: pulumi.Input[float]
    caching_timeout: pulumi.Input[int]
    delete_with_deployments: pulumi.Input[bool]


class GameServerEndpointStorageArgsDict(TypedDict, total=False):
    """The arguments of a game server for each ``EndpointStorage``, as a plain dict."""

    # Made by `make generate`, to the end of the class:
    name: pulumi.Input[str]
    access_key_id: Required[pulumi.Input[str]]
    secret_access_key: Required[pulumi.Input[str]]
    endpoint: Required[pulumi.Input[str]]
    bucket: Required[pulumi.Input[str]]
    output_format: pulumi.Input[str]
    delete_children: pulumi.Input[bool]


class GameServerPullProfileArgsDict(TypedDict, total=False):
    """The arguments of a game server for each ``PullProfile``, as a plain dict, with ``storage`` in place of ``storage_name``."""

    storage: Required[str | EndpointStorage]
    # Made by `make generate`, to the end of the class:
    name: pulumi.Input[str]
    source: Required[pulumi.Input[str]]
    source_type: Required[pulumi.Input[str]]
    destination: Required[pulumi.Input[str]]


class GameServerArgsDict(TypedDict, total=False):
    """``GameServerArgs`` as a plain dict."""

    active: Required[str]
    versions: Required[Mapping[str, GameServerAppVersionArgsDict]]
    settings: GameServerAppVersionArgsDict
    app: GameServerAppArgsDict
    storages: Mapping[str, GameServerEndpointStorageArgsDict]
    logs: str | EndpointStorage
    pull_profiles: Mapping[str, GameServerPullProfileArgsDict]
    account: str
    adopt: bool


class GameServerArgs:
    """All arguments of ``GameServer``, described there."""

    def __init__(
        self,
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
        """Store the arguments, which `GameServer` validates."""
        given = {name: value for name, value in locals().items() if name != "self" and value is not None}
        vars(self).update(given)
