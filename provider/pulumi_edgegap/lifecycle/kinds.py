"""The kinds of fields: the values each one accepts, and the mistakes in others."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from pulumi import Resource

from .declaration import Inputs, Kind
from .values import Value, is_unknown

Rule: TypeAlias = Callable[[str], str | None]
"""Returns what is wrong with a text, as a clause (``must not be 'latest'``), or None."""


class Text(Kind):
    """A text."""

    python = "str"

    def __init__(self, rule: Rule | None = None, shortest: int = 0, longest: int | None = None) -> None:
        """Set a further rule for the text, and its length."""
        self.rule = rule
        self.shortest = shortest
        self.longest = longest

    def mistake(self, value: Value) -> str | None:
        """Return what is wrong with a value, or None."""
        if not isinstance(value, str):
            advice = ": pass one of its outputs, such as `name`" if isinstance(value, Resource) else ""
            return f"must be a string, not {describe_type(value)}{advice}"
        if self.rule and (wrong := self.rule(value)):
            return wrong
        if len(value) < self.shortest:
            return f"must have at least {self.shortest} character{'s' if self.shortest > 1 else ''}"
        if self.longest is not None and len(value) > self.longest:
            return f"must have at most {self.longest} characters"
        return None

    def limits(self) -> str:
        """Describe its length."""
        if self.longest is None:
            return "not empty" if self.shortest else ""
        return f"{self.shortest} to {self.longest} characters"


class Choice(Kind):
    """One of a few texts."""

    python = "str"

    def __init__(self, *choices: str) -> None:
        """Set the texts, at least two."""
        self.choices = choices

    def mistake(self, value: Value) -> str | None:
        """Return what is wrong with a value, or None."""
        if isinstance(value, str) and value in self.choices:
            return None
        *others, last = map(repr, self.choices)
        return f"must be one of {', '.join(others)} or {last}"

    def limits(self) -> str:
        """List the choices."""
        return " or ".join(f"`{choice}`" for choice in self.choices)


class Whole(Kind):
    """An integer: 512 or 512.0, which are the same in Pulumi's protocol, but neither True nor '512'."""

    python = "int"

    def __init__(self, least: int | None = None, most: int | None = None) -> None:
        """Set the range."""
        self.least = least
        self.most = most

    def mistake(self, value: Value) -> str | None:
        """Return what is wrong with a value, or None."""
        if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
            return f"must be an integer, not {describe_type(value)}"
        if self.least is not None and value < self.least:
            return f"must be at least {self.least}"
        if self.most is not None and value > self.most:
            return f"must be at most {self.most}"
        return None

    def limits(self) -> str:
        """Describe its range."""
        if self.least is None:
            return ""
        return f"at least {self.least}" if self.most is None else f"{self.least} to {self.most}"


class Share(Kind):
    """A fraction, greater than 0 and at most 1."""

    python = "float"

    def mistake(self, value: Value) -> str | None:
        """Return what is wrong with a value, or None."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            return f"must be a number, not {describe_type(value)}"
        return None if 0 < value <= 1 else "must be greater than 0 and at most 1, such as 0.8"

    def limits(self) -> str:
        """Describe its range."""
        return "greater than 0, at most 1"


class Flag(Kind):
    """True or False."""

    python = "bool"

    def mistake(self, value: Value) -> str | None:
        """Return what is wrong with a value, or None."""
        return None if isinstance(value, bool) else f"must be True or False, not {describe_type(value)}"


class Part(Kind):
    """An object within the object."""

    def __init__(self, nested: type[Inputs]) -> None:
        """Set the declaration of the object."""
        self.nested: type[Inputs] = nested
        self.python = nested.title

    def mistake(self, value: Value) -> str | None:
        """Return what is wrong with the type of a value, or None."""
        if isinstance(value, dict):
            return None
        return f"must be an object ({', '.join(self.nested.fields)}), not {describe_type(value)}"


class Parts(Part):
    """A list of objects, in any order."""

    is_list = True

    def mistake(self, value: Value) -> str | None:
        """Return what is wrong with the type of a value, or None."""
        return None if isinstance(value, list | tuple) else f"must be a list, not {describe_type(value)}"


def describe_type(value: Value) -> str:
    """Describe the type of a value, without the value itself, except for a float."""
    if is_unknown(value):
        return "an unknown value"
    if isinstance(value, float):
        return f"{value}"
    names: dict[type, str] = {str: "a string", bool: "a boolean", int: "a number", dict: "an object"}
    names |= {list: "a list", tuple: "a list"}
    return names.get(type(value), type(value).__name__)
