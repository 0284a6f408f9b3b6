"""The source code of one module."""

from __future__ import annotations

from collections.abc import Iterable

from .arguments import MODULE, NAME, Scope, arguments, call, logical_name
from .loop import Loop
from .plan import Planned
from .source import Bracketed, Expression, fit

TABLE, LOOPED = "VERSIONS", "versions"
RESERVED = ("app", LOOPED, "storages", "icons", "config", "pulumi", MODULE, NAME)
"""Names that variables of a module must not have."""


def module(title: str, body: Iterable[str], *, needs_config: bool, imports: Iterable[str]) -> str:
    """Return the source code of a module.

    Args:
        title: Its docstring.
        body: Its statements.
        needs_config: Whether the statements read the configuration.
        imports: The modules of the program that the statements use.
    """
    head = [f'"""{title}"""', ""]
    head += ["import pulumi"] if needs_config else []
    head += [f"import pulumi_edgegap as {MODULE}"]
    own = [f"import {name}" for name in sorted(imports)]
    head += ["", *own] if own else []
    head += ["", "config = pulumi.Config()"] if needs_config else []
    return "\n".join(head) + "\n\n" + "\n".join(body)


def resource_statement(variable: str, planned: Planned, scope: Scope) -> str:
    """Return the statement that declares a resource and assigns it to a variable."""
    written = call(planned, logical_name(planned, scope), arguments(planned, scope))
    return statement(f"{variable} = ", written)


def loop_statements(loop: Loop) -> str:
    """Return the table of versions and the loop that declares them."""
    first = loop.members[0]
    made = call(first.planned, first.name, loop.arguments)
    variables = ", ".join((NAME, *loop.columns))
    return (
        f"{_table(loop, variables)}\n"
        f"{LOOPED} = {{\n    {NAME}: {made.expanded(4, 0)}\n    for {variables} in {TABLE}\n}}\n"
    )


def _table(loop: Loop, variables: str) -> str:
    if not loop.columns:
        return statement(f"{TABLE} = ", Bracketed("", [row[0] for row in loop.rows], "[]"))
    types = ", ".join(("str", *map(loop.type_of, loop.columns)))
    rows = "".join(f"    {fit(Bracketed('', row), 4, 1)},\n" for row in loop.rows)
    return f"{TABLE}: list[tuple[{types}]] = [\n    # {variables}\n{rows}]\n"


def statement(before: str, expression: Expression) -> str:
    """Return an expression as a statement, with text before it on the first line."""
    return f"{before}{fit(expression, 0, len(before))}\n"
