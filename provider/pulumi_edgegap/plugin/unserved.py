"""What the engine may ask for that this plugin does not have, as by an SDK that is newer: said in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from typing import TypeVar

from ..lifecycle.suggestion import suggestion

T = TypeVar("T")


class UnservedError(Exception):
    """The engine asks for what this plugin does not have; the message says what to do."""


def served(what: str, name: str, known: Mapping[str, T]) -> T:
    """Give what stands under a name that comes from outside.

    Args:
        what: What is named: a type, a function.
        name: The name.
        known: What this plugin has, by name.

    Raises:
        UnservedError: There is nothing under that name.
    """
    if name in known:
        return known[name]
    hint = f" ({suggestion(name, known)})" if known else ""
    raise UnservedError(
        f"The edgegap plugin {version('pulumi-edgegap')} has no {what} {name!r}{hint}: install the version of pulumi-edgegap "
        f"that the program's SDK was made with."
    )


def type_in(urn: str) -> str:
    """Give the type of a resource, without those of its parents.

    Args:
        urn: `urn:pulumi:dev::project::parent$edgegap:index:App::name`.

    Raises:
        UnservedError: The text has another form.
    """
    parts = urn.split("::", 3)
    if len(parts) < 4 or not urn.startswith("urn:pulumi:"):
        raise UnservedError(
            f"{urn!r} is not the URN of a resource (urn:pulumi:STACK::PROJECT::TYPE::NAME): run the plugin with the Pulumi "
            f"CLI, version 3."
        )
    return parts[2].rpartition("$")[2]
