"""The functions for programs in all languages: those of Python, under the names of the schema."""

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

ALLOWED_IN_PREVIEW = (ConfigurationError, NotFoundError)
"""Errors that do not fail a preview: a pull request from a fork has no token, and `up` may create the object."""

_PYTHON_ONLY = ("account", "opts")
"""The arguments that a function has only in Python."""


class Function(NamedTuple):
    """One function."""

    query: Query
    about: str
    arguments: Mapping[str, str]
    """The description of each argument, by its name."""

    @property
    def of(self) -> type[Resource]:
        """The resource class of the objects that it reads."""
        return self.query.of

    @property
    def rows(self) -> str:
        """The name of the list in its result; empty for a function that reads one object."""
        return camel(self.query.rows)

    def call(self, client: Client, given: Mapping[str, Value]) -> Properties:
        """Call the API, and return the result."""
        return self.query.run(client, *(str(given[name]) for name in self.arguments))

    @property
    def fields(self) -> list[str]:
        """The names of the fields in the result for an object."""
        kind = self.of._dynamic_provider
        names = [name for name, field in kind.inputs.fields.items() if not field.local or name in kind.key]
        return [*names, *outputs_besides_inputs(self.of)]

    def mistakes(self, given: Mapping[str, Value]) -> dict[str, str]:
        """Find missing and unknown arguments."""
        known = [camel(name) for name in self.arguments]
        missing = {camel(name): "is required" for name in self.arguments if name not in given}
        unknown = [camel(name) for name in given if name not in self.arguments]
        return missing | {
            name: f"is not an argument of this function: {suggestion(name, known) if known else 'it takes none'}"
            for name in unknown
        }

    def placeholder(self, given: Mapping[str, Value]) -> Properties:
        """Return the result for a preview that cannot read: no rows, or only the arguments.

        The engine does not accept unknown values from a function.
        """
        return {self.rows: []} if self.rows else {name: given[name] for name in self.arguments}


def _function(query: Query, in_python: Callable[..., object]) -> Function:
    text = getdoc(in_python) or ""
    about = dict(re.findall(r"^    (\w+): (.+)$", text.partition("Args:")[2], re.MULTILINE))
    names = [name for name in signature(in_python).parameters if name not in _PYTHON_ONLY]
    return Function(query, text.partition("\n")[0], {name: about.get(name, "") for name in names})


FUNCTIONS: Mapping[str, Function] = {
    camel(name): _function(query, getattr(functions, name)) for name, query in QUERIES.items()
}
