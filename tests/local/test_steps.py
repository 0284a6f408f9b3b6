"""The steps of operations, their order, and the resulting state."""

import pytest
from pulumi.automation import CommandError


def test_replacement_is_created_before_the_original_is_deleted(studio, names):
    stack = studio.things('a = Thing("a", place=1)\nThing("b", after=a.made)').stack()
    stack.up()
    assert studio.calls == ["create a", "create b"]

    studio.things('a = Thing("a", place=2)\nThing("b", after=a.made)')
    assert stack.preview().change_summary == {"same": 1, "update": 1, "replace": 1}
    stack.up()
    assert studio.calls == ["create a", "delete a"]
    assert names(stack) == ["a", "b"]


def test_delete_before_replace_also_deletes_dependents_to_replace(studio, names):
    program = """
    a = Thing("a", place={0}, first_delete=True)
    b = Thing("b", place=a.made)
    Thing("c", after=a.made)
    Thing("d", place=b.made)
    """
    stack = studio.things(program.format(1)).stack()
    stack.up()
    studio.calls.clear()
    seen = []

    studio.things(program.format(2))
    stack.up(parallel=1, on_event=lambda event: seen.append(event.resource_pre_event))
    steps = [f"{each.metadata.op.value} {each.metadata.urn[-1]}" for each in seen if each]
    assert [step for step in steps if "same" not in step][:5] == [
        "delete-replaced d",
        "delete-replaced b",
        "delete-replaced a",
        "replace a",
        "create-replacement a",
    ]
    assert {"replace b", "create-replacement b", "replace d", "create-replacement d"} <= set(steps)
    assert studio.calls[:4] == ["delete d", "delete b", "delete a", "create a"]
    assert sorted(names(stack)) == ["a", "b", "c", "d"]


def test_deletions_are_in_reverse_order_of_dependencies(studio):
    stack = studio.things(
        """
        a = Thing("a")
        b = Thing("b", after=a.made)
        Thing("c", Options(depends_on=[b]))
        """
    ).stack()
    stack.up()
    assert studio.calls == ["create a", "create b", "create c"]
    stack.destroy()
    assert studio.calls == ["delete c", "delete b", "delete a"]


def test_failure_keeps_what_was_done(studio, names):
    stack = studio.things(
        """
        a = Thing("a")
        b = Thing("b", after=a.made, fails=["create"])
        Thing("c", after=b.made)
        pulumi.export("made", a.made)
        """
    ).stack()
    with pytest.raises(CommandError, match="create refused") as failure:
        stack.up()
    assert "pulumi-python:dynamic/tests:Thing (b):" in str(failure.value)
    assert names(stack) == ["a"]
    assert stack.outputs()["made"].value == "made"
    assert stack.history()[0].result == "failed"


def test_continue_on_error_continues_with_the_rest(studio, names):
    stack = studio.things(
        """
        a = Thing("a")
        b = Thing("b", fails=["create"])
        Thing("c", after=b.label)
        Thing("d", after=a.made)
        """
    ).stack()
    with pytest.raises(CommandError):
        stack.up(continue_on_error=True)
    assert sorted(names(stack)) == ["a", "d"]

    studio.things('Thing("a", fails=["delete"])\nThing("d")')
    stack.up()
    with pytest.raises(CommandError, match="delete refused"):
        stack.destroy(continue_on_error=True)
    assert names(stack) == ["a"]


def test_failed_check_ends_the_operation(studio):
    stack = studio.things('Thing("y" * 50)').stack()
    with pytest.raises(CommandError, match=r"property label value \{y+\} has a problem: is too long"):
        stack.preview()


def test_only_targets_are_touched(studio, names):
    program = 'a = Thing("a", size={0})\nb = Thing("b", size={0})\nThing("c", after=b.made)'
    stack = studio.things(program.format(1)).stack()
    stack.up()
    studio.calls.clear()

    studio.things(program.format(2) + '\nThing("new")')
    assert stack.up(target=["**Thing::a"]).summary.resource_changes == {"same": 4, "update": 1}
    assert studio.calls == ["update a"]
    with pytest.raises(CommandError, match="will be destroyed but was not specified"):
        stack.destroy(target=["**Thing::b"])
    stack.destroy(target=["**Thing::b"], target_dependents=True)
    assert names(stack) == ["a"]
    with pytest.raises(CommandError, match="could not be found in the stack"):
        stack.refresh(target=["urn:pulumi:test::arena::no:such:Thing::x"])
