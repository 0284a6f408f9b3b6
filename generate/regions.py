"""Where generated code stands: in classes, from a marked line to the end of the class."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import MutableMapping
from pathlib import Path

MARK = "# Made by `make generate`, to the end of the class:"


def renewed(path: Path, made: MutableMapping[str, list[str]]) -> str:
    """Give the text of a module with all that is generated in it made anew.

    Args:
        path: The module.
        made: What belongs into each class. What is used is taken out.
    """
    text = path.read_text()
    lines = text.splitlines()
    for node in reversed([each for each in ast.parse(text).body if isinstance(each, ast.ClassDef)]):
        start = _start(lines, node)
        if start is None:
            continue
        by_hand = [each for each in node.body if each.lineno > start and not _is_generated(each)]
        if by_hand or node.name not in made:
            sys.exit(f"{path.name}: {node.name} has something below the mark that is not generated.")
        lines[start : max(start, node.end_lineno or 0)] = made.pop(node.name)
    return _formatted("\n".join(lines) + "\n", path)


def _start(lines: list[str], node: ast.ClassDef) -> int | None:
    """Give the place below the mark of a class, if it has one."""
    for place, line in enumerate(lines[node.body[0].lineno :], node.body[0].lineno + 1):
        if line.strip() == MARK:
            return place
        if line and not line.startswith(" "):
            return None
    return None


def _is_generated(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.AnnAssign) or getattr(statement, "name", "") == "__init__"


def _formatted(text: str, path: Path) -> str:
    command = [sys.executable, "-m", "ruff", "format", "--stdin-filename", str(path), "-"]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout
