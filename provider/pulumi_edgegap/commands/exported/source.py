"""Python expressions that write themselves as `ruff format` would, on one line where they fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from pulumi_safe_io.printable import printable

WIDTH = 88
STEP = 4


class Expression(Protocol):
    """A piece of Python that knows two ways of being written."""

    def flat(self) -> str:
        """Write it on one line."""

    def tall(self, indent: int, beside: int) -> str:
        """Write it on several lines; see `fitted`."""


@dataclass(frozen=True)
class Code:
    """A piece that is never broken: a name, a number, a text."""

    text: str

    def flat(self) -> str:
        """Write it."""
        return self.text

    def tall(self, indent: int, beside: int) -> str:
        """Write it, too long as it is."""
        return self.text


@dataclass(frozen=True)
class Argument:
    """An argument of a call, with a name or without one."""

    name: str
    value: Expression

    def flat(self) -> str:
        """Write it on one line."""
        return self._before + self.value.flat()

    def tall(self, indent: int, beside: int) -> str:
        """Write it on several lines."""
        return self._before + self.value.tall(indent, beside + len(self._before))

    @property
    def _before(self) -> str:
        return f"{self.name}=" if self.name else ""


@dataclass(frozen=True)
class Bracketed:
    """A call, a list or a tuple: what stands before its bracket, and what is in it."""

    before: str
    items: Sequence[Expression]
    brackets: str = "()"

    def flat(self) -> str:
        """Write it on one line."""
        return self._in_brackets(", ".join(item.flat() for item in self.items))

    def tall(self, indent: int, beside: int) -> str:
        """Write an item on each line. The comma after the last one makes formatters leave it so."""
        if not self.items:
            return self.flat()
        inner = " " * (indent + STEP)
        lines = [f"{inner}{fitted(item, indent + STEP, 1)},\n" for item in self.items]
        return self._in_brackets(f"\n{''.join(lines)}{' ' * indent}")

    def _in_brackets(self, content: str) -> str:
        return f"{self.before}{self.brackets[0]}{content}{self.brackets[1]}"


@dataclass(frozen=True)
class Either:
    """`left or right`."""

    left: Expression
    right: Expression

    def flat(self) -> str:
        """Write it on one line."""
        return f"{self.left.flat()} or {self.right.flat()}"

    def tall(self, indent: int, beside: int) -> str:
        """Write the right side on a line of its own."""
        return f"{fitted(self.left, indent, beside)}\n{' ' * indent}or {self.right.flat()}"


def fitted(expression: Expression, indent: int, beside: int) -> str:
    """Write an expression on one line if it fits.

    Args:
        expression: What to write.
        indent: The columns before the first line, and before those that follow.
        beside: The columns that other text takes on the first line.
    """
    flat = expression.flat()
    return flat if indent + beside + _widest(flat) <= WIDTH else expression.tall(indent, beside)


def text(value: str) -> str:
    """Write a text in quotes."""
    quote = _quote(value)
    return f"{quote}{_escaped(value, quote)}{quote}"


def template(before: str, variable: str, after: str = "") -> str:
    """Write an f-string with one variable in it."""
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
    """The most columns that a line may take: formatters do not agree on some characters."""
    return sum(1 if character.isascii() else 2 for character in line)
