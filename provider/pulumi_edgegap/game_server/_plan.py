"""The arguments of a game server, turned into those of its children, and all mistakes in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pulumi

from ..app import AppInputs
from ..app_version.inputs import AppVersionInputs
from ..endpoint_storage import EndpointStorage, EndpointStorageInputs
from ..lifecycle import checking
from ..lifecycle.declaration import Failure, Inputs
from ..lifecycle.kinds import describe_type
from ..lifecycle.values import Properties, Value
from ..pull_profile import PullProfileInputs

OWN_ARGUMENTS = ("account", "adopt")


@dataclass(frozen=True)
class Plan:
    """The arguments of a game server, not yet validated."""

    active: Any
    versions: Any
    settings: Any
    app: Any
    storages: Any
    logs: Any
    pull_profiles: Any

    def version(self, tag: str) -> dict[str, Any]:
        """Return the arguments of one version: its own, then the common ones, then those that follow from its tag."""
        of_tag = {"name": tag, "docker_tag": tag, "is_active": tag == self.active}
        return {**of_tag, **self.settings, **_dict(self.versions[tag])}

    def mistakes(self) -> list[Failure]:
        """Find all mistakes in plain values, each under its name in the program."""
        groups = ("versions", "settings", "app", "storages", "pull_profiles")
        not_dicts = [name for name in groups if not isinstance(getattr(self, name), Mapping)]
        if not_dicts:
            return [Failure(name, _not_a_dict(getattr(self, name))) for name in not_dicts]
        if numbers := [tag for tag in self.versions if not isinstance(tag, str)]:
            return [
                Failure(f"versions[{tag!r}]", "must have a string as its tag: put it in quotes")
                for tag in numbers
            ]
        return [
            *self._choice_mistakes(),
            *_mistakes_in(AppInputs, self.app, "app"),
            *self._version_mistakes(),
            *self._storage_mistakes(),
        ]

    def _choice_mistakes(self) -> Iterator[Failure]:
        if not self.versions:
            yield Failure("versions", "must not be empty: declare at least the active one")
        elif not _is_key(self.active, self.versions):
            yield Failure("active", _not_among("versions", self.versions, self.active))
        elif self.version(self.active)["is_active"] is False:
            yield Failure("active", f"is {self.active!r}, whose is_active is False: remove is_active there")
        if "name" in self.settings:
            yield Failure(
                "settings.name",
                "would give all versions the same name: set it on each version, or leave it out",
            )
        if self.logs is not None and not self._is_storage(self.logs):
            yield Failure("logs", _not_among("storages", self.storages, self.logs))

    def _version_mistakes(self) -> Iterator[Failure]:
        """Find the mistakes in versions; one that all versions share is reported once, as a setting."""
        found: dict[Failure, list[str]] = {}
        for tag, own in self.versions.items():
            if not isinstance(own, Mapping):
                yield Failure(f"versions[{tag!r}]", _not_a_dict(own))
                continue
            for failure in _mistakes_in(AppVersionInputs, self.version(tag), parent="app_name"):
                found.setdefault(failure, []).append(tag)
        for failure, tags in found.items():
            name = re.split(r"[.\[]", failure.path)[0]
            overridden = any(name in self.versions[tag] for tag in tags)
            is_common = len(tags) == len(self.versions) and not overridden
            for place in ["settings"] if is_common else [f"versions[{tag!r}]" for tag in tags]:
                yield failure._replace(path=f"{place}.{failure.path}")

    def _storage_mistakes(self) -> Iterator[Failure]:
        for key, given in self.storages.items():
            yield from _mistakes_in(EndpointStorageInputs, given, f"storages[{key!r}]")
        for key, given in self.pull_profiles.items():
            place, rest = f"pull_profiles[{key!r}]", dict(_dict(given))
            storage = rest.pop("storage", None)
            if not self._is_storage(storage):
                yield Failure(f"{place}.storage", _not_among("storages", self.storages, storage))
            yield from _mistakes_in(PullProfileInputs, rest, place, parent="storage_name")

    def _is_storage(self, value: Value) -> bool:
        return isinstance(value, EndpointStorage) or _is_key(value, self.storages)


def _mistakes_in(model: type[Inputs], given: Value, place: str = "", parent: str = "") -> Iterator[Failure]:
    prefix = f"{place}." if place else ""
    if not isinstance(given, Mapping):
        yield Failure(place, _not_a_dict(given))
        return
    for name in given:
        if name in OWN_ARGUMENTS:
            yield Failure(prefix + name, "is an argument of GameServer itself: set it there")
        elif name == parent:
            yield Failure(prefix + name, "is set by GameServer: remove it")
    known: Properties = {name: pulumi.UNKNOWN for name in ("name", parent) if name in model.fields}
    for failure in checking.failures(model, {**known, **given}):
        yield failure._replace(path=prefix + failure.path)


def _dict(value: Value) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _not_a_dict(value: Value) -> str:
    found = "an output" if isinstance(value, pulumi.Output) else describe_type(value)
    return f"must be a dict known to the program, not {found}"


def _is_key(value: Value, group: Mapping[str, Value]) -> bool:
    return isinstance(value, str) and value in group


def _not_among(name: str, group: Mapping[str, Value], value: Value) -> str:
    if not isinstance(value, str):
        return (
            f"must be one of its {name}, known to the program: {', '.join(map(str, group)) or 'it has none'}"
        )
    return f"is {value!r}, which is not one of its {name}: {', '.join(map(str, group)) or 'it has none'}"
