"""The options of each operation, named as in Pulumi's Automation API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pulumi.automation import EngineEvent
from typing_extensions import TypedDict


class Options(TypedDict, total=False):
    """Options of every operation; None means the default.

    Attributes:
        parallel: The number of concurrent provider calls; 4 for each CPU by default.
        message: A note for the history.
        target: URNs to limit the operation to; `*` and `**` match any characters.
        expect_no_changes: Fail if anything changes.
        diff: Show properties.
        on_output: Called with each line of output.
        on_event: Called with each event.
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
        target_dependents: Also target what depends on a target.
        refresh: Refresh the state first.
        replace: URNs of resources to replace.
    """

    target_dependents: bool | None
    refresh: bool | None
    replace: list[str] | None


class UpOptions(PreviewOptions, total=False):
    """Options of `up`.

    Attributes:
        continue_on_error: After a failure, continue with resources that do not depend on it.
    """

    continue_on_error: bool | None


class DestroyOptions(Options, total=False):
    """Options of `destroy`: some of those of `up`, and one of its own.

    Attributes:
        remove: Also delete the stack itself.
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
"""By operation kind; update is `up`."""
