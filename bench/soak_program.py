"""The programs of the soak, with random objects and values, and changes by others."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from pulumi_edgegap import App, AppVersion, EndpointStorage, ImageTag, PullProfile, PullProfileLink
from pulumi_edgegap.emulator import MASK, Organization

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from support.tables import tables

if TYPE_CHECKING:
    from support.life import Life

APPS, VERSIONS, STORAGES, PROFILES, LINKS, TAGS = 4, 4, 3, 3, 12, 6
LONG_AGO = "2020-01-01 00:00:00.000000"


@dataclass(frozen=True)
class Slot:
    """An object that a program may have."""

    kind: Any
    place: Mapping[str, str]
    parents: tuple[str, ...] = ()
    route: str = ""

    @property
    def name(self) -> str:
        """The object's own name."""
        return self.place.get("name", "")

    @property
    def key(self) -> Any:
        """The key of the object in the emulator's table."""
        names = tuple(self.place.values())
        if self.kind is ImageTag:
            return names[0].partition("/")[2], names[1]
        return names if len(names) > 1 else names[0]

    @property
    def adoptable(self) -> bool:
        """Whether the resource can adopt."""
        return self.kind not in (PullProfileLink, ImageTag)


def _slots() -> Iterator[tuple[str, Slot]]:
    for number in range(APPS):
        app = f"app-{number}"
        yield app, Slot(App, {"name": app}, (), "/v1/app")
        for version in (f"v{each}" for each in range(VERSIONS)):
            place = {"app_name": app, "name": version}
            yield f"{app}/{version}", Slot(AppVersion, place, (app,), f"/v1/app/{app}/version")
    for number in range(STORAGES):
        storage = f"storage-{number}"
        yield storage, Slot(EndpointStorage, {"name": storage}, (), "/v1/storage/endpoint")
        for profile in (f"p{each}" for each in range(PROFILES)):
            route = f"/v1/storage/endpoint/{storage}/pull-profile"
            place = {"storage_name": storage, "name": profile}
            yield f"{storage}/{profile}", Slot(PullProfile, place, (storage,), route)
    for number in range(LINKS):
        storage, profile = f"storage-{number % STORAGES}", f"p{number // 2 % PROFILES}"
        app, version = f"app-{number % APPS}", f"v{number // 3 % VERSIONS}"
        place = {"storage_name": storage, "pull_profile_name": profile}
        place |= {"app_name": app, "app_version_name": version}
        yield f"link-{number}", Slot(PullProfileLink, place, (f"{storage}/{profile}", f"{app}/{version}"))
    for number in range(TAGS):
        yield (
            f"tag-{number}",
            Slot(ImageTag, {"image_name": f"studio/game-{number % 2}", "tag": f"1.{number}"}),
        )


SLOTS = dict(_slots())
PULLED_ICONS = ("iVBORw0KGgo=", "/9j/4AAQSkZJRg==")


def values(kind: Any, chance: Random) -> dict[str, Any]:
    """Return random inputs of a kind, besides its names."""
    some = chance.randint(0, 9)
    flag = chance.random() < 0.5
    if kind is App:
        return {"is_active": flag, "image": chance.choice(PULLED_ICONS)} | _maybe(
            chance, is_telemetry_agent_active=some < 5
        )
    if kind is AppVersion:
        cpu = chance.choice([256, 512, 1024])
        return {
            "docker_repository": "docker.io",
            "docker_image": f"studio/game-{some % 3}",
            "docker_tag": f"1.{some}",
            "req_cpu": cpu,
            "req_memory": cpu * chance.randint(1, 2),
            "is_active": flag,
        } | _maybe(
            chance,
            ports=[
                {
                    "port": 7000 + each,
                    "protocol": chance.choice(["UDP", "TCP", "WS"]),
                    "to_check": each % 2 == 0,
                }
                for each in chance.sample(range(5), some % 4)
            ],
            envs=[
                {"key": f"KEY_{each}", "value": f"value-{chance.randint(0, 99)}", "is_secret": each % 2 == 0}
                for each in chance.sample(range(6), some % 5)
            ],
            private_username=f"user-{some}",
            private_token=f"token-{some}",
            probe={"optimal_ping": 10 + some, "rejected_ping": 100 + some},
            session_config={"kind": chance.choice(["Default", "Seat"]), "sockets": 1 + some},
            command=f"run --level {some}",
            restart_policy=chance.choice(["always", "never", "on_failure"]),
            time_to_deploy=60 + some,
            max_duration=some * 60,
            force_cache=flag,
        )
    if kind is EndpointStorage:
        return {
            "access_key_id": f"AKIA{some}",
            "secret_access_key": f"secret-{chance.randint(0, 99)}",
            "endpoint": f"https://s{some % 3}.example.com",
            "bucket": f"bucket-{some}",
        } | _maybe(chance, output_format=chance.choice(["TEXT", "NDJSON"]))
    if kind is PullProfile:
        source_type = chance.choice(["File", "Folder"])
        return {"source": f"/maps/{some}", "source_type": source_type, "destination": f"/game/{some % 4}"}
    return {"delete_on_destroy": True} if kind is ImageTag else {}


def _maybe(chance: Random, **optional: Any) -> dict[str, Any]:
    return {name: value for name, value in optional.items() if chance.random() < 0.4}


