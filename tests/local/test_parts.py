"""Unit tests of small parts."""

import pytest
from pulumi_local.errors import LocalEngineError
from pulumi_local.paths import with_old_values
from pulumi_local.refreshing import remove_references_to_gone
from pulumi_local.registration import seconds
from pulumi_local.resource import Resource
from pulumi_local.urns import Targets
from pulumi_local.values import UNKNOWN, Secret, from_wire, mark_secrets, to_wire
from pulumi_local.versions import satisfies


def test_values_survive_the_wire():
    properties = {"a": [1.0, "x", None, {"b": Secret("s")}], "c": UNKNOWN, "d": True}
    assert from_wire(to_wire(properties)) == properties
    assert from_wire(to_wire(properties, secrets=False)) == {**properties, "a": [1, "x", None, {"b": "s"}]}


def test_secrets_are_marked_again_by_name():
    answer = {"a": "x", "b": [{"c": "y"}], "d": {"e": "z", "f": 1}, "g": "s"}
    mark_secrets(answer, {"a": Secret("x"), "b": [{"c": Secret("y")}], "d": {"e": Secret("z")}})
    assert answer == {"a": Secret("x"), "b": Secret([{"c": "y"}]), "d": {"e": Secret("z"), "f": 1}, "g": "s"}


@pytest.mark.parametrize(
    ("path", "result"),
    [
        ("a", {"a": 1, "l": [{"x": 2, "y": 9}, {"x": 8}]}),
        ("l[0].x", {"a": 7, "l": [{"x": 1, "y": 9}, {"x": 8}]}),
        ("l[*].x", {"a": 7, "l": [{"x": 1, "y": 9}, {"x": 3}]}),
        ('["l"]', {"a": 7, "l": [{"x": 1}, {"x": 3}]}),
    ],
)
def test_ignored_paths_keep_the_old_value(path, result):
    old = {"a": 1, "l": [{"x": 1}, {"x": 3}]}
    new = {"a": 7, "l": [{"x": 2, "y": 9}, {"x": 8}]}
    kept, nowhere = with_old_values(new, old, [path])
    assert not nowhere
    if path == "a":
        kept["l"] = result["l"]
    assert kept == result


OLD = {"s": Secret([{"v": "old"}]), "l": [{"v": Secret("old")}, {"v": "old"}], "o": {}}
NEW = {"s": Secret([{"v": "new"}]), "l": [{"v": "new"}, {"v": "new"}], "o": {"v": "new"}, "n": {"v": "new"}}


@pytest.mark.parametrize(
    ("path", "result"),
    [
        ("s[0].v", {"s": Secret([{"v": "old"}])}),
        ("l[*].v", {"l": OLD["l"]}),
        ("l[0]", {"l": [OLD["l"][0], NEW["l"][1]]}),
        ("o.v", {"o": {}}),
        ("n.v", {"n": {}}),
        ("none.v", {}),
        ("l[5]", {}),  # in neither of both
    ],
)
def test_ignored_paths_reach_into_secrets_and_absent_values(path, result):
    assert with_old_values(NEW, OLD, [path]) == ({**NEW, **result}, [])


def test_ignored_value_of_a_secret_stays_secret():
    assert with_old_values({"l": ["new"]}, {"l": Secret(["old"])}, ["l[0]"]) == ({"l": [Secret("old")]}, [])


@pytest.mark.parametrize("path", ["l[2]", "l[2].v", "l[*]", "o.v", ""])
def test_invalid_ignored_paths_are_named(path):
    old = {"l": [1, 2, 3], "o": {"v": 1}}
    assert with_old_values({"l": [1, 2], "o": 1}, old, [path])[1] == [path]


def test_targets_support_wildcards():
    targets = Targets(["urn:a::b::c:d:E::*"])
    assert targets.names("urn:a::b::c:d:E::name")
    assert not targets.names("urn:a::b::c:d:E::x::y")
    assert Targets([]).allows("anything")


def test_child_of_a_gone_resource_moves_to_the_next_remaining_parent():
    parents = {"a": "", "b": "a", "c": "b", "d": "c"}
    left = [Resource("a", custom=False), Resource("d", custom=True, parent="c", dependencies=["a", "c"])]
    changed = remove_references_to_gone(left, parents)
    assert [(each.urn, each.parent, each.dependencies) for each in changed] == [("d", "a", ["a"])]


def test_durations():
    assert seconds("1h30m") == 5400
    assert seconds("250ms") == 0.25
    with pytest.raises(LocalEngineError, match="soon"):
        seconds("soon")


@pytest.mark.parametrize("wanted", [">=3.0.0", ">=3.0.0 <99.0.0", "99.0.0 || >3.1", "!2.0.0", "3.x"])
def test_versions_that_satisfy(wanted):
    assert satisfies("3.272.0", wanted)
