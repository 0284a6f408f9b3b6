"""Requests for a type or function that this plugin does not have, for example from a newer SDK."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from typing import TypeVar

from ..lifecycle.suggestion import suggestion

T = TypeVar("T")


class UnservedError(Exception):
    """The engine requests something that this plugin does not have; the message says what to do."""


def find_served(what: str, name: str, known: Mapping[str, T]) -> T:
    """Return what this plugin has under a name.

    Args:
        what: What the name stands for, such as a type or a function.
        name: The name.
        known: What this plugin has, by name.

    Raises:
        UnservedError: The plugin has nothing under that name.
    """
    if name in known:
        return known[name]
    hint = f" ({suggestion(name, known)})" if known else ""
    raise UnservedError(
        f"The edgegap plugin {version('pulumi-edgegap')} has no {what} {name!r}{hint}: install the version of pulumi-edgegap "
        f"that the program's SDK was made with."
    )


def type_in(urn: str) -> str:
    """Return the type of a resource, without those of its parents.

    Args:
        urn: `urn:pulumi:dev::project::parent$edgegap:index:App::name`.

    Raises:
        UnservedError: The text is not a URN.
    """
    parts = urn.split("::", 3)
    if len(parts) < 4 or not urn.startswith("urn:pulumi:"):
        raise UnservedError(
            f"{urn!r} is not the URN of a resource (urn:pulumi:STACK::PROJECT::TYPE::NAME): run the plugin with the Pulumi "
            f"CLI, version 3."
        )
    return parts[2].rpartition("$")[2]
