"""Random sequences for one app version: what programs declare, changes by hand, and `ignore_changes`."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from hypothesis import strategies as st
from pulumi_edgegap.emulator import Organization

PLACE = ("arena", "1.0.0")


def variable(key: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.builds(lambda value: {"key": key, "value": value}, st.sampled_from("abc"))


VALUES: dict[str, st.SearchStrategy[Any]] = {
    "docker_tag": st.sampled_from(["1.0.0", "1.0.1", "2.0.0-ci"]),
    "max_duration": st.sampled_from([30, 60, 90]),
    "is_active": st.booleans(),
    "req_cpu": st.sampled_from([512, 1024]),
    "req_memory": st.sampled_from([512, 1024]),
    "command": st.sampled_from(["serve", "run"]),
    "probe": st.builds(lambda ping: {"optimal_ping": ping, "rejected_ping": 200}, st.sampled_from([50, 80])),
    "envs": st.tuples(variable("MODE"), variable("MAP")).map(list),
    "ports": st.lists(
        st.builds(
            lambda port, check: {"port": port, "protocol": "TCP", "to_check": check, "name": f"p{port}"},
            st.sampled_from([80, 81]),
            st.booleans(),
        ),
        min_size=1,
        max_size=2,
        unique_by=lambda port: port["port"],
    ),
}
field_and_value = st.sampled_from(sorted(VALUES)).flatmap(
    lambda name: VALUES[name].map(lambda value: (name, value))
)
optional = st.sampled_from(["max_duration", "is_active", "command", "probe", "envs", "ports"])
steps = st.one_of(
    st.tuples(st.just("program"), field_and_value),
    st.tuples(st.just("program drops"), optional),
    st.tuples(st.just("by hand"), field_and_value),
    st.tuples(st.just("refresh"), st.none()),
)
ignored = st.sets(st.sampled_from([*sorted(VALUES), "envs[0].value"]), max_size=2)
CI_PATCHES_THE_TAG = [
    ("by hand", ("docker_tag", "2.0.0-ci")),
    ("program", ("max_duration", 90)),
    ("program", ("max_duration", 30)),
]
CI_SETS_A_VARIABLE = [
    ("by hand", ("envs", [{"key": "MODE", "value": "b"}])),
    ("program", ("max_duration", 90)),
]
MEMORY_IS_RAISED_BY_HAND = [("by hand", ("req_memory", 512)), ("program", ("req_cpu", 1024))]
SEEN = [
    ({}, CI_PATCHES_THE_TAG, {"docker_tag"}),
    ({}, CI_PATCHES_THE_TAG, set[str]()),
    ({"envs": [{"key": "MODE", "value": "a"}]}, CI_SETS_A_VARIABLE, {"envs[0].value"}),
    ({}, MEMORY_IS_RAISED_BY_HAND, set[str]()),
]
"""Sequences in which version 0.1 silently undid changes by hand: the start, the steps, what is ignored."""


starts = st.lists(field_and_value, max_size=4).map(dict[str, Any])
lives_of_a_version = st.tuples(starts, st.lists(steps, min_size=1, max_size=8), ignored)


def by_hand(api: Organization, name: str, value: Any) -> None:
    both = {each: api.versions[PLACE][each] for each in ("req_cpu", "req_memory") if name.startswith("req_")}
    api.update_version(*PLACE, both | {name: deepcopy(value)})


def take(program: dict[str, Any], step: str, what: Any, api: Organization) -> None:
    """Run a step that is not the engine's."""
    if step == "program":
        program[what[0]] = what[1]
    elif step == "program drops":
        program.pop(what, None)
    elif step == "by hand":
        by_hand(api, *what)


def is_allowed(body: dict[str, Any], shown: set[str], there: dict[str, Any]) -> bool:
    """Return whether an update sends only what its preview showed.

    The API wants both of a pair: the one that did not change goes as it is there.
    """
    pair = {"req_cpu", "req_memory"}
    return all(name in pair and pair & shown and body[name] == there[name] for name in body.keys() - shown)
