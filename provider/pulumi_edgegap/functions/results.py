"""The results of the functions ``get_*``: the fields of an object as returned by the API.

Each result is a dict as well, so that it can be exported from a stack. It contains no secrets, but the text ``This
value is set and encrypted`` in place of each one, as in the API's responses, even if the API returns it in clear.
"""
# No postponed annotations here: the SDK reads those of its output types.

import pulumi

from ..version_parts import Env, Port, Probe, SessionConfig


@pulumi.output_type
class GetAppResult(dict[str, object]):
    """An app."""

    # Made by `make generate`, to the end of the class:
    name: str
    is_active: bool | None
    is_telemetry_agent_active: bool | None
    image: str | None
    create_time: str | None
    last_updated: str | None


@pulumi.output_type
class GetAppVersionResult(dict[str, object]):
    """An app version."""

    # Made by `make generate`, to the end of the class:
    name: str
    is_active: bool | None
    docker_repository: str | None
    docker_image: str | None
    docker_tag: str | None
    private_username: str | None
    private_token: str | None
    req_cpu: int | None
    req_memory: int | None
    req_video: int | None
    verify_image: bool | None
    ports: list[Port] | None
    envs: list[Env] | None
    probe: Probe | None
    session_config: SessionConfig | None
    kind: str | None
    max_duration: int | None
    restart_policy: str | None
    termination_grace_period_seconds: int | None
    time_to_deploy: int | None
    command: str | None
    arguments: str | None
    endpoint_storage: str | None
    dns_config: str | None
    use_telemetry: bool | None
    inject_context_env: bool | None
    whitelisting_active: bool | None
    force_cache: bool | None
    cache_min_hour: int | None
    cache_max_hour: int | None
    enable_all_locations: bool | None
    will_deploy_in_mainland_china: bool | None
    build_type: str | None
    caching_percent: float | None
    create_time: str | None
    last_updated: str | None


@pulumi.output_type
class GetEndpointStorageResult(dict[str, object]):
    """An endpoint storage, without its secret key, which the API never returns."""

    # Made by `make generate`, to the end of the class:
    name: str
    access_key_id: str | None
    endpoint: str | None
    bucket: str | None
    output_format: str | None
    create_time: str | None
    last_updated: str | None


@pulumi.output_type
class GetPullProfileResult(dict[str, object]):
    """A pull profile."""

    # Made by `make generate`, to the end of the class:
    name: str
    source: str | None
    source_type: str | None
    destination: str | None
    create_time: str | None
    last_updated: str | None


@pulumi.output_type
class GetImageTagResult(dict[str, object]):
    """A tag of an image in Edgegap's registry."""

    # Made by `make generate`, to the end of the class:
    tag: str
    last_push_at: str | None
    image_hash: str | None
    size_mb: float | None
    remaining_tags: list[str] | None
    artifact_deleted: bool | None


@pulumi.output_type
class GetAppsResult(dict[str, object]):
    """The apps of an organization."""

    apps: list[GetAppResult]


@pulumi.output_type
class GetAppVersionsResult(dict[str, object]):
    """The versions of an app."""

    app_versions: list[GetAppVersionResult]


@pulumi.output_type
class GetEndpointStoragesResult(dict[str, object]):
    """The endpoint storages of an organization."""

    endpoint_storages: list[GetEndpointStorageResult]


@pulumi.output_type
class GetPullProfilesResult(dict[str, object]):
    """The pull profiles of an endpoint storage."""

    pull_profiles: list[GetPullProfileResult]


@pulumi.output_type
class GetImageTagsResult(dict[str, object]):
    """The tags of an image in Edgegap's registry."""

    image_tags: list[GetImageTagResult]
