"""The parts of an app version: ports, environment variables, the probe and the session configuration.

Each part is declared once (``PortInputs``), written in a program as ``PortArgs(...)`` or as a plain dict of
the form ``PortArgsDict``, and read from the resource as ``Port``.
"""
# No postponed annotations here: the SDK reads those of its input and output types.

from collections.abc import Iterator
from typing import TypedDict

import pulumi
from typing_extensions import Required

from .lifecycle.arguments import keep_arguments
from .lifecycle.declaration import Failure, Field, Inputs, Known
from .lifecycle.kinds import Choice, Flag, Text, Whole
from .lifecycle.names import has_control

PROTOCOLS = ("TCP", "UDP", "TCP/UDP", "HTTP", "HTTPS", "WS", "WSS")
MAX_ENV_BYTES = 4096


def _env_key(value: str) -> str | None:
    if not value or "=" in value or has_control(value) or value != value.strip():
        return "must be a valid name of an environment variable: not empty, without '='"
    return None


def _env_value(value: str) -> str | None:
    if len(value.encode(errors="replace")) > MAX_ENV_BYTES:
        return "must be at most 4096 bytes (4 KB)"
    return None


class PortInputs(Inputs):
    """The declaration of a port."""

    title = "PortArgs"

    port = Field(
        Whole(0, 59999),
        "The port inside the container; 0 asks for one-to-one port mapping and requires a name.",
        required=True,
        identity=True,
    )
    protocol = Field(Choice(*PROTOCOLS), "The protocol of the port.", required=True, identity=True)
    to_check = Field(Flag(), "Whether a deployment counts as ready only once the port listens.", default=True)
    tls_upgrade = Field(
        Flag(), "Whether TLS is terminated in front of the port; for HTTP and WS only.", default=False
    )
    name = Field(Text(shortest=1), "The port's name.")

    @classmethod
    def rules(cls, known: Known) -> Iterator[Failure]:
        """Find the combinations of fields that are invalid."""
        if known.is_true("tls_upgrade"):
            protocol = known.text("protocol")
            if protocol not in {None, "HTTP", "WS"}:
                yield Failure(
                    "tls_upgrade", f"is for HTTP and WS only, but this port is {protocol}: remove it"
                )
        if known.number("port") == 0 and not known.has("name"):
            yield Failure("name", "is required for port 0, which asks for one-to-one port mapping")


class EnvInputs(Inputs):
    """The declaration of an environment variable."""

    title = "EnvArgs"

    key = Field(Text(_env_key), "The variable's name.", required=True, identity=True)
    value = Field(
        Text(_env_value),
        "The variable's value, 4 KB at most. Secret when `is_secret` is True.",
        required=True,
        secret_if="is_secret",
    )
    is_secret = Field(Flag(), "Whether the value is secret: the API never shows it again.", default=False)


class ProbeInputs(Inputs):
    """The declaration of a probe."""

    title = "ProbeArgs"

    optimal_ping = Field(Whole(1), "The ping in milliseconds that is optimal for players.", required=True)
    rejected_ping = Field(Whole(1), "The ping in milliseconds that is too high for players.", required=True)

    @classmethod
    def rules(cls, known: Known) -> Iterator[Failure]:
        """Find the combinations of fields that are invalid."""
        optimal, rejected = known.number("optimal_ping"), known.number("rejected_ping")
        if optimal is not None and rejected is not None and optimal > rejected:
            yield Failure("optimal_ping", f"must not be greater than rejected_ping ({rejected})")


class SessionConfigInputs(Inputs):
    """The declaration of a session configuration."""

    title = "SessionConfigArgs"

    kind = Field(Choice("Default", "Seat", "Match"), "How sessions use a deployment.", required=True)
    sockets = Field(Whole(1), "How many sockets a deployment has: seats, or matches.", required=True)
    autodeploy = Field(Flag(), "Whether another deployment starts when one is full.")
    empty_ttl = Field(Whole(1), "Minutes that an empty deployment is kept.")
    session_max_duration = Field(Whole(60), "Minutes after which a session ends.")


