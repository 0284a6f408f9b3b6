"""docs/reference.md, the reference of all resources."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Iterable, Iterator

from docstrings import default, dropped
from objects import PARTS, RESOURCES, route
from pulumi_edgegap.api import errors
from pulumi_edgegap.game_server import GameServer
from pulumi_edgegap.lifecycle.declaration import Inputs
from responses import response_fields

STEPS = ("create", "read", "update", "delete")


def reference() -> str:
    """Return the reference of all resources."""
    parts = [
        "# Reference",
        "",
        'Pass the inputs of a resource as keyword arguments (`App("arena", is_active=True)`), or all of them in one value,',
        'an `Args` class or a dict of the form `ArgsDict` (`App("arena", AppArgs(is_active=True), opts)`). Every resource also',
        "takes Pulumi's `opts`.",
        "",
        "Every resource has `get(resource_name, id, opts=None, *, account=None)`, which reads an existing object that this",
        "program does not manage. The form of the ID is given below. `make generate` writes this page from the declarations.",
        "",
        *component(),
    ]
    for resource in RESOURCES:
        provider = resource._dynamic_provider
        model = provider.inputs
        parts += ["", f"## {resource.__name__}", "", (resource.__doc__ or "").strip(), ""]
        routes = [found for step in STEPS if (found := route(provider, step))]
        parts += [f"- ID: `{'/'.join(provider.key)}`", f"- Routes: {_listed(routes)}", ""]
        parts += table(model)
        outputs = [name for name in response_fields(resource) if name not in model.fields]
        parts += ["", f"Other outputs: {_listed(outputs)}."]
    for part in PARTS:
        parts += ["", f"## {part.title}", "", f"Or a dict of the form `{part.title}Dict`.", "", *table(part)]
    parts += [
        "",
        "## Errors",
        "",
        "The client (`pulumi_edgegap.api`) raises:",
        "",
        "```",
        *_tree_of_errors(),
        "```",
    ]
    return "\n".join(parts) + "\n"


def _tree_of_errors() -> Iterator[str]:
    """Yield the tree in the docstring of the errors."""
    lines = (errors.__doc__ or "").splitlines()
    yield from (line.removeprefix("    ") for line in lines if line.startswith("    "))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def component() -> Iterator[str]:
    """Yield the lines about the component, from its docstrings."""
    about, _, attributes = inspect.cleandoc(GameServer.__doc__ or "").partition("Attributes:\n")
    arguments = inspect.cleandoc(GameServer.__init__.__doc__ or "").partition("Args:\n")[2]
    yield from ("## GameServer", "", about.strip(), "", "| input | what it is |", "|---|---|")
    yield from (f"| `{name}` | {text} |" for name, text in _described(arguments.partition("Raises:")[0]))
    yield from ("", "| attribute | what it is |", "|---|---|")
    yield from (f"| `{name}` | {text} |" for name, text in _described(attributes))


def _described(section: str) -> Iterator[tuple[str, str]]:
    """Yield the entries of a docstring section."""
    for entry in re.split(r"\n(?=\w)", textwrap.dedent(section).strip()):
        name, _, text = entry.partition(": ")
        yield name, " ".join(text.split())


def table(model: type[Inputs]) -> list[str]:
    """Return the fields of an object as a Markdown table."""
    rows = ["| input | what it is | allowed | default | when removed | notes |", "|---|---|---|---|---|---|"]
    for field in model.fields.values():
        notes = [
            note
            for is_so, note in (
                (field.replaces, "replaces"),
                (field.secret, "secret"),
                (field.holds_secrets and not field.secret, "secret values"),
            )
            if is_so
        ]
        notes += ["not sent"] if field.local and not field.replaces else []
        cells = [
            field.about,
            field.kind.limits(),
            default(model, field),
            dropped(field),
            ", ".join(notes),
        ]
        rows.append(f"| `{field.name}` | " + " | ".join(cells) + " |")
    return rows
