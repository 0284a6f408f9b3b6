"""The options of each operation, with the names that they have in Pulumi's Automation API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pulumi.automation import EngineEvent
from typing_extensions import TypedDict


class Options(TypedDict, total=False):
    """Options of every operation; None is the default of each.

    Attributes:
        parallel: How many calls to the provider at once; 4 for each CPU by default.
        message: A note for the history.
        target: URNs to which the operation is limited; `*` and `**` stand for any characters.
        expect_no_changes: Fail when something changes.
        diff: Show properties.
        on_output: Is called with each line.
        on_event: Is called with each event.
    """

    parallel: int | None
    message: str | None
    target: list[str] | None
    expect_no_changes: bool | None
    diff: bool | None
    on_output: Callable[[str], Any] | None
    on_event: Callable[[EngineEvent], Any] | None


class PreviewOptions(Options, total=False):
    """Options of `preview`.

    Attributes:
        target_dependents: Take what depends on a target as a target too.
        refresh: Read what is there first.
        replace: URNs of resources to replace.
    """

    target_dependents: bool | None
    refresh: bool | None
    replace: list[str] | None


class UpOptions(PreviewOptions, total=False):
    """Options of `up`.

    Attributes:
        continue_on_error: After a failure, go on with what does not depend on it.
    """

    continue_on_error: bool | None


class DestroyOptions(Options, total=False):
    """Options of `destroy`: as for `up`, and its own.

    Attributes:
        remove: Delete the stack itself, too.
    """

    target_dependents: bool | None
    refresh: bool | None
    continue_on_error: bool | None
    remove: bool | None


OPTIONS: dict[str, Any] = {
    "preview": PreviewOptions,
    "update": UpOptions,
    "refresh": Options,
    "destroy": DestroyOptions,
}
"""By the kind of the operation: update is `up`."""
