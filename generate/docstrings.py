"""Descriptions of fields, and docstrings of constructors, from the declarations."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from objects import is_required
from pulumi_edgegap.lifecycle.declaration import STAYS, Field, Inputs

WIDTH = 110
RAISES = "pulumi.RunError: The API token is not encrypted in the stack configuration."
OF_RESOURCES = (
    ("resource_name", "The logical name of the resource."),
    ("args", "The arguments below as one value, in place of each by its name."),
    ("opts", "Pulumi's resource options."),
)


def default(model: type[Inputs], field: Field) -> str:
    """Describe the default of a field."""
    if field.required and not is_required(model, field):
        return "the logical name, a dash and 7 hex digits"
    if field.name == "image":
        return "a transparent image of one pixel"
    if field.required:
        return "required"
    return "" if field.default is None else f"`{field.default}`"


def dropped(field: Field) -> str:
    """Describe what happens to a field when the program no longer sets it."""
    if field.required or field.default is not None or field.local:
        return ""
    if field.resets is STAYS:
        return "keeps its value, and a preview says so"
    if field.resets is None:
        return "cleared"
    return "emptied" if field.resets == () else f"back to `{field.resets}`"


def sentence(model: type[Inputs], field: Field) -> str:
    """Describe an argument: its purpose, then its limits, default and other properties."""
    facts = [field.about, field.kind.limits()]
    value = default(model, field)
    facts.append("Required" if value == "required" else f"Default: {value}" if value else "")
    facts.append("A change replaces the resource" if field.replaces else "")
    facts.append("Secret" if field.secret else "")
    return " ".join(f"{fact[0].upper()}{fact[1:].rstrip('.')}." for fact in facts if fact)


def docstring(model: type[Inputs], summary: str, own: Iterable[tuple[str, str]] = ()) -> Iterator[str]:
    """Yield the lines of a constructor's docstring, for a class without indentation.

    Args:
        model: The declaration of its arguments.
        summary: The first line.
        own: Other arguments, which come first, each with its description; resources have some.
    """
    yield from (f'    """{summary}', "", "    Args:")
    for name, text in (*own, *((field.name, sentence(model, field)) for field in model.fields.values())):
        yield from textwrap.wrap(
            f"{name}: {text}",
            WIDTH - 4,
            initial_indent=" " * 8,
            subsequent_indent=" " * 12,
            break_long_words=False,
        )
    if own:
        yield from ("", "    Raises:", "        " + RAISES)
    yield '    """'
