"""What the API is asked: the fields of each body and their types. Ranges are the API's affair.

Each body serves create and update alike, and no field is required: the API says what it misses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Annotated, Any

from pydantic import AfterValidator, ConfigDict, TypeAdapter, ValidationError, with_config
from pydantic_core import PydanticCustomError

# pydantic needs this TypedDict before Python 3.12.
from typing_extensions import TypedDict, get_type_hints, is_typeddict

from ._paths import encodable
from ._secrets import Secret, presentable
from .errors import not_sendable
from .models import Whole, field_at

_STRICT = ConfigDict(strict=True, extra="forbid", hide_input_in_errors=True)


def _encodable(text: str) -> str:
    if not encodable(text):
        raise PydanticCustomError("encodable", "holds half a character (a lone surrogate)")
    return text


Text = Annotated[str, AfterValidator(_encodable)]
SecretText = Annotated[Text, Secret()]


@with_config(_STRICT)
class AppBody(TypedDict, total=False):
    """The fields of an App; `image` is an icon in base64, which create requires."""

    name: Text
    is_active: bool
    image: Text
    is_telemetry_agent_active: bool


@with_config(_STRICT)
class PortBody(TypedDict, total=False):
    """A port that a version opens."""

    port: Whole
    protocol: Text
    to_check: bool
    tls_upgrade: bool
    name: Text


@with_config(_STRICT)
class EnvBody(TypedDict, total=False):
    """An environment variable: `is_secret` until 2025, `is_hidden` in the 2026 edition."""

    key: Text
    value: Annotated[Text, Secret(flags=("is_secret", "is_hidden"))]
    is_secret: bool
    is_hidden: bool


@with_config(_STRICT)
class ProbeBody(TypedDict, total=False):
    """The pings that a version's players should have."""

    optimal_ping: Whole
    rejected_ping: Whole


@with_config(_STRICT)
class SessionConfigBody(TypedDict, total=False):
    """How a version of kind `session` fills its deployments."""

    kind: Text
    sockets: Whole
    autodeploy: bool
    empty_ttl: Whole
    session_max_duration: Whole


@with_config(_STRICT)
class AppVersionBody(TypedDict, total=False):
    """The fields of a version, of all editions; `ports` and `envs` replace the whole list on update."""

    name: Text
    is_active: bool
    docker_repository: Text
    docker_image: Text
    docker_tag: Text
    private_username: SecretText
    private_token: SecretText
    req_cpu: Whole
    req_memory: Whole
    req_video: Whole
    max_duration: Whole
    use_telemetry: bool
    inject_context_env: bool
    whitelisting_active: bool
    force_cache: bool
    kind: Text
    cache_min_hour: Whole
    cache_max_hour: Whole
    time_to_deploy: Whole
    enable_all_locations: bool
    session_config: SessionConfigBody
    ports: list[PortBody]
    probe: ProbeBody
    envs: list[EnvBody]
    verify_image: bool
    termination_grace_period_seconds: Whole
    endpoint_storage: Text
    command: Text | None
    arguments: Text | None
    dns_config: Text
    restart_policy: Text
    will_deploy_in_mainland_china: bool
    build_type: Text


@with_config(_STRICT)
class EndpointStorageBody(TypedDict, total=False):
    """The fields of a storage; `secret_access_key` is never answered."""

    name: Text
    access_key_id: Text
    secret_access_key: SecretText
    endpoint: Text
    bucket: Text
    output_format: Text


@with_config(_STRICT)
class PullProfileBody(TypedDict, total=False):
    """The fields of a pull profile."""

    name: Text
    source: Text
    source_type: Text
    destination: Text


APP = TypeAdapter[Any](AppBody)
APP_VERSION = TypeAdapter[Any](AppVersionBody)
ENDPOINT_STORAGE = TypeAdapter[Any](EndpointStorageBody)
PULL_PROFILE = TypeAdapter[Any](PullProfileBody)


def checked(kind: TypeAdapter[Any], body: Mapping[str, object], method: str, path: str) -> dict[str, object]:
    """Return the body as it is sent: integral floats as integers, everything else as given.

    Raises:
        InvalidRequestError: A field that is unknown or of another type; the error never shows a value.
    """
    if not isinstance(body, Mapping):
        raise not_sendable(method, path, "body", "must be a mapping of fields to values")
    try:
        sendable: dict[str, object] = kind.validate_python(dict(body))
    except ValidationError as cause:
        first = cause.errors(include_url=False, include_input=False, include_context=False)[0]
        field = presentable(field_at(first["loc"]))
        problem = "is no field of it" if first["type"] == "extra_forbidden" else first["msg"]
    else:
        return sendable
    # Outside of the except block: the cause holds the body's values.
    raise not_sendable(method, path, field, problem.replace("Input s", "s"))


def secrets_of(body: object) -> Iterator[str]:
    """Yield the values of a request's body, or of a part of it, that must never be shown."""
    if isinstance(body, list):
        for item in body:
            yield from secrets_of(item)
    elif isinstance(body, Mapping):
        for field, value in body.items():
            mark = _marked().get(field)
            if mark and isinstance(value, str) and (not mark.flags or any(map(body.get, mark.flags))):
                yield value
            yield from secrets_of(value)


@cache
def _marked() -> Mapping[str, Secret]:
    """Give the fields that the bodies of this module declare as secret, by their names, which are distinct."""
    bodies = [each for each in globals().values() if is_typeddict(each) and each.__module__ == __name__]
    return {
        name: mark
        for kind in bodies
        for name, hint in get_type_hints(kind, include_extras=True).items()
        for mark in getattr(hint, "__metadata__", ())
        if isinstance(mark, Secret)
    }
