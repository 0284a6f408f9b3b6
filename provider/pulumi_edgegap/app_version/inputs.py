"""The declaration of an app version, and its rules over several fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ..lifecycle.declaration import Failure, Field, Inputs, Known
from ..lifecycle.fields import ACCOUNT, ADOPT, DELETE_WITH_DEPLOYMENTS
from ..lifecycle.kinds import Choice, Flag, Part, Parts, Share, Text, Whole
from ..lifecycle.names import NAME, check_name
from ..lifecycle.values import Value, is_unknown
from ..version_parts import EnvInputs, PortInputs, ProbeInputs, SessionConfigInputs

OWN_REGISTRY = "registry.edgegap.com"
"""Edgegap's own registry, in which each organization has a project."""

_PATH = r"[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*"


def _project(repository: Value) -> str:
    """Return the project after the host of Edgegap's own registry, or ""."""
    host, _, project = repository.partition("/") if isinstance(repository, str) else ("", "", "")
    return project if host == OWN_REGISTRY and re.fullmatch(_PATH, project) else ""


def _registry_host(value: str) -> str | None:
    if not _project(value) and not re.fullmatch(r"[A-Za-z0-9.-]+(:\d+)?", value):
        return (
            "must be the registry's host alone, such as 'docker.io', without a scheme: "
            "put a path before the image, in docker_image ('project/image')"
        )
    return None


def _image(value: str) -> str | None:
    first, _, rest = value.partition("/")
    if rest and ("." in first or ":" in first or first == "localhost"):
        return "must not contain the registry's host: put it in docker_repository"
    if ":" in value or "@" in value:
        return "must not contain a tag or a digest: put the tag in docker_tag"
    if not re.fullmatch(_PATH, value):
        return "must be an image path, such as 'studio/game-server'"
    return None


def _tag(value: str) -> str | None:
    if value == "latest":
        return "must not be 'latest', which makes deployments irreproducible: use a tag that never moves"
    if not re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}", value):
        return "must be a valid image tag, such as '1.4.2'"
    return None


