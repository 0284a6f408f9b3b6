"""The parts of an app version: ports, environment variables, the probe and the session configuration.

Each part is declared once (``PortInputs``), written in a program as ``PortArgs(...)`` or as a plain dict of
the form ``PortArgsDict``, and read from the resource as ``Port``.
"""
# No postponed annotations here: the SDK reads those of its input and output types.

from collections.abc import Iterator
from typing import Annotated, Literal, TypedDict

import pulumi
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from ._arguments import arguments
from ._declaration import IDENTITY, Failure, Flag, Inputs, Known, SecretIf, Text, Whole
from ._names import has_control

Protocol = Literal["TCP", "UDP", "TCP/UDP", "HTTP", "HTTPS", "WS", "WSS"]
SessionKind = Literal["Default", "Seat", "Match"]
MAX_ENV_BYTES = 4096


def _env_key(value: str) -> str:
    if not value or "=" in value or has_control(value) or value != value.strip():
        raise PydanticCustomError("env_key", "must be a name that a process can see: not empty, with no '='")
    return value


def _env_value(value: str) -> str:
    if len(value.encode(errors="replace")) > MAX_ENV_BYTES:
        raise PydanticCustomError("env_value", "must have at most 4096 bytes (4 KB)")
    return value


class PortInputs(Inputs):
    """What a port is."""

    title = "PortArgs"

    port: Annotated[Whole, IDENTITY] = Field(
        ge=0,
        le=59999,
        description="The port inside the container; 0 asks for one-to-one port mapping, and then for a name.",
    )
    protocol: Annotated[Protocol, IDENTITY] = Field(description="What the port speaks.")
    to_check: Flag = Field(True, description="Whether a deployment is ready only once the port listens.")
    tls_upgrade: Flag = Field(False, description="Whether TLS is put before the port; for HTTP and WS only.")
    name: Text | None = Field(None, min_length=1, description="The port's name.")

    @classmethod
    def rules(cls, known: Known) -> Iterator[Failure]:
        """Find the mistakes that lie between fields."""
        if known.is_true("tls_upgrade"):
            protocol = known.text("protocol")
            if protocol not in {None, "HTTP", "WS"}:
                yield Failure(
                    "tls_upgrade", f"is for HTTP and WS only, and this port is {protocol}; leave it out here"
                )
        if known.number("port") == 0 and not known.has("name"):
            yield Failure("name", "is required for port 0, which asks for one-to-one port mapping")


class EnvInputs(Inputs):
    """What an environment variable is."""

    title = "EnvArgs"

    key: Annotated[Text, IDENTITY, AfterValidator(_env_key)] = Field(description="The variable's name.")
    value: Annotated[Text, AfterValidator(_env_value), SecretIf("is_secret")] = Field(
        description="The variable's value, 4 KB at most. Secret when `is_secret` is True."
    )
    is_secret: Flag = Field(False, description="Whether the value is secret: the API never shows it again.")


class ProbeInputs(Inputs):
    """What a probe is."""

    title = "ProbeArgs"

    optimal_ping: Whole = Field(ge=1, description="The ping in milliseconds that players should have.")
    rejected_ping: Whole = Field(ge=1, description="The ping in milliseconds that no player should have.")

    @classmethod
    def rules(cls, known: Known) -> Iterator[Failure]:
        """Find the mistakes that lie between fields."""
        optimal, rejected = known.number("optimal_ping"), known.number("rejected_ping")
        if optimal is not None and rejected is not None and optimal > rejected:
            yield Failure("optimal_ping", f"must not be above rejected_ping, which is {rejected}")


class SessionConfigInputs(Inputs):
    """What a session configuration is."""

    title = "SessionConfigArgs"

    kind: SessionKind = Field(description="How sessions use a deployment.")
    sockets: Whole = Field(ge=1, description="How many sockets a deployment has: seats, or matches.")
    autodeploy: Flag | None = Field(None, description="Whether a full deployment starts another one.")
    empty_ttl: Whole | None = Field(None, ge=1, description="Minutes that an empty deployment stays.")
    session_max_duration: Whole | None = Field(None, ge=60, description="Minutes after which a session ends.")


@pulumi.input_type
class PortArgs:
    """A port that a version opens."""

    port: pulumi.Input[int]
    protocol: pulumi.Input[str]
    to_check: pulumi.Input[bool] | None
    tls_upgrade: pulumi.Input[bool] | None
    name: pulumi.Input[str] | None

    @arguments
    def __init__(
        self,
        *,
        port: pulumi.Input[int],
        protocol: pulumi.Input[str],
        to_check: pulumi.Input[bool] | None = None,
        tls_upgrade: pulumi.Input[bool] | None = None,
        name: pulumi.Input[str] | None = None,
    ) -> None:
        """Describe a port.

        Args:
            port: The port inside the container; 0 asks for one-to-one port mapping, and then for a name. 0 to
                59999. Required.
            protocol: What the port speaks. `TCP` or `UDP` or `TCP/UDP` or `HTTP` or `HTTPS` or `WS` or `WSS`.
                Required.
            to_check: Whether a deployment is ready only once the port listens. Default: `True`.
            tls_upgrade: Whether TLS is put before the port; for HTTP and WS only. Default: `False`.
            name: The port's name. Not empty.
        """


