"""Python expressions, formatted as `ruff format` does: on one line if they fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from pulumi_safe_io.printable import printable

WIDTH = 88
STEP = 4


class Expression(Protocol):
    """A Python expression that can be formatted in two ways."""

    def flat(self) -> str:
        """Return it on one line."""

    def expanded(self, indent: int, beside: int) -> str:
        """Return it on several lines; see `fit`."""


@dataclass(frozen=True)
class Code:
    """An expression that is never split: a name, a number or a string."""

    text: str

    def flat(self) -> str:
        """Return the text."""
        return self.text

    def expanded(self, indent: int, beside: int) -> str:
        """Return the text, although it is too long."""
        return self.text


@dataclass(frozen=True)
class Argument:
    """A keyword or positional argument of a call."""

    name: str
    value: Expression

    def flat(self) -> str:
        """Return it on one line."""
        return self._before + self.value.flat()

    def expanded(self, indent: int, beside: int) -> str:
        """Return it on several lines."""
        return self._before + self.value.expanded(indent, beside + len(self._before))

    @property
    def _before(self) -> str:
        return f"{self.name}=" if self.name else ""


@dataclass(frozen=True)
class Bracketed:
    """A call, a list or a tuple: the text before the opening bracket, and the items."""

    before: str
    items: Sequence[Expression]
    brackets: str = "()"

    def flat(self) -> str:
        """Return it on one line."""
        return self._in_brackets(", ".join(item.flat() for item in self.items))

    def expanded(self, indent: int, beside: int) -> str:
        """Return it with each item on a separate line. Formatters keep that because of the trailing comma."""
        if not self.items:
            return self.flat()
        inner = " " * (indent + STEP)
        lines = [f"{inner}{fit(item, indent + STEP, 1)},\n" for item in self.items]
        return self._in_brackets(f"\n{''.join(lines)}{' ' * indent}")

    def _in_brackets(self, content: str) -> str:
        return f"{self.before}{self.brackets[0]}{content}{self.brackets[1]}"


@dataclass(frozen=True)
class Either:
    """`left or right`."""

    left: Expression
    right: Expression

    def flat(self) -> str:
        """Return it on one line."""
        return f"{self.left.flat()} or {self.right.flat()}"

    def expanded(self, indent: int, beside: int) -> str:
        """Return it with the right side on a second line."""
        return f"{fit(self.left, indent, beside)}\n{' ' * indent}or {self.right.flat()}"


def fit(expression: Expression, indent: int, beside: int) -> str:
    """Return an expression on one line if it fits, otherwise on several.

    Args:
        expression: The expression.
        indent: The indentation of all lines.
        beside: The width of other text on the first line.
    """
    flat = expression.flat()
    return flat if indent + beside + _widest(flat) <= WIDTH else expression.expanded(indent, beside)


def text(value: str) -> str:
    """Return a string literal."""
    quote = _quote(value)
    return f"{quote}{_escaped(value, quote)}{quote}"


def template(before: str, variable: str, after: str = "") -> str:
    """Return an f-string with one variable."""
    quote = _quote(before + after)
    parts = [_escaped(part, quote).replace("{", "{{").replace("}", "}}") for part in (before, after)]
    return f"f{quote}{parts[0]}{{{variable}}}{parts[1]}{quote}"


def _quote(value: str) -> str:
    return "'" if value.count('"') > value.count("'") else '"'


def _escaped(value: str, quote: str) -> str:
    return "".join(
        f"\\{character}" if character in (quote, "\\") else printable(character) for character in value
    )


def _widest(line: str) -> int:
    """Return the largest width of a line: formatters measure some characters differently."""
    return sum(1 if character.isascii() else 2 for character in line)
