"""The regions of generated code: from a marked line to the end of a class."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import MutableMapping
from pathlib import Path

MARK = "# Made by `make generate`, to the end of the class:"


def with_generated_code(path: Path, generated: MutableMapping[str, list[str]]) -> str:
    """Return the text of a module with its generated regions replaced.

    Args:
        path: The module.
        generated: The generated lines by class. Those that are used are removed.
    """
    text = path.read_text()
    lines = text.splitlines()
    for node in reversed([each for each in ast.parse(text).body if isinstance(each, ast.ClassDef)]):
        start = _start(lines, node)
        if start is None:
            continue
        by_hand = [each for each in node.body if each.lineno > start and not _is_generated(each)]
        if by_hand or node.name not in generated:
            sys.exit(f"{path.name}: {node.name} has something below the mark that is not generated.")
        lines[start : max(start, node.end_lineno or 0)] = generated.pop(node.name)
    return _formatted("\n".join(lines) + "\n", path)


def _start(lines: list[str], node: ast.ClassDef) -> int | None:
    """Return the line after the mark of a class, or None if it has none."""
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
