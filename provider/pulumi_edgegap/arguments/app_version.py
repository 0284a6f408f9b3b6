"""The arguments of ``AppVersion`` as one value."""
# No postponed annotations here: the SDK reads those of its input types.

from collections.abc import Sequence
from typing import TypedDict

import pulumi
from typing_extensions import Required

from ..lifecycle.arguments import ResourceArgs, keep_arguments
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


@pulumi.input_type
class AppVersionArgs(ResourceArgs):
    """All arguments of ``AppVersion``."""

    # Made by `make generate`, to the end of the class:
    app_name: pulumi.Input[str]
    name: pulumi.Input[str] | None
    docker_repository: pulumi.Input[str]
    docker_image: pulumi.Input[str]
    docker_tag: pulumi.Input[str]
    private_username: pulumi.Input[str] | None
    private_token: pulumi.Input[str] | None
    req_cpu: pulumi.Input[int]
    req_memory: pulumi.Input[int]
    req_video: pulumi.Input[int] | None
    is_active: pulumi.Input[bool] | None
    verify_image: pulumi.Input[bool] | None
    ports: pulumi.Input[Sequence[pulumi.Input[PortArgs | PortArgsDict]]] | None
    envs: pulumi.Input[Sequence[pulumi.Input[EnvArgs | EnvArgsDict]]] | None
    probe: pulumi.Input[ProbeArgs | ProbeArgsDict] | None
    session_config: pulumi.Input[SessionConfigArgs | SessionConfigArgsDict] | None
    kind: pulumi.Input[str] | None
    max_duration: pulumi.Input[int] | None
    restart_policy: pulumi.Input[str] | None
    termination_grace_period_seconds: pulumi.Input[int] | None
    time_to_deploy: pulumi.Input[int] | None
    command: pulumi.Input[str] | None
    arguments: pulumi.Input[str] | None
    endpoint_storage: pulumi.Input[str] | None
    dns_config: pulumi.Input[str] | None
    use_telemetry: pulumi.Input[bool] | None
    inject_context_env: pulumi.Input[bool] | None
    whitelisting_active: pulumi.Input[bool] | None
    force_cache: pulumi.Input[bool] | None
    cache_min_hour: pulumi.Input[int] | None
    cache_max_hour: pulumi.Input[int] | None
    enable_all_locations: pulumi.Input[bool] | None
    will_deploy_in_mainland_china: pulumi.Input[bool] | None
    build_type: pulumi.Input[str] | None
    wait_for_caching: pulumi.Input[float] | None
    caching_timeout: pulumi.Input[int] | None
    account: str | None
    adopt: bool | None
    delete_with_deployments: pulumi.Input[bool] | None

    @keep_arguments
    def __init__(
        self,
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
    ) -> None:
        """Describe an app version.

        Args:
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
        """


class AppVersionArgsDict(TypedDict, total=False):
    """``AppVersionArgs`` as a plain dict."""

    # Made by `make generate`, to the end of the class:
    app_name: Required[pulumi.Input[str]]
    name: pulumi.Input[str]
    docker_repository: Required[pulumi.Input[str]]
    docker_image: Required[pulumi.Input[str]]
    docker_tag: Required[pulumi.Input[str]]
    private_username: pulumi.Input[str]
    private_token: pulumi.Input[str]
    req_cpu: Required[pulumi.Input[int]]
    req_memory: Required[pulumi.Input[int]]
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
    account: str
    adopt: bool
    delete_with_deployments: pulumi.Input[bool]
