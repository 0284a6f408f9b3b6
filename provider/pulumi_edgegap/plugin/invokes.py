"""The functions for programs of all languages: those of Python, by the names of the schema."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from inspect import getdoc, signature
from typing import TYPE_CHECKING, NamedTuple

from .. import functions
from ..api.errors import NotFoundError
from ..functions.queries import QUERIES, Query
from ..lifecycle.accounts import ConfigurationError
from ..lifecycle.cases import camel
from ..lifecycle.resource import Resource
from ..lifecycle.suggestion import suggestion
from ..lifecycle.values import Properties, Value
from .kinds import outputs_besides_inputs

if TYPE_CHECKING:
    from ..api import Client

NOT_YET = (ConfigurationError, NotFoundError)
"""What need not end a preview: a pull request of a stranger has no token, and an object may be made by the `up`."""

_OF_PYTHON = ("account", "opts")
"""The arguments that a function has in Python alone."""


class Function(NamedTuple):
    """One function."""

    query: Query
    about: str
    arguments: Mapping[str, str]
    """What each is about, by its name."""

    @property
    def of(self) -> type[Resource]:
        """What it reads."""
        return self.query.of

    @property
    def rows(self) -> str:
        """What its list is called; empty for a function that reads one object."""
        return camel(self.query.rows)

    def call(self, client: Client, given: Mapping[str, Value]) -> Properties:
        """Ask the API."""
        return self.query.run(client, *(str(given[name]) for name in self.arguments))

    @property
    def fields(self) -> list[str]:
        """The names of what is read of an object."""
        life = self.of._life
        names = [name for name, field in life.inputs.fields.items() if not field.local or name in life.key]
        return [*names, *outputs_besides_inputs(self.of)]

    def mistakes(self, given: Mapping[str, Value]) -> dict[str, str]:
        """Find the arguments that are missing, and those that there are not."""
        known = [camel(name) for name in self.arguments]
        missing = {camel(name): "is required" for name in self.arguments if name not in given}
        unknown = [camel(name) for name in given if name not in self.arguments]
        return missing | {
            name: f"is not an argument of this function: {suggestion(name, known) if known else 'it takes none'}"
            for name in unknown
        }

    def unread(self, given: Mapping[str, Value]) -> Properties:
        """Give what a preview says that cannot read: no rows, or no more than what it was asked by.

        Of a function the engine takes no unknown values.
        """
        return {self.rows: []} if self.rows else {name: given[name] for name in self.arguments}


def _function(query: Query, in_python: Callable[..., object]) -> Function:
    text = getdoc(in_python) or ""
    about = dict(re.findall(r"^    (\w+): (.+)$", text.partition("Args:")[2], re.MULTILINE))
    names = [name for name in signature(in_python).parameters if name not in _OF_PYTHON]
    return Function(query, text.partition("\n")[0], {name: about.get(name, "") for name in names})


FUNCTIONS: Mapping[str, Function] = {
    camel(name): _function(query, getattr(functions, name)) for name, query in QUERIES.items()
}
