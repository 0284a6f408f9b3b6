"""JSON and YAML that a user gives: read, or refused in a few words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

DEEPEST = 100
"""How deep a document may be nested. What Pulumi writes is far below, and Python's own limit is ten times that."""
_TOO_DEEP = f"it is nested more than {DEEPEST} deep"


class DocumentError(ValueError):
    """A text is no such document; the message says why in half a sentence ("it is not JSON"), and quotes nothing."""


def parse_json(content: str | bytes) -> object:
    """Read JSON; from bytes in UTF-16, too, as PowerShell writes it.

    Raises:
        DocumentError: It is none, or nested too deep for those who go through it.
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
    """Read YAML.

    Raises:
        DocumentError: It is none, or nested too deep for those who go through it.
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
    """Refuse a document that is nested too deep; one of YAML may even hold itself."""
    level = [document]
    for _ in range(DEEPEST):
        level = list({id(part): part for each in level for part in _parts(each)}.values())
        if not level:
            return document
    raise DocumentError(_TOO_DEEP)


def _parts(value: object) -> Iterator[object]:
    parts = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return (part for part in parts if isinstance(part, Mapping | list))