class Program:
    """The user's program in its current version."""

    def __init__(self, chance: Random) -> None:
        """Create a program without objects."""
        self.wanted: dict[str, Slot] = {}
        self._values: dict[str, dict[str, Any]] = {}
        self._chance = chance

    def inputs(self, name: str) -> dict[str, Any]:
        """Return the inputs of one object."""
        return dict(self.wanted[name].place) | self._values[name]

    def change(self) -> None:
        """Add, change and remove objects at random."""
        size = self._chance.uniform(0.4, 1.0)
        for name, slot in SLOTS.items():
            if not all(parent in self.wanted for parent in slot.parents) or self._chance.random() < 0.1:
                self.wanted.pop(name, None)
            elif name not in self.wanted and self._chance.random() < size:
                self.wanted[name] = slot
                self._values[name] = values(slot.kind, self._chance)
            elif name in self.wanted and self._chance.random() < 0.4:
                self._values[name] = values(slot.kind, self._chance)


def push_tags(api: Organization, program: Program) -> None:
    """Push the image tags that the program expects in the registry."""
    for slot in program.wanted.values():
        if slot.kind is ImageTag and slot.key not in api.tags:
            api.registry.push(*slot.place.values())


def make_foreign(api: Organization, program: Program, own: set[str], chance: Random) -> None:
    """Create some of the objects that the program is about to create, as others might."""
    for name, slot in program.wanted.items():
        table = tables(api)[slot.kind]
        if name in own or not slot.adoptable or slot.key in table or chance.random() > 0.3:
            continue
        body = {"name": slot.name, **values(slot.kind, chance)}
        if slot.kind is App:
            api.create_app(body)
        elif slot.kind is EndpointStorage:
            api.create_storage(body)
        elif slot.kind is AppVersion and slot.place["app_name"] in api.apps:
            api.create_version(slot.place["app_name"], body)
        elif slot.kind is PullProfile and slot.place["storage_name"] in api.storages:
            api.create_profile(slot.place["storage_name"], body)
        else:
            continue
        table[slot.key] = table[slot.key] | {"create_time": LONG_AGO}


def change_by_hand(api: Organization, program: Program, chance: Random) -> int:
    """Change or delete a few objects outside Pulumi, and return their number."""
    names = [name for name, slot in program.wanted.items() if slot.adoptable]
    count = 0
    for name in chance.sample(names, min(len(names), chance.randint(1, 4))):
        slot = SLOTS[name]
        if slot.key not in tables(api)[slot.kind]:
            continue
        key = slot.key if isinstance(slot.key, tuple) else (slot.key,)
        what = {App: "app", AppVersion: "version", EndpointStorage: "storage", PullProfile: "profile"}[
            slot.kind
        ]
        if chance.random() < 0.3:
            getattr(api, f"delete_{what}")(*key)
        else:
            body = {"name": slot.name, **values(slot.kind, chance)}
            for secret in ("private_username", "private_token", "secret_access_key"):
                body.pop(secret, None)  # the API never shows it, so the change could not be detected
            for env in body.get("envs", []):
                env["is_secret"] = False
            getattr(api, f"update_{what}")(*key, body)
        count += 1
    return count


def differences(api: Organization, program: Program, lives: Mapping[str, Life]) -> list[str]:
    """Compare the API with the state and the program, object by object and field by field."""
    found: list[str] = []
    for kind, table in tables(api).items():
        state = {SLOTS[name].key: (name, life) for name, life in lives.items() if life.kind is kind}
        wanted = {slot.key: name for name, slot in program.wanted.items() if slot.kind is kind}
        found += [
            f"{kind.__name__} {key}: in the API, not in the state" for key in table.keys() - state.keys()
        ]
        found += [
            f"{kind.__name__} {key}: in the state, not in the API" for key in state.keys() - table.keys()
        ]
        found += [f"{kind.__name__} {key}: not as wanted" for key in wanted.keys() ^ state.keys()]
        for key in table.keys() & state.keys() & wanted.keys():
            name, life = state[key]
            held, record = _plain(life.state), _plain(table[key])
            found += [
                f"{name}.{each}: the state has {held.get(each)!r}, the API {record.get(each)!r}"
                for each in sorted(record.keys() | held.keys())
                if each in record and not _equal(held.get(each), record[each])
            ]
            found += [
                f"{name}.{each}: in the state only" for each in held.keys() - record.keys() - NOT_IN_RECORDS
            ]
    ids = [(life.kind, life.id) for life in lives.values()]
    found += [f"{each}: twice in the state" for each in set(ids) if ids.count(each) > 1]
    return found


NOT_IN_RECORDS = {"app_name", "storage_name", "pull_profile_name", "app_version_name", "image_name", "tag"} | {
    "delete_on_destroy", "app", "app_version", "endpoint", "pull_profile", "remaining_tags", "artifact_deleted"
}  # fmt: skip
"""Properties of a state that the emulator's records do not contain."""


def _equal(held: Any, record: Any) -> bool:
    """Return whether a value of the state is the actual one; the state may have a mask for a secret."""
    if isinstance(held, dict) and isinstance(record, dict):
        return held.keys() == record.keys() and all(_equal(held[name], record[name]) for name in held)
    if isinstance(held, list) and isinstance(record, list):
        return len(held) == len(record) and all(map(_equal, held, record))
    return bool(held == record) or held == MASK


def _plain(value: Any) -> Any:
    """Return a value without what does not matter: order, nulls, and values that change with every read."""
    if isinstance(value, dict):
        return {
            name: _plain(each)
            for name, each in value.items()
            if each is not None and name not in ("caching_percent", "__filled", "__adopted")
        }
    if isinstance(value, (list, tuple)):
        return sorted(
            (_plain(each) for each in value),
            key=lambda each: (
                (each["key"] if "key" in each else each["port"]) if isinstance(each, dict) else each
            ),
        )
    return value
