"""Parsing of untrusted JSON and YAML."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

DEEPEST = 100
"""The deepest nesting of a document: far more than Pulumi writes, and a tenth of Python's limit."""
_TOO_DEEP = f"it is nested more than {DEEPEST} deep"


class DocumentError(ValueError):
    """A document is invalid; the message is a clause ("it is not JSON") that never quotes the document."""


def parse_json(content: str | bytes) -> object:
    """Parse JSON; bytes may also be UTF-16, as PowerShell writes it.

    Raises:
        DocumentError: It is not JSON, or is nested too deep.
    """
    try:
        return _bounded(json.loads(content))
    except RecursionError:
        raise DocumentError(_TOO_DEEP) from None
    except DocumentError:
        raise
    except ValueError:
        raise DocumentError("it is not JSON") from None


def parse_yaml(text: str) -> object:
    """Parse YAML.

    Raises:
        DocumentError: It is not YAML, or is nested too deep.
    """
    import yaml

    try:
        return _bounded(yaml.safe_load(text))
    except RecursionError:
        raise DocumentError(_TOO_DEEP) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" in line {mark.line + 1}" if mark else ""
        raise DocumentError(f"it is not YAML ({type(error).__name__}{line})") from None


def _bounded(document: object) -> object:
    """Return a document unless it is nested too deep; in YAML it may even contain itself."""
    level = [document]
    for _ in range(DEEPEST):
        level = list({id(part): part for each in level for part in _parts(each)}.values())
        if not level:
            return document
    raise DocumentError(_TOO_DEEP)


def _parts(value: object) -> Iterator[object]:
    parts = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return (part for part in parts if isinstance(part, Mapping | list))