class AppVersionInputs(Inputs):
    """The declaration of an app version."""

    title = "AppVersion"

    app_name = Field(
        NAME,
        "The app that the version belongs to: pass `app.name`.",
        required=True,
        local=True,
        replaces=True,
    )
    name = Field(NAME, "The version's name.", required=True, replaces=True)
    docker_repository = Field(
        Text(_registry_host),
        "The host of the registry that holds the image, such as `docker.io`; "
        "`registry.edgegap.com/<project>` puts the project before the image.",
        required=True,
        may_hold_credentials=True,
    )
    docker_image = Field(
        Text(_image),
        "The image's path in the registry, with no host and no tag.",
        required=True,
        may_hold_credentials=True,
    )
    docker_tag = Field(
        Text(_tag),
        "The image's tag; `latest` is refused, but for a version that has it.",
        required=True,
        may_stay=True,
    )
    private_username = Field(Text(), "The user name for a private registry.", secret=True)
    private_token = Field(Text(), "The password or token for a private registry.", secret=True)
    req_cpu = Field(
        Whole(100), "CPU for a deployment; 1024 is one vCPU.", required=True, sent_with="req_memory"
    )
    req_memory = Field(
        Whole(100),
        "Memory for a deployment in MB, at most twice `req_cpu`.",
        required=True,
        sent_with="req_cpu",
    )
    req_video = Field(Whole(0), "GPU for a deployment; 1024 is one GPU.")
    is_active = Field(Flag(), "Whether the version can be deployed.", default=True)
    verify_image = Field(
        Flag(),
        "Whether the API checks first that the image can be pulled, and refuses it otherwise.",
        default=False,
    )
    ports = Field(Parts(PortInputs), "The ports that a deployment opens. Order has no meaning.", resets=())
    envs = Field(Parts(EnvInputs), "Environment variables. Order has no meaning.", resets=())
    probe = Field(Part(ProbeInputs), "The latency that players should have.")
    session_config = Field(Part(SessionConfigInputs), "How sessions use the version's deployments.")
    kind = Field(Choice("session", "non-session"), "Whether sessions share deployments.", replaces=True)
    max_duration = Field(
        Whole(-1, 1440),
        "Minutes after which a deployment ends. Before the 2026 edition of the API, 0 meant never, "
        "and the field was taken at create only.",
    )
    restart_policy = Field(
        Choice("always", "never", "on_failure"),
        "When a container that ended starts again (2026 edition of the API).",
        resets="always",
    )
    termination_grace_period_seconds = Field(
        Whole(5, 3600), "Seconds between the notice of termination and the end of a deployment."
    )
    time_to_deploy = Field(
        Whole(15), "Seconds that a deployment may take to become ready.", may_stay=True, service_default=10
    )
    command = Field(Text(), "The command to run instead of the image's own.", resets=None)
    arguments = Field(Text(), "The arguments of the command.", resets=None)
    endpoint_storage = Field(
        Text(check_name, 1), "The endpoint storage that receives the logs: pass `storage.name`.", refers=True
    )
    dns_config = Field(Text(check_name), "The name of a DNS configuration.", refers=True)
    use_telemetry = Field(Flag(), "Whether telemetry is used to choose the location.")
    inject_context_env = Field(
        Flag(), "Deprecated by Edgegap: whether context variables are put into the container."
    )
    whitelisting_active = Field(Flag(), "Whether only allowed addresses can reach a deployment (ACL).")
    force_cache = Field(Flag(), "Whether the image is always cached at the edge.")
    cache_min_hour = Field(Whole(0, 23), "The hour of the day from which the image may be cached.")
    cache_max_hour = Field(Whole(0, 23), "The hour of the day until which the image may be cached.")
    enable_all_locations = Field(Flag(), "Deprecated by Edgegap: every location; excludes ACL and caching.")
    will_deploy_in_mainland_china = Field(
        Flag(),
        "Whether deployments may run in mainland China (2026 edition of the API).",
        resets=False,
    )
    build_type = Field(Text(), "How the image was built (late 2024).")
    wait_for_caching = Field(
        Share(),
        "The share of caching (`caching_percent`) that the image must have before `is_active` becomes true: until "
        "then `pulumi up` waits, and the version is inactive, after a change of its image as well.",
        local=True,
    )
    caching_timeout = Field(
        Whole(0, 86400),
        "Seconds that `wait_for_caching` waits at most, 1800 unless given; after that the version stays inactive, "
        "and the next `pulumi up` waits again. 0 looks once.",
        local=True,
    )
    account = ACCOUNT
    adopt = ADOPT
    delete_with_deployments = DELETE_WITH_DEPLOYMENTS

    @classmethod
    def normalize(cls, values: Mapping[str, Value]) -> dict[str, Value]:
        """Return `registry.edgegap.com/<project>` and a bare image as in the contract: the host, and `project/image`."""
        project, image = _project(values.get("docker_repository")), values.get("docker_image")
        if not project or not isinstance(image, str) or is_unknown(image):
            return dict(values)
        return {**values, "docker_repository": OWN_REGISTRY, "docker_image": f"{project}/{image}"}

    @classmethod
    def complete_update(cls, body: Mapping[str, Value], wanted: Mapping[str, Value]) -> dict[str, Value]:
        """Send host and image of Edgegap's own registry together, as the version may have the other spelling."""
        pair = ("docker_repository", "docker_image")
        if wanted.get(pair[0]) != OWN_REGISTRY or not any(name in body for name in pair):
            return dict(body)
        return {**{name: wanted[name] for name in pair if name in wanted}, **body}

    @classmethod
    def rules(cls, known: Known) -> Iterator[Failure]:
        """Find the combinations of fields that are invalid."""
        cpu, memory = known.number("req_cpu"), known.number("req_memory")
        if cpu is not None and memory is not None and memory > 2 * cpu:
            yield Failure(
                "req_memory", f"must be at most twice req_cpu: lower it to {2 * cpu}, or raise req_cpu"
            )
        if known.is_true("enable_all_locations"):
            for name in ("whitelisting_active", "force_cache"):
                if known.is_true(name):
                    yield Failure(
                        "enable_all_locations", f"cannot be combined with {name}: set only one of them"
                    )
            if known.has("cache_min_hour") or known.has("cache_max_hour"):
                yield Failure(
                    "enable_all_locations",
                    "cannot be combined with caching: remove cache_min_hour and cache_max_hour",
                )
            if known.has("wait_for_caching"):
                yield Failure(
                    "enable_all_locations", "cannot be combined with caching: remove wait_for_caching"
                )
        if known.has("caching_timeout") and not known.has("wait_for_caching"):
            yield Failure("wait_for_caching", "is required with caching_timeout")
        for name, other in (("cache_min_hour", "cache_max_hour"), ("cache_max_hour", "cache_min_hour")):
            if known.has(name) and not known.has(other):
                yield Failure(other, f"is required with {name}")
        yield from _find_duplicates(known, "ports", "name")
        yield from _find_duplicates(known, "envs", "key")


def _find_duplicates(known: Known, items: str, name: str) -> Iterator[Failure]:
    seen: dict[str, int] = {}
    for index, item in known.items(items):
        value = item.text(name)
        if value is not None and value in seen:
            yield Failure(
                f"{items}[{index}].{name}", f"is {value!r}, as in {items}[{seen[value]}]: rename one of them"
            )
        elif value is not None:
            seen[value] = index
