"""The objects in responses, parsed leniently: a missing field is None, an unknown field is kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    model_validator,
)


def whole(value: object) -> object:
    """Convert an integral float to an integer, and return any other value as it is."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Whole = Annotated[StrictInt, BeforeValidator(whole)]
Number = StrictFloat  # strict floats take integers too

V = TypeVar("V")
ALWAYS = "no edition leaves it out"
"""The mark of a field that a program may rely on, although it reads as None where a response lacks it."""
Always = Annotated[V | None, ALWAYS]


class Answer(BaseModel):
    """The base class of all objects in responses. `repr` shows neither secrets nor unknown fields."""

    model_config = ConfigDict(extra="allow", frozen=True)
    KEY: ClassVar[str] = "name"

    def answered(self) -> dict[str, object]:
        """Return the fields of the response, including unknown ones, without nulls."""
        return {field: _plain(value) for field, value in self if value is not None}

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        known = type(self).model_fields
        return ((field, value) for field, value in super().__repr_args__() if field in known)


def _plain(value: object) -> object:
    if isinstance(value, Answer):
        return value.answered()
    return [_plain(each) for each in value] if isinstance(value, list) else value


class App(Answer):
    """An application; `image` is its icon in base64."""

    name: StrictStr
    is_active: StrictBool | None = None
    is_telemetry_agent_active: StrictBool | None = None
    image: StrictStr | None = Field(default=None, repr=False)
    create_time: Always[StrictStr] = None
    last_updated: Always[StrictStr] = None


class Port(Answer):
    """A port that a version opens."""

    port: Whole | None = None
    protocol: StrictStr | None = None
    to_check: StrictBool | None = None
    tls_upgrade: StrictBool | None = None
    name: StrictStr | None = None


class Env(Answer):
    """An environment variable; `is_secret` is `is_hidden` in the 2026 edition."""

    key: StrictStr | None = None
    value: StrictStr | None = Field(default=None, repr=False)
    is_secret: StrictBool | None = None

    @model_validator(mode="before")
    @classmethod
    def _use_contract_name(cls, answer: Any) -> Any:
        if not isinstance(answer, dict) or "is_hidden" not in answer:
            return answer
        named = {field: value for field, value in answer.items() if field != "is_hidden"}
        if answer["is_hidden"] is not None and (
            named.get("is_secret") is None or named["is_secret"] is False
        ):
            named["is_secret"] = answer["is_hidden"]
        return named


class Probe(Answer):
    """The pings that players of a version should have."""

    optimal_ping: Whole | None = None
    rejected_ping: Whole | None = None


class SessionConfig(Answer):
    """How a version of kind `session` fills its deployments."""

    kind: StrictStr | None = None
    sockets: Whole | None = None
    autodeploy: StrictBool | None = None
    empty_ttl: Whole | None = None
    session_max_duration: Whole | None = None


_REFERENCES = ("endpoint_storage", "dns_config")


class AppVersion(Answer):
    """A version of an application, with the fields of all editions of the API.

    A number as `kind` (0 was seen) is neither of the two kinds, and is read as missing. So is an empty reference to
    another object.
    """

    name: StrictStr
    is_active: StrictBool | None = None
    docker_repository: StrictStr | None = None
    docker_image: StrictStr | None = None
    docker_tag: StrictStr | None = None
    private_username: StrictStr | None = Field(default=None, repr=False)
    private_token: StrictStr | None = Field(default=None, repr=False)
    req_cpu: Whole | None = None
    req_memory: Whole | None = None
    req_video: Whole | None = None
    verify_image: StrictBool | None = None
    ports: list[Port] | None = None
    envs: list[Env] | None = None
    probe: Probe | None = None
    session_config: SessionConfig | None = None
    kind: StrictStr | None = None
    max_duration: Whole | None = None
    restart_policy: StrictStr | None = None
    termination_grace_period_seconds: Whole | None = None
    time_to_deploy: Whole | None = None
    command: StrictStr | None = None
    arguments: StrictStr | None = None
    endpoint_storage: StrictStr | None = None
    dns_config: StrictStr | None = None
    use_telemetry: StrictBool | None = None
    inject_context_env: StrictBool | None = None
    whitelisting_active: StrictBool | None = None
    force_cache: StrictBool | None = None
    cache_min_hour: Whole | None = None
    cache_max_hour: Whole | None = None
    enable_all_locations: StrictBool | None = None
    will_deploy_in_mainland_china: StrictBool | None = None
    build_type: StrictStr | None = None
    caching_percent: Number | None = None
    create_time: Always[StrictStr] = None
    last_updated: Always[StrictStr] = None

    @model_validator(mode="before")
    @classmethod
    def _drop_meaningless(cls, answer: Any) -> Any:
        if not isinstance(answer, dict):
            return answer
        known = {
            name: None if value == "" and name in _REFERENCES else value for name, value in answer.items()
        }
        if isinstance(known.get("kind"), int):
            del known["kind"]
        return known


class EndpointStorage(Answer):
    """An S3 bucket that deployments read from or write to."""

    name: StrictStr
    access_key_id: StrictStr | None = None
    endpoint: StrictStr | None = None
    bucket: StrictStr | None = None
    output_format: StrictStr | None = None
    create_time: Always[StrictStr] = None
    last_updated: Always[StrictStr] = None


class PullProfile(Answer):
    """What is copied from a storage into a container, and its destination."""

    name: StrictStr
    source: StrictStr | None = None
    source_type: StrictStr | None = None
    destination: StrictStr | None = None
    create_time: Always[StrictStr] = None
    last_updated: Always[StrictStr] = None


class PullProfileLink(Answer):
    """A pull profile given to a version; `endpoint` is the storage's name."""

    endpoint: Always[StrictStr] = None
    pull_profile: Always[StrictStr] = None
    app: Always[StrictStr] = None
    app_version: Always[StrictStr] = None
    create_time: StrictStr | None = None
    last_updated: StrictStr | None = None


class Artifact(Answer):
    """The image that a tag stands for."""

    image_hash: Always[StrictStr] = None
    size_mb: Always[Number] = None
    remaining_tags: Always[list[StrictStr]] = None
    artifact_deleted: Always[StrictBool] = None

    @model_validator(mode="before")
    @classmethod
    def _use_contract_name(cls, answer: Any) -> Any:
        """Read `deleted`, as the service was seen to call it, under the contract's name."""
        if not isinstance(answer, dict) or "deleted" not in answer:
            return answer
        named = {field: value for field, value in answer.items() if field != "deleted"}
        if named.get("artifact_deleted") is None:
            named["artifact_deleted"] = answer["deleted"]
        return named


class ImageTag(Answer):
    """A tag of an image in Edgegap's container registry."""

    KEY = "tag"
    tag: StrictStr
    last_push_at: Always[StrictStr] = None
    artifact: Artifact | None = None


class TagDeletion(Answer):
    """The result for one of several tags to delete."""

    KEY = "tag"
    tag: StrictStr
    status: Whole | None = None
    message: StrictStr | None = None


class TagDeletions(Answer):
    """The results for several tags to delete."""

    results: list[TagDeletion]