@pulumi.input_type
class EnvArgs:
    """An environment variable of a version."""

    key: pulumi.Input[str]
    value: pulumi.Input[str]
    is_secret: pulumi.Input[bool] | None

    @arguments
    def __init__(
        self,
        *,
        key: pulumi.Input[str],
        value: pulumi.Input[str],
        is_secret: pulumi.Input[bool] | None = None,
    ) -> None:
        """Describe an environment variable.

        Args:
            key: The variable's name. Required.
            value: The variable's value, 4 KB at most. Secret when `is_secret` is True. Required.
            is_secret: Whether the value is secret: the API never shows it again. Default: `False`.
        """


@pulumi.input_type
class ProbeArgs:
    """The pings that players of a version should have."""

    optimal_ping: pulumi.Input[int]
    rejected_ping: pulumi.Input[int]

    @arguments
    def __init__(self, *, optimal_ping: pulumi.Input[int], rejected_ping: pulumi.Input[int]) -> None:
        """Describe a probe.

        Args:
            optimal_ping: The ping in milliseconds that players should have. 1 or more. Required.
            rejected_ping: The ping in milliseconds that no player should have. 1 or more. Required.
        """


@pulumi.input_type
class SessionConfigArgs:
    """How the sessions of a version use its deployments."""

    kind: pulumi.Input[str]
    sockets: pulumi.Input[int]
    autodeploy: pulumi.Input[bool] | None
    empty_ttl: pulumi.Input[int] | None
    session_max_duration: pulumi.Input[int] | None

    @arguments
    def __init__(
        self,
        *,
        kind: pulumi.Input[str],
        sockets: pulumi.Input[int],
        autodeploy: pulumi.Input[bool] | None = None,
        empty_ttl: pulumi.Input[int] | None = None,
        session_max_duration: pulumi.Input[int] | None = None,
    ) -> None:
        """Describe a session configuration.

        Args:
            kind: How sessions use a deployment. `Default` or `Seat` or `Match`. Required.
            sockets: How many sockets a deployment has: seats, or matches. 1 or more. Required.
            autodeploy: Whether a full deployment starts another one.
            empty_ttl: Minutes that an empty deployment stays. 1 or more.
            session_max_duration: Minutes after which a session ends. 60 or more.
        """


class _PortRequired(TypedDict):
    port: pulumi.Input[int]
    protocol: pulumi.Input[str]


class PortArgsDict(_PortRequired, total=False):
    """``PortArgs`` as a plain dict."""

    to_check: pulumi.Input[bool]
    tls_upgrade: pulumi.Input[bool]
    name: pulumi.Input[str]


class _EnvRequired(TypedDict):
    key: pulumi.Input[str]
    value: pulumi.Input[str]


class EnvArgsDict(_EnvRequired, total=False):
    """``EnvArgs`` as a plain dict."""

    is_secret: pulumi.Input[bool]


class ProbeArgsDict(TypedDict):
    """``ProbeArgs`` as a plain dict."""

    optimal_ping: pulumi.Input[int]
    rejected_ping: pulumi.Input[int]


class _SessionConfigRequired(TypedDict):
    kind: pulumi.Input[str]
    sockets: pulumi.Input[int]


class SessionConfigArgsDict(_SessionConfigRequired, total=False):
    """``SessionConfigArgs`` as a plain dict."""

    autodeploy: pulumi.Input[bool]
    empty_ttl: pulumi.Input[int]
    session_max_duration: pulumi.Input[int]


@pulumi.output_type
class Port(dict[str, object]):
    """A port as the resource shows it."""

    port: int
    protocol: str
    to_check: bool | None
    tls_upgrade: bool | None
    name: str | None


@pulumi.output_type
class Env(dict[str, object]):
    """An environment variable as the resource shows it."""

    key: str
    value: str
    is_secret: bool | None


@pulumi.output_type
class Probe(dict[str, object]):
    """A probe as the resource shows it."""

    optimal_ping: int
    rejected_ping: int


@pulumi.output_type
class SessionConfig(dict[str, object]):
    """A session configuration as the resource shows it."""

    kind: str
    sockets: int
    autodeploy: bool | None
    empty_ttl: int | None
    session_max_duration: int | None
