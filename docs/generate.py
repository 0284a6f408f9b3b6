"""Writes what the declarations say into the docstrings of the constructors and into docs/reference.md.

The ranges, defaults, replacements and secrets of fields stand once, in the models; run this after a change
of them::

    python docs/generate.py            # write
    python docs/generate.py --check    # only tell whether anything would change (exit code 1)
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pulumi_edgegap._public
from pulumi_edgegap.game_server import GameServer
from pulumi_edgegap.lifecycle.declaration import STAYS, Field, Inputs
from pulumi_edgegap.lifecycle.provider import Provider
from pulumi_edgegap.lifecycle.resource import Resource
from pulumi_edgegap.version_parts import EnvInputs, PortInputs, ProbeInputs, SessionConfigInputs

DOCS = Path(__file__).parent
PACKAGE = Path(pulumi_edgegap.__file__).parent
RESOURCES = sorted(Resource.__subclasses__(), key=lambda resource: resource.__module__)
PARTS = (PortInputs, EnvInputs, ProbeInputs, SessionConfigInputs)


def default(model: type[Inputs], field: Field) -> str:
    """Say what is taken when the program leaves the field out."""
    if field.name == "name" and field.required and not model.title.endswith("Args"):
        return "the logical name, a dash and 7 hex digits"
    if field.name == "image":
        return "a transparent image of one pixel"
    if field.required:
        return "required"
    return "" if field.default is None else f"`{field.default}`"


def dropped(field: Field) -> str:
    """Say what becomes of the field once the program no longer sets it."""
    if field.required or field.default is not None or field.replaces:
        return ""
    if field.resets is STAYS:
        return "stays as it is, and a preview says so"
    return {None: "cleared", (): "emptied"}.get(field.resets, f"back to `{field.resets}`")


def sentence(model: type[Inputs], field: Field) -> str:
    """Describe an argument: what it is for, then its facts."""
    facts = [field.about, field.kind.limits()]
    value = default(model, field)
    facts.append("Required" if value == "required" else f"Default: {value}" if value else "")
    facts.append("A change replaces the resource" if field.replaces else "")
    facts.append("Secret" if field.secret else "")
    return " ".join(f"{fact[0].upper()}{fact[1:].rstrip('.')}." for fact in facts if fact)


def docstring(model: type[Inputs], summary: str, own: tuple[tuple[str, str], ...]) -> list[str]:
    """Lay out the docstring of a constructor, as lines at its indentation."""
    arguments = [*own, *((field.name, sentence(model, field)) for field in model.fields.values())]
    lines = [f'        """{summary}', "", "        Args:"]
    for name, text in arguments:
        lines += textwrap.wrap(
            f"{name}: {text}",
            110,
            initial_indent=" " * 12,
            subsequent_indent=" " * 16,
            break_long_words=False,
        )
    if own:
        lines += ["", "        Raises:", " " * 12 + RAISES]
    return [*lines, '        """']


RAISES = "pulumi.RunError: The API token stands in clear in the stack configuration."
OF_RESOURCES = (
    ("resource_name", "The logical name of the resource."),
    ("opts", "Pulumi's resource options."),
)


def with_docstrings(path: Path) -> str:
    """Give the text of a module with the docstrings of its constructors made anew."""
    text = path.read_text()
    lines = text.splitlines()
    models = {resource.__name__: (resource._life.inputs, OF_RESOURCES) for resource in RESOURCES}
    models |= {part.title: (part, ()) for part in PARTS}
    classes = [
        node for node in ast.parse(text).body if isinstance(node, ast.ClassDef) and node.name in models
    ]
    for node in reversed(classes):
        for init in (each for each in node.body if getattr(each, "name", "") == "__init__"):
            assert isinstance(init, ast.FunctionDef)
            written = init.body[0]
            summary = (ast.get_docstring(init) or "").splitlines()[0]
            lines[written.lineno - 1 : written.end_lineno] = docstring(
                models[node.name][0], summary, models[node.name][1]
            )
    return "\n".join(lines) + "\n"


def reference() -> str:
    """Give the reference of all resources."""
    parts = [
        "# Reference",
        "",
        "Made from the declarations by `python docs/generate.py`. Every resource also takes `opts`, Pulumi's own.",
        "",
        "Every resource has `get(resource_name, id, opts=None, *, account=None)`, which reads an object that exists and",
        "that this program does not manage. The ID is of the form that is given below.",
        "",
        *component(),
    ]
    for resource in RESOURCES:
        provider = resource._life
        model = provider.inputs
        parts += ["", f"## {resource.__name__}", "", (resource.__doc__ or "").strip(), ""]
        parts += [f"- ID: `{'/'.join(provider.key)}`", f"- Routes: {', '.join(_routes(provider))}", ""]
        parts += table(model)
        outputs = [name for name in resource.__annotations__ if name not in model.fields]
        parts += ["", f"Outputs besides the inputs: {', '.join(f'`{name}`' for name in outputs)}."]
    for part in PARTS:
        parts += ["", f"## {part.title}", "", f"Or a dict of the form `{part.title}Dict`.", "", *table(part)]
    return "\n".join(parts) + "\n"


def component() -> Iterator[str]:
    """Lay out the component, from its docstrings."""
    about, _, attributes = inspect.cleandoc(GameServer.__doc__ or "").partition("Attributes:\n")
    arguments = inspect.cleandoc(GameServer.__init__.__doc__ or "").partition("Args:\n")[2]
    yield from ("## GameServer", "", about.strip(), "", "| input | what it is |", "|---|---|")
    yield from (f"| `{name}` | {text} |" for name, text in _described(arguments.partition("Raises:")[0]))
    yield from ("", "| attribute | what it is |", "|---|---|")
    yield from (f"| `{name}` | {text} |" for name, text in _described(attributes))


def _described(section: str) -> Iterator[tuple[str, str]]:
    """Read the entries of a section of a docstring."""
    for entry in re.split(r"\n(?=\w)", textwrap.dedent(section).strip()):
        name, _, text = entry.partition(": ")
        yield name, " ".join(text.split())


def _routes(provider: Provider) -> Iterator[str]:
    """Find the routes that the four methods of a provider name at the head of their docstrings."""
    for step in ("create", "read", "update", "delete"):
        docstring = getattr(type(provider), f"{step}_object").__doc__
        if found := re.match(r"[A-Z]+ /\S*[^\s.:;,]", docstring):
            yield f"`{found[0]}`"


def table(model: type[Inputs]) -> list[str]:
    """Lay out the fields of an object as a Markdown table."""
    rows = ["| input | what it is | allowed | default | once left out | notes |", "|---|---|---|---|---|---|"]
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


def main() -> int:
    """Write the files, or tell which are out of date."""
    modules = {
        PACKAGE / f"{module}.py" for module in {resource.__module__.split(".")[-1] for resource in RESOURCES}
    }
    wanted = {path: with_docstrings(path) for path in sorted(modules | {PACKAGE / "version_parts.py"})}
    wanted[DOCS / "reference.md"] = reference()
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text() != text]
    if "--check" in sys.argv:
        for path in stale:
            print(f"{path.name} is out of date: run `python docs/generate.py`.")
        return 1 if stale else 0
    for path in stale:
        path.write_text(wanted[path])
    return 0


if __name__ == "__main__":
    sys.exit(main())
