"""Reading of stack exports, for the Edgegap resources in them.

Encrypted values are left out, so no passphrase is needed. An export made with `--show-secrets` is read
completely.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeGuard

from pulumi.runtime import rpc
from pulumi_safe_io.documents import DocumentError, parse_json

from ...app import App
from ...app_version import AppVersion
from ...endpoint_storage import EndpointStorage
from ...image_tag import ImageTag
from ...lifecycle.cases import in_snake_case, snake
from ...lifecycle.face import token_of
from ...lifecycle.names import is_token, split_id
from ...lifecycle.resource import Resource
from ...lifecycle.values import Properties, Value, from_engine
from ...pull_profile import PullProfile
from ...pull_profile_link import PullProfileLink

KINDS: tuple[type[Resource], ...] = (
    App,
    AppVersion,
    EndpointStorage,
    PullProfile,
    PullProfileLink,
    ImageTag,
)
_MAKE_ONE = "create one with `pulumi stack export --file FILE`"

_CONFIGURED = "pulumi:providers:pulumi-python"

Standing = Literal["managed", "external", "deleting", "creating"]


class StackFileError(Exception):
    """A file is not a stack export; the message is a sentence with the file and the remedy."""


@dataclass(frozen=True)
class ManagedResource:
    """One Edgegap resource of a stack.

    Attributes:
        kind: Its class: `App`, `AppVersion`, ...
        urn: Its URN.
        id: Its ID; empty while it is being created.
        standing: `managed`, `external` if the stack only reads it, `deleting` if an interrupted update left
            it pending deletion, or `creating` if its creation was interrupted.
        inputs: Its inputs, without encrypted ones. The `repr` shows no values.
        outputs: Its outputs, without encrypted ones.
        encrypted: The properties that are unknown because they are encrypted, wholly or in part.
        secret: The properties that are secret, whether encrypted in this file or not.
    """

    kind: type[Resource]
    urn: str
    id: str
    standing: Standing
    inputs: Properties = field(repr=False)
    outputs: Properties = field(repr=False)
    encrypted: frozenset[str]
    secret: frozenset[str]

    @property
    def title(self) -> str:
        """The display name of its kind: `AppVersion`."""
        return self.kind._dynamic_provider.inputs.title

    @property
    def name(self) -> str:
        """Its logical name."""
        return self.urn.rsplit("::", 1)[-1]

    @property
    def account(self) -> str:
        """The account that owns the object; empty for the default one."""
        return str(self.outputs.get("account") or self.inputs.get("account") or "")

    @property
    def key(self) -> tuple[str, ...] | None:
        """The key of the object, parents first; None if the file does not contain it."""
        form = self.kind._dynamic_provider.key
        try:
            return split_id(self.id, form)
        except ValueError:
            known = tuple(self.inputs.get(name) for name in form)
            return tuple(map(str, known)) if all(known) else None


@dataclass(frozen=True)
class StackFile:
    """The Edgegap resources of one stack.

    Attributes:
        source: The file that it was read from.
        name: The stack's name; empty if the stack was never updated.
        project: The name of its project.
        resources: Its Edgegap resources, in the order of the file.
        tokens: The tokens in the configuration of its last `pulumi up`, by key; None for an encrypted one.
            None as a whole if there is no configuration. The `repr` hides them.
    """

    source: str
    name: str
    project: str
    resources: tuple[ManagedResource, ...]
    tokens: Mapping[str, str | None] | None = field(default=None, repr=False)


def read_stack_file(source: str) -> StackFile:
    """Read the output of `pulumi stack export` or `pulumi-local export`.

    Args:
        source: The file's path, or `-` for standard input.

    Raises:
        StackFileError: The file cannot be read, or is not such an export.
    """
    try:
        content = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    except OSError as error:
        why = error.strerror or str(error)
        raise StackFileError(f"{source} cannot be read: {why}; {_MAKE_ONE}.") from None
    return parse_stack_file(content, "standard input" if source == "-" else source)


def parse_stack_file(content: bytes, source: str) -> StackFile:
    """Read a stack from the bytes of an export; see ``read_stack_file``."""
    try:
        document = parse_json(content)
    except DocumentError as error:
        raise StackFileError(f"{source} is not a stack export: {error}; {_MAKE_ONE}.") from None
    deployment = document.get("deployment") if isinstance(document, dict) else None
    if not isinstance(deployment, dict):
        raise StackFileError(f"{source} is not a stack export: it lacks `deployment`; {_MAKE_ONE}.")
    try:
        documents = list(_documents(deployment))
        stack = next((str(each["urn"]) for each, _ in documents), "")
        resources = [_resource(each, standing) for each, standing in documents]
        configuration = next((each for each, _ in documents if each["type"] == _CONFIGURED), None)
        tokens = None if configuration is None else _tokens(_dict(configuration.get("inputs")))
    except (KeyError, TypeError, AttributeError, ValueError):
        raise StackFileError(
            f"{source} is not a stack export: its resources are not in Pulumi's format; {_MAKE_ONE}."
        ) from None
    name, project = stack.removeprefix("urn:pulumi:").split("::")[:2] if stack else ("", "")
    return StackFile(source, name, project, tuple(each for each in resources if each is not None), tokens)


def kind_of(type_: str, provider: Value = None) -> type[Resource] | None:
    """Return the kind of a resource by its type token or, for renamed subclasses, its pickled provider."""
    for kind in KINDS:
        tokens = (f"pulumi-python:{kind._resource_type_name}", token_of(kind))
        if type_ in tokens or provider == kind._pickled:
            return kind
    return None


def _documents(deployment: Mapping[str, Value]) -> Iterator[tuple[dict[str, Value], Standing]]:
    for each in _list(deployment.get("resources")):
        if each.get("delete") is True:
            yield each, "deleting"
        else:
            yield each, "external" if each.get("external") is True else "managed"
    for operation in _list(deployment.get("pending_operations")):
        if operation["type"] == "creating":
            yield _dict(operation["resource"]), "creating"


def _resource(document: Mapping[str, Value], standing: Standing) -> ManagedResource | None:
    inputs, outputs = _dict(document.get("inputs")), _dict(document.get("outputs"))
    kind = kind_of(str(document["type"]), inputs.get("__provider"))
    if kind is None:
        return None
    both = [*inputs.items(), *outputs.items()]
    encrypted = frozenset(snake(name) for name, value in both if _holds(value, "ciphertext"))
    return ManagedResource(
        kind=kind,
        urn=str(document["urn"]),
        id=str(document.get("id") or ""),
        standing=standing,
        inputs=_readable(inputs, encrypted),
        outputs=_readable(outputs, encrypted),
        encrypted=encrypted,
        secret=encrypted | {snake(name) for name, value in both if _holds(value, "plaintext")},
    )


def _tokens(configuration: Mapping[str, Value]) -> dict[str, str | None]:
    return {
        key: None if _holds(value, "ciphertext") else str(_unwrapped(value))
        for key, value in configuration.items()
        if is_token(key)
    }


def _readable(properties: Mapping[str, Value], encrypted: frozenset[str]) -> Properties:
    """Return the readable properties under their Python names; states of the plugin have the schema's."""
    unwrapped = {
        name: _unwrapped(value) for name, value in properties.items() if snake(name) not in encrypted
    }
    return from_engine(in_snake_case(unwrapped))


def _unwrapped(value: Value) -> Value:
    if _is_secret(value):
        return _unwrapped(parse_json(str(value["plaintext"])))
    if isinstance(value, dict):
        return {key: _unwrapped(item) for key, item in value.items()}
    return [_unwrapped(item) for item in value] if isinstance(value, list) else value


def _holds(value: Value, form: Literal["ciphertext", "plaintext"]) -> bool:
    if _is_secret(value):
        return form in value
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(_holds(item, form) for item in items)


def _is_secret(value: Value) -> TypeGuard[dict[str, Value]]:
    return isinstance(value, dict) and value.get(rpc._special_sig_key) == rpc._special_secret_sig


def _list(value: Value) -> list[dict[str, Value]]:
    if value is not None and not isinstance(value, list):
        raise TypeError("expected a list")
    return [_dict(each) for each in value or []]


def _dict(value: Value) -> dict[str, Value]:
    if value is not None and not isinstance(value, dict):
        raise TypeError("expected an object")
    return value or {}
