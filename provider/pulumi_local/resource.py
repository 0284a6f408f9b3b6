"""Resources as the state stores them, and their JSON form (`resources` of a deployment, version 3)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any

from pulumi_safe_io.documents import DocumentError, parse_json

from .errors import LocalEngineError
from .secrets import Crypter
from .values import SECRET, SIGNATURE, UNKNOWN, Properties, Secret, map_leaves

_UNKNOWN_IN_STATE = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"


@dataclass(eq=False)
class Resource:
    """One resource; names and order of the fields are those of the state file."""

    urn: str
    custom: bool
    delete: bool = False
    id: str = ""
    type: str = ""
    inputs: Properties = field(default_factory=dict)
    outputs: Properties = field(default_factory=dict)
    parent: str = ""
    protect: bool = False
    external: bool = False
    dependencies: list[str] = field(default_factory=list)
    provider: str = ""
    propertyDependencies: dict[str, list[str]] = field(default_factory=dict)
    pendingReplacement: bool = False
    additionalSecretOutputs: list[str] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    customTimeouts: dict[str, float] = field(default_factory=dict)
    importID: str = ""
    retainOnDelete: bool = False
    deletedWith: str = ""
    created: str = ""
    modified: str = ""
    sourcePosition: str = ""
    stackTrace: list[dict[str, str]] = field(default_factory=list)
    ignoreChanges: list[str] = field(default_factory=list)
    replaceOnChanges: list[str] = field(default_factory=list)
    resourceHooks: dict[str, list[str]] = field(default_factory=dict)

    handle: int = -1
    """The resource's number in the checkpoint of the running operation; not part of the state."""

    @property
    def is_provider(self) -> bool:
        """Whether it is a default provider, which the engine creates and users do not see."""
        return self.type.startswith("pulumi:providers:")

    @property
    def delete_hooks(self) -> list[str]:
        """The names of the hooks around the deletion."""
        return self.resourceHooks.get("BeforeDelete", []) + self.resourceHooks.get("AfterDelete", [])

    def dependency_urns(self) -> Iterator[str]:
        """Yield the URNs of all that the resource depends on, except its parent."""
        yield from self.dependencies
        for urns in self.propertyDependencies.values():
            yield from urns
        if self.deletedWith:
            yield self.deletedWith
        if self.provider:  # URN::ID
            yield self.provider.rsplit("::", 1)[0]


_FIELDS = [each.name for each in fields(Resource) if each.name != "handle"]


def to_json(resource: Resource, crypter: Crypter | None) -> dict[str, Any]:
    """Return the JSON form, without empty fields.

    Args:
        resource: The resource.
        crypter: Encrypts secrets. Without one they are in plain text, as with `--show-secrets`.
    """
    document = {name: getattr(resource, name) for name in _FIELDS}
    document |= {name: _encoded(document[name], crypter) for name in ("inputs", "outputs")}
    return {name: value for name, value in document.items() if name == "custom" or value}


def from_json(document: dict[str, Any], crypter: Crypter) -> Resource:
    """Read a resource from its JSON form.

    Raises:
        LocalEngineError: It has fields that only the CLI understands.
    """
    unknown = [name for name, value in document.items() if value and name not in _FIELDS]
    if unknown:
        raise LocalEngineError(
            f"The state has {', '.join(unknown)} on {document.get('urn')}, which the local engine does not "
            f"understand."
        )
    values = {name: value for name, value in document.items() if value is not None and name in _FIELDS}
    for name in {"inputs", "outputs"} & values.keys():
        values[name] = _decoded(values[name], crypter)
    return Resource(**values)


def _encoded(value: Any, crypter: Crypter | None) -> Any:
    def part_of_json(part: Any) -> Any:
        if isinstance(part, Secret):
            clear = json.dumps(_encoded(part.value, None), separators=(",", ":"), ensure_ascii=False)
            hidden = {"ciphertext": crypter.encrypt(clear)} if crypter else {"plaintext": clear}
            return {SIGNATURE: SECRET, **hidden}
        return _UNKNOWN_IN_STATE if part is UNKNOWN else part

    return map_leaves(value, part_of_json)


def _decoded(value: Any, crypter: Crypter) -> Any:
    if isinstance(value, list):
        return [_decoded(item, crypter) for item in value]
    if not isinstance(value, dict):
        return value
    if value.get(SIGNATURE) != SECRET:
        return {name: _decoded(item, crypter) for name, item in value.items()}
    clear = value["plaintext"] if "plaintext" in value else crypter.decrypt(value["ciphertext"])
    try:
        return Secret(_decoded(parse_json(clear), crypter))
    except DocumentError as error:
        raise LocalEngineError(f"A secret of the state cannot be read: {error}.") from None
