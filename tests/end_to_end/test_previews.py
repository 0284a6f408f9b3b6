"""A preview says what `up` will do, and refuses what would not be what the program means."""

from __future__ import annotations

from typing import Any

from pulumi_edgegap.emulator import Organisation


def test_option_that_names_no_property_is_told_before_what_it_was_to_keep_changes(
    project: Any, api: Organisation
) -> None:
    program = """
        opts = pulumi.ResourceOptions(ignore_changes=["{0}"], additional_secret_outputs=["{0}"])
        App("a", opts, name="arena", is_active={1})
        """
    project.program(program.format("is_active", True)).up()
    for step in (project.preview, project.up):
        text = project.program(program.format("isActive", False)).fails(step)
        for option in ("ignore_changes", "additional_secret_outputs"):
            told = f"App 'a': option {option}: 'isActive' names no property of App; did you mean 'is_active'?"
            assert told in text
    assert api.apps["arena"]["is_active"] is True
