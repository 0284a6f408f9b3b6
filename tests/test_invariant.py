"""A preview is accurate, whatever programs, changes by hand and refreshes do, in any order.

Two sentences hold at each step. A preview never shows an update without a property that differs. An `up` never sends
a field that its preview did not show, so it never undoes in silence what somebody changed by hand.
"""

from __future__ import annotations

import os
from copy import deepcopy
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from pulumi.runtime.proto import provider_pb2
from pulumi_edgegap import App, AppVersion
from pulumi_edgegap.emulator import Emulator, Organization
from support.declared import VERSION
from support.life import Life, Lives
from support.sequences import PLACE, SEEN, is_allowed, lives_of_a_version, take

SEQUENCES = int(os.environ.get("SEQUENCES", "30"))


@example(SEEN[0])
@example(SEEN[1])
@example(SEEN[2])
@example(SEEN[3])
@given(lives_of_a_version)
@settings(max_examples=SEQUENCES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_preview_names_what_changes_and_up_sends_nothing_else(
    lives: Lives, api: Organization, emulator: Emulator, lived: Any
) -> None:
    start, steps, ignoring = lived
    api.versions.clear()
    api.apps.clear()
    lives(App).up(name="arena")
    program = VERSION | start
    life = lives(AppVersion)
    up(life, program, ignoring, api, emulator)
    for step, what in steps:
        take(program, step, what, api)
        if step == "refresh":
            life.refresh()
        if step != "by hand":
            up(life, program, ignoring, api, emulator)


def up(
    life: Life, program: dict[str, Any], ignoring: set[str], api: Organization, emulator: Emulator
) -> None:
    """Preview and run a program like the engine; a second preview is empty."""
    given = as_ignored(program, life.inputs, ignoring) if life.id else program
    shown = previewed(life, given) if life.id else set(given)
    emulator.requests.clear()
    there = dict(api.versions.get(PLACE, {}))
    life.up(**given)
    bodies = [request.body for request in emulator.requests if request.method == "PATCH"]
    assert all(is_allowed(body, shown, there) for body in bodies)
    assert previewed(life, as_ignored(program, life.inputs, ignoring)) == set()


def previewed(life: Life, given: dict[str, Any]) -> set[str]:
    """The properties that a preview shows: the engine compares the old inputs with the new ones."""
    news = life.check(**given).inputs
    differ = {name for name in news.keys() | life.inputs.keys() if news.get(name) != life.inputs.get(name)}
    changes = life.server.diff(life.kind, life.id, life.state, news).changes
    if changes != provider_pb2.DiffResponse.DIFF_SOME:
        return set()
    assert differ
    return differ


def as_ignored(program: dict[str, Any], before: dict[str, Any], ignoring: set[str]) -> dict[str, Any]:
    """Return what check receives with `ignore_changes`: the old inputs at these paths, if there were any."""
    given = deepcopy(program)
    for path in ignoring:
        if path == "envs[0].value":
            if given.get("envs") and before.get("envs"):
                given["envs"][0]["value"] = before["envs"][0]["value"]
        elif path in before:
            given[path] = before[path]
        else:
            given.pop(path, None)
    return given