@pulumi.input_type
class PortArgs:
    """A port that a version opens."""

    # Made by `make generate`, to the end of the class:
    port: pulumi.Input[int]
    protocol: pulumi.Input[str]
    to_check: pulumi.Input[bool] | None
    tls_upgrade: pulumi.Input[bool] | None
    name: pulumi.Input[str] | None

    @keep_arguments
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
            port: The port inside the container; 0 asks for one-to-one port mapping and requires a name. 0 to
                59999. Required.
            protocol: The protocol of the port. `TCP` or `UDP` or `TCP/UDP` or `HTTP` or `HTTPS` or `WS` or
                `WSS`. Required.
            to_check: Whether a deployment counts as ready only once the port listens. Default: `True`.
            tls_upgrade: Whether TLS is terminated in front of the port; for HTTP and WS only. Default:
                `False`.
            name: The port's name. Not empty.
        """


@pulumi.input_type
class EnvArgs:
    """An environment variable of a version."""

    # Made by `make generate`, to the end of the class:
    key: pulumi.Input[str]
    value: pulumi.Input[str]
    is_secret: pulumi.Input[bool] | None

    @keep_arguments
    def __init__(
        self, *, key: pulumi.Input[str], value: pulumi.Input[str], is_secret: pulumi.Input[bool] | None = None
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

    # Made by `make generate`, to the end of the class:
    optimal_ping: pulumi.Input[int]
    rejected_ping: pulumi.Input[int]

    @keep_arguments
    def __init__(self, *, optimal_ping: pulumi.Input[int], rejected_ping: pulumi.Input[int]) -> None:
        """Describe a probe.

        Args:
            optimal_ping: The ping in milliseconds that is optimal for players. At least 1. Required.
            rejected_ping: The ping in milliseconds that is too high for players. At least 1. Required.
        """


@pulumi.input_type
class SessionConfigArgs:
    """How the sessions of a version use its deployments."""

    # Made by `make generate`, to the end of the class:
    kind: pulumi.Input[str]
    sockets: pulumi.Input[int]
    autodeploy: pulumi.Input[bool] | None
    empty_ttl: pulumi.Input[int] | None
    session_max_duration: pulumi.Input[int] | None

    @keep_arguments
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
            sockets: How many sockets a deployment has: seats, or matches. At least 1. Required.
            autodeploy: Whether another deployment starts when one is full.
            empty_ttl: Minutes that an empty deployment is kept. At least 1.
            session_max_duration: Minutes after which a session ends. At least 60.
        """


class PortArgsDict(TypedDict, total=False):
    """``PortArgs`` as a plain dict."""

    # Made by `make generate`, to the end of the class:
    port: Required[pulumi.Input[int]]
    protocol: Required[pulumi.Input[str]]
    to_check: pulumi.Input[bool]
    tls_upgrade: pulumi.Input[bool]
    name: pulumi.Input[str]


class EnvArgsDict(TypedDict, total=False):
    """``EnvArgs`` as a plain dict."""

    # Made by `make generate`, to the end of the class:
    key: Required[pulumi.Input[str]]
    value: Required[pulumi.Input[str]]
    is_secret: pulumi.Input[bool]


class ProbeArgsDict(TypedDict, total=False):
    """``ProbeArgs`` as a plain dict."""

    # Made by `make generate`, to the end of the class:
    optimal_ping: Required[pulumi.Input[int]]
    rejected_ping: Required[pulumi.Input[int]]


class SessionConfigArgsDict(TypedDict, total=False):
    """``SessionConfigArgs`` as a plain dict."""

    # Made by `make generate`, to the end of the class:
    kind: Required[pulumi.Input[str]]
    sockets: Required[pulumi.Input[int]]
    autodeploy: pulumi.Input[bool]
    empty_ttl: pulumi.Input[int]
    session_max_duration: pulumi.Input[int]


@pulumi.output_type
class Port(dict[str, object]):
    """A port in the outputs of a resource."""

    # Made by `make generate`, to the end of the class:
    port: int
    protocol: str
    to_check: bool | None
    tls_upgrade: bool | None
    name: str | None


@pulumi.output_type
class Env(dict[str, object]):
    """An environment variable in the outputs of a resource."""

    # Made by `make generate`, to the end of the class:
    key: str
    value: str
    is_secret: bool | None


@pulumi.output_type
class Probe(dict[str, object]):
    """A probe in the outputs of a resource."""

    # Made by `make generate`, to the end of the class:
    optimal_ping: int
    rejected_ping: int


@pulumi.output_type
class SessionConfig(dict[str, object]):
    """A session configuration in the outputs of a resource."""

    # Made by `make generate`, to the end of the class:
    kind: str
    sockets: int
    autodeploy: bool | None
    empty_ttl: int | None
    session_max_duration: int | None
