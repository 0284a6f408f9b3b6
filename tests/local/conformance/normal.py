"""Normalize states and texts: without what differs between runs, and formatted for short diffs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from pulumi.runtime import rpc

_WIDTH = 110
_CHANGING = {
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.\d]*Z?": "<time>",
    rpc.UNKNOWN: "<unknown>",
    r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b": "<uuid>",
    r"\b[0-9a-f]{32}\b": "<uuid>",
    r"http://127\.0\.0\.1:\d+": "<api>",
    r"<\{%.*?%\}>": "",
    r"Traceback \(most recent call last\):\n( +.*\n)+": "<traceback>\n",
}
_MOVING = ("caching_percent",)
_OF_THE_MACHINE = ("created", "modified", "stackTrace", "sourcePosition")


def normal(value: Any) -> Any:
    """Replace times, random IDs, ports and colors in a value, and convert whole numbers to integers."""
    if isinstance(value, dict):
        return {name: "<moves>" if name in _MOVING else normal(each) for name, each in value.items()}
    if isinstance(value, list):
        return [normal(each) for each in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return _normal_text(value) if isinstance(value, str) else value


def normal_resource(resource: dict[str, Any]) -> dict[str, Any]:
    """Return a resource of a state with marked plain-text secrets, and without data of the machine and the time."""
    kept = {name: value for name, value in resource.items() if name not in _OF_THE_MACHINE}
    if "dependencies" in kept:
        kept["dependencies"] = sorted(kept["dependencies"])
    return normal(_opened(kept, lambda secret: {"<secret>": secret}))


def clear(value: Any) -> Any:
    """Return a value of a state as the provider sees it, with secrets in plain text."""
    return _opened(value, lambda secret: secret)


def short(urn: str) -> str:
    """Return type and name of a URN: `edgegap:App::arena`."""
    *_, kind, name = urn.split("::", 3)
    return f"{kind.rpartition('$')[2].removeprefix('pulumi-python:dynamic/')}::{name}"


def in_line(value: Any) -> str:
    """Return a value on one line, with long strings truncated."""
    line = json.dumps(normal(value), sort_keys=True, ensure_ascii=False).replace('"', "'")
    return re.sub(r"'([^']{20})[^']{20,}'", r"'\1...'", line)


def written(value: Any, indent: str = "") -> str:
    """Return a value as JSON, on one line if it fits, otherwise with a line for each part."""
    line = json.dumps(value, ensure_ascii=False)
    if len(indent) + len(line) <= _WIDTH or not isinstance(value, (dict, list)):
        return line
    inner = f"{indent}  "
    if isinstance(value, dict):
        parts = [f"{json.dumps(name)}: {written(each, inner)}" for name, each in value.items()]
        return "{\n" + ",\n".join(inner + part for part in parts) + f"\n{indent}}}"
    return "[\n" + ",\n".join(inner + written(each, inner) for each in value) + f"\n{indent}]"


def _normal_text(text: str) -> str:
    for pattern, placeholder in _CHANGING.items():
        text = re.sub(pattern, placeholder, text)
    return text.strip()


def _opened(value: Any, instead: Callable[[Any], Any]) -> Any:
    if isinstance(value, dict):
        if rpc.is_rpc_secret(value):  # as a state or as a call holds it
            return instead(json.loads(value["plaintext"]) if "plaintext" in value else value["value"])
        return {name: _opened(each, instead) for name, each in sorted(value.items())}
    return [_opened(each, instead) for each in value] if isinstance(value, list) else value
