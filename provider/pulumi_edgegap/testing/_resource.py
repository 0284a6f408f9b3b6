"""A resource as the state keeps it, and its JSON form (`resources` of a deployment, version 3)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from typing import Any

from ._secrets import Crypter
from ._urns import provider_urn
from ._values import SECRET, SIGNATURE, UNKNOWN, Properties, Secret
from .errors import LocalEngineError

_PLACEHOLDER = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"


@dataclass(eq=False)
class Resource:
    """One resource; the fields stand in the order of the state file and carry its names."""

    urn: str
    custom: bool
    delete: bool = False
    id: str = ""
    type: str = ""
    inputs: Properties = field(default_factory=dict)
    outputs: Properties = field(default_factory=dict)
    parent: str = ""
    protect: bool = False
    taint: bool = False
    external: bool = False
    dependencies: list[str] = field(default_factory=list)
    initErrors: list[str] = field(default_factory=list)
    provider: str = ""
    propertyDependencies: dict[str, list[str]] = field(default_factory=dict)
    pendingReplacement: bool = False
    additionalSecretOutputs: list[str] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    customTimeouts: dict[str, float] = field(default_factory=dict)
    importID: str = ""
    retainOnDelete: bool = False
    deletedWith: str = ""
    replaceWith: list[str] = field(default_factory=list)
    created: str = ""
    modified: str = ""
    sourcePosition: str = ""
    stackTrace: list[dict[str, str]] = field(default_factory=list)
    ignoreChanges: list[str] = field(default_factory=list)
    hideDiff: list[Any] = field(default_factory=list)
    replaceOnChanges: list[str] = field(default_factory=list)
    replacementTrigger: Any = None
    refreshBeforeUpdate: bool = False
    resourceHooks: dict[str, list[str]] = field(default_factory=dict)

    handle: int = field(default=-1, metadata={"kept": False})
    """The resource's number in the checkpoint of the running operation."""

    def copy(self) -> Resource:
        """Give a second resource with the same fields."""
        return replace(self)

    @property
    def delete_hooks(self) -> list[str]:
        """The names of the hooks around the deletion."""
        return self.resourceHooks.get("BeforeDelete", []) + self.resourceHooks.get("AfterDelete", [])

    def dependency_urns(self) -> Iterator[str]:
        """Go through all that must exist before the resource, its parent excepted."""
        yield from self.dependencies
        for urns in self.propertyDependencies.values():
            yield from urns
        if self.deletedWith:
            yield self.deletedWith
        yield from self.replaceWith
        if self.provider:
            yield provider_urn(self.provider)


_FIELDS = [each.name for each in fields(Resource) if each.metadata.get("kept", True)]
_ENCODED = ("inputs", "outputs", "replacementTrigger")


def to_json(resource: Resource, crypter: Crypter | None) -> dict[str, Any]:
    """Give the JSON form; empty fields are left out.

    Args:
        resource: The resource.
        crypter: What encrypts secrets. Without one they stand there in clear, as `--show-secrets` has them.
    """
    document: dict[str, Any] = {}
    for name in _FIELDS:
        value = getattr(resource, name)
        if name == "custom" or value not in (None, "", False, [], {}):
            document[name] = encoded(value, crypter) if name in _ENCODED else value
    return document


def from_json(document: dict[str, Any], crypter: Crypter) -> Resource:
    """Read a resource from its JSON form.

    Raises:
        LocalEngineError: It has what only the CLI understands.
    """
    unknown = document.keys() - set(_FIELDS)
    if unknown:
        raise LocalEngineError(
            f"The state has {', '.join(sorted(unknown))} on {document.get('urn')}, which the local engine "
            f"does not understand."
        )
    values = {
        name: decoded(value, crypter) if name in _ENCODED else value
        for name, value in document.items()
        if value is not None
    }
    return Resource(**values)


def encoded(value: Any, crypter: Crypter | None) -> Any:
    """Give a property value as JSON has it."""
    if isinstance(value, Secret):
        clear = json.dumps(encoded(value.value, None), separators=(",", ":"), ensure_ascii=False)
        hidden = {"plaintext": clear} if crypter is None else {"ciphertext": crypter.encrypt(clear)}
        return {SIGNATURE: SECRET, **hidden}
    if value is UNKNOWN:
        return _PLACEHOLDER
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [encoded(item, crypter) for item in value]
    if isinstance(value, dict):
        return {name: encoded(value[name], crypter) for name in sorted(value)}
    return value


def decoded(value: Any, crypter: Crypter) -> Any:
    """Read a property value from JSON."""
    if isinstance(value, list):
        return [decoded(item, crypter) for item in value]
    if isinstance(value, dict):
        if value.get(SIGNATURE) != SECRET:
            return {name: decoded(item, crypter) for name, item in value.items()}
        clear = value["plaintext"] if "plaintext" in value else crypter.decrypt(value["ciphertext"])
        return Secret(decoded(json.loads(clear), crypter))
    return value
