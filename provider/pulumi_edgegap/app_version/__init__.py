"""A version of an app: a container image, and how Edgegap runs it.

The provider has to stay in this module, whose name is in the states of users; the declaration is in `inputs`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, overload

import pulumi

from ..lifecycle.provider import Provider
from ..lifecycle.resource import Resource, register_arguments
from ..lifecycle.values import Properties, Value
from ..version_parts import (
    Env,
    EnvArgs,
    EnvArgsDict,
    Port,
    PortArgs,
    PortArgsDict,
    Probe,
    ProbeArgs,
    ProbeArgsDict,
    SessionConfig,
    SessionConfigArgs,
    SessionConfigArgsDict,
)
from .caching import CachingGate
from .inputs import AppVersionInputs

if TYPE_CHECKING:
    from ..api import App as ApiApp
    from ..api import AppVersion as ApiAppVersion
    from ..api import Client
    from ..api.models import Answer
    from ..arguments.app_version import AppVersionArgs, AppVersionArgsDict


class AppVersionProvider(Provider):
    """The dynamic provider of an app version."""

    inputs = AppVersionInputs
    key = ("app_name", "name")
    has_deployments = True

    gate = CachingGate()

    def fields_of(self, answer: Answer) -> Properties:
        """Return the fields of a response in the spelling that is recorded."""
        return self.inputs.normalize(super().fields_of(answer))

    def create_object(self, client: Client, key: tuple[str, ...], body: Properties) -> ApiAppVersion:
        """POST /v1/app/{app}/version."""
        app, _ = key
        return client.versions.create(app, body)

    def read_object(self, client: Client, key: tuple[str, ...]) -> ApiAppVersion:
        """GET /v1/app/{app}/version/{version}."""
        app, version = key
        return client.versions.get(app, version)

    def read_parent(self, client: Client, key: tuple[str, ...]) -> ApiApp:
        """GET /v1/app/{app}."""
        return client.apps.get(key[0])

    def update_object(self, client: Client, key: tuple[str, ...], body: Properties) -> ApiAppVersion:
        """PATCH /v1/app/{app}/version/{version}."""
        app, version = key
        return client.versions.update(app, version, body)

    def delete_object(self, client: Client, key: tuple[str, ...], state: Mapping[str, Value]) -> None:
        """DELETE /v1/app/{app}/version/{version}; this also deletes its links."""
        app, version = key
        client.versions.delete(app, version)


class AppVersion(Resource, module="edgegap", name="AppVersion"):
    """A version of an app: a container image, and how Edgegap runs it."""

    _dynamic_provider = AppVersionProvider()

    # Made by `make generate`, to the end of the class:
    app_name: pulumi.Output[str]
    name: pulumi.Output[str]
    docker_repository: pulumi.Output[str]
    docker_image: pulumi.Output[str]
    docker_tag: pulumi.Output[str]
    private_username: pulumi.Output[str | None]
    private_token: pulumi.Output[str | None]
    req_cpu: pulumi.Output[int]
    req_memory: pulumi.Output[int]
    req_video: pulumi.Output[int | None]
    is_active: pulumi.Output[bool]
    verify_image: pulumi.Output[bool]
    ports: pulumi.Output[Sequence[Port] | None]
    envs: pulumi.Output[Sequence[Env] | None]
    probe: pulumi.Output[Probe | None]
    session_config: pulumi.Output[SessionConfig | None]
    kind: pulumi.Output[str | None]
    max_duration: pulumi.Output[int | None]
    restart_policy: pulumi.Output[str | None]
    termination_grace_period_seconds: pulumi.Output[int | None]
    time_to_deploy: pulumi.Output[int | None]
    command: pulumi.Output[str | None]
    arguments: pulumi.Output[str | None]
    endpoint_storage: pulumi.Output[str | None]
    dns_config: pulumi.Output[str | None]
    use_telemetry: pulumi.Output[bool | None]
    inject_context_env: pulumi.Output[bool | None]
    whitelisting_active: pulumi.Output[bool | None]
    force_cache: pulumi.Output[bool | None]
    cache_min_hour: pulumi.Output[int | None]
    cache_max_hour: pulumi.Output[int | None]
    enable_all_locations: pulumi.Output[bool | None]
    will_deploy_in_mainland_china: pulumi.Output[bool | None]
    build_type: pulumi.Output[str | None]
    wait_for_caching: pulumi.Output[float | None]
    caching_timeout: pulumi.Output[int | None]
    account: pulumi.Output[str | None]
    delete_with_deployments: pulumi.Output[bool | None]
    caching_percent: pulumi.Output[float | None]
    create_time: pulumi.Output[str]
    last_updated: pulumi.Output[str]

    @overload
    def __init__(
        self,
        resource_name: str,
        args: AppVersionArgs | AppVersionArgsDict,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None: ...

    @overload
    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        *,
        app_name: pulumi.Input[str],
        name: pulumi.Input[str] | None = None,
        docker_repository: pulumi.Input[str],
        docker_image: pulumi.Input[str],
        docker_tag: pulumi.Input[str],
        private_username: pulumi.Input[str] | None = None,
        private_token: pulumi.Input[str] | None = None,
        req_cpu: pulumi.Input[int],
        req_memory: pulumi.Input[int],
        req_video: pulumi.Input[int] | None = None,
        is_active: pulumi.Input[bool] | None = None,
        verify_image: pulumi.Input[bool] | None = None,
        ports: pulumi.Input[Sequence[pulumi.Input[PortArgs | PortArgsDict]]] | None = None,
        envs: pulumi.Input[Sequence[pulumi.Input[EnvArgs | EnvArgsDict]]] | None = None,
        probe: pulumi.Input[ProbeArgs | ProbeArgsDict] | None = None,
        session_config: pulumi.Input[SessionConfigArgs | SessionConfigArgsDict] | None = None,
        kind: pulumi.Input[str] | None = None,
        max_duration: pulumi.Input[int] | None = None,
        restart_policy: pulumi.Input[str] | None = None,
        termination_grace_period_seconds: pulumi.Input[int] | None = None,
        time_to_deploy: pulumi.Input[int] | None = None,
        command: pulumi.Input[str] | None = None,
        arguments: pulumi.Input[str] | None = None,
        endpoint_storage: pulumi.Input[str] | None = None,
        dns_config: pulumi.Input[str] | None = None,
        use_telemetry: pulumi.Input[bool] | None = None,
        inject_context_env: pulumi.Input[bool] | None = None,
        whitelisting_active: pulumi.Input[bool] | None = None,
        force_cache: pulumi.Input[bool] | None = None,
        cache_min_hour: pulumi.Input[int] | None = None,
        cache_max_hour: pulumi.Input[int] | None = None,
        enable_all_locations: pulumi.Input[bool] | None = None,
        will_deploy_in_mainland_china: pulumi.Input[bool] | None = None,
        build_type: pulumi.Input[str] | None = None,
        wait_for_caching: pulumi.Input[float] | None = None,
        caching_timeout: pulumi.Input[int] | None = None,
        account: str | None = None,
        adopt: bool | None = None,
        delete_with_deployments: pulumi.Input[bool] | None = None,
    ) -> None: ...

    @register_arguments
    def __init__(self, resource_name: str, *args: object, **kwargs: object) -> None:  # noqa: D417
        """Declare an app version: POST /v1/app/{app}/version.

        Args:
            resource_name: The logical name of the resource.
            args: The arguments below as one value, in place of each by its name.
            opts: Pulumi's resource options.
            app_name: The app that the version belongs to: pass `app.name`. 1 to 64 characters. Required. A
                change replaces the resource.
            name: The version's name. 1 to 64 characters. Default: the logical name, a dash and 7 hex digits.
                A change replaces the resource.
            docker_repository: The host of the registry that holds the image, such as `docker.io`;
                `registry.edgegap.com/<project>` puts the project before the image. Required.
            docker_image: The image's path in the registry, with no host and no tag. Required.
            docker_tag: The image's tag; `latest` is refused, but for a version that has it. Required.
            private_username: The user name for a private registry. Secret.
            private_token: The password or token for a private registry. Secret.
            req_cpu: CPU for a deployment; 1024 is one vCPU. At least 100. Required.
            req_memory: Memory for a deployment in MB, at most twice `req_cpu`. At least 100. Required.
            req_video: GPU for a deployment; 1024 is one GPU. At least 0.
            is_active: Whether the version can be deployed. Default: `True`.
            verify_image: Whether the API checks first that the image can be pulled, and refuses it otherwise.
                Default: `False`.
            ports: The ports that a deployment opens. Order has no meaning.
            envs: Environment variables. Order has no meaning.
            probe: The latency that players should have.
            session_config: How sessions use the version's deployments.
            kind: Whether sessions share deployments. `session` or `non-session`. A change replaces the
                resource.
            max_duration: Minutes after which a deployment ends. Before the 2026 edition of the API, 0 meant
                never, and the field was taken at create only. -1 to 1440.
            restart_policy: When a container that ended starts again (2026 edition of the API). `always` or
                `never` or `on_failure`.
            termination_grace_period_seconds: Seconds between the notice of termination and the end of a
                deployment. 5 to 3600.
            time_to_deploy: Seconds that a deployment may take to become ready. At least 15.
            command: The command to run instead of the image's own.
            arguments: The arguments of the command.
            endpoint_storage: The endpoint storage that receives the logs: pass `storage.name`. Not empty.
            dns_config: The name of a DNS configuration.
            use_telemetry: Whether telemetry is used to choose the location.
            inject_context_env: Deprecated by Edgegap: whether context variables are put into the container.
            whitelisting_active: Whether only allowed addresses can reach a deployment (ACL).
            force_cache: Whether the image is always cached at the edge.
            cache_min_hour: The hour of the day from which the image may be cached. 0 to 23.
            cache_max_hour: The hour of the day until which the image may be cached. 0 to 23.
            enable_all_locations: Deprecated by Edgegap: every location; excludes ACL and caching.
            will_deploy_in_mainland_china: Whether deployments may run in mainland China (2026 edition of the
                API).
            build_type: How the image was built (late 2024).
            wait_for_caching: The share of caching (`caching_percent`) that the image must have before
                `is_active` becomes true: until then `pulumi up` waits, and the version is inactive, after a
                change of its image as well. Greater than 0, at most 1.
            caching_timeout: Seconds that `wait_for_caching` waits at most, 1800 unless given; after that the
                version stays inactive, and the next `pulumi up` waits again. 0 looks once. 0 to 86400.
            account: The account that owns the object, if it is not the default one; its settings are under
                `edgegap-<account>:` in the stack configuration. 1 to 64 characters. A change replaces the
                resource.
            adopt: Whether to adopt an existing object of the same name, and change it to what the program
                says, instead of failing. For a whole stack: `edgegap:adopt`.
            delete_with_deployments: Whether the object may be deleted while it has running deployments (live
                games); otherwise that is an error. For a whole stack: `edgegap:deleteWithDeployments`.

        Raises:
            pulumi.RunError: The API token is not encrypted in the stack configuration.
        """
