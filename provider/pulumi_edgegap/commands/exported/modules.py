"""The text of one module."""

from __future__ import annotations

from collections.abc import Iterable

from .arguments import MODULE, NAME, Scene, arguments, call, logical_name
from .loop import Loop
from .plan import Planned
from .source import Bracketed, Expression, fitted

TABLE, LOOPED = "VERSIONS", "versions"
RESERVED = ("app", LOOPED, "storages", "icons", "config", "pulumi", MODULE, NAME)
"""Names that variables of a module must not take."""


def module(title: str, body: Iterable[str], *, needs_config: bool, imports: Iterable[str]) -> str:
    """Write a module.

    Args:
        title: Its docstring.
        body: Its statements.
        needs_config: Whether they read the configuration.
        imports: The modules of the program that they use.
    """
    head = [f'"""{title}"""', ""]
    head += ["import pulumi"] if needs_config else []
    head += [f"import pulumi_edgegap as {MODULE}"]
    own = [f"import {name}" for name in sorted(imports)]
    head += ["", *own] if own else []
    head += ["", "config = pulumi.Config()"] if needs_config else []
    return "\n".join(head) + "\n\n" + "\n".join(body)


def declared(variable: str, planned: Planned, scene: Scene) -> str:
    """Write a resource that a variable stands for."""
    written = call(planned, logical_name(planned, scene), arguments(planned, scene))
    return statement(f"{variable} = ", written)


def looped(loop: Loop) -> str:
    """Write a table of versions, and the loop that declares them."""
    first = loop.members[0]
    made = call(first.planned, first.name, loop.arguments)
    variables = ", ".join((NAME, *loop.columns))
    return (
        f"{_table(loop, variables)}\n"
        f"{LOOPED} = {{\n    {NAME}: {made.tall(4, 0)}\n    for {variables} in {TABLE}\n}}\n"
    )


def _table(loop: Loop, variables: str) -> str:
    if not loop.columns:
        return statement(f"{TABLE} = ", Bracketed("", [row[0] for row in loop.rows], "[]"))
    types = ", ".join(("str", *map(loop.type_of, loop.columns)))
    rows = "".join(f"    {fitted(Bracketed('', row), 4, 1)},\n" for row in loop.rows)
    return f"{TABLE}: list[tuple[{types}]] = [\n    # {variables}\n{rows}]\n"


def statement(before: str, expression: Expression) -> str:
    """Write an expression, and what stands before it on its line."""
    return f"{before}{fitted(expression, 0, len(before))}\n"
