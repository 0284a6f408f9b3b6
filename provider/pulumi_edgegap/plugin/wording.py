"""Messages reworded for all languages: names as in the schema, `true` and not `True`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..lifecycle.cases import camel
from ..lifecycle.declaration import Inputs

OPTIONS = (
    "delete_before_replace",
    "depends_on",
    "ignore_changes",
    "additional_secret_outputs",
    "replace_on_changes",
)
"""Pulumi's options that occur in messages."""
_FORM = re.compile(r"(?<=the form ')[a-z_/]+(?=')")
_TRUTH = re.compile(r"(?<![A-Za-z])(True|False)(?![A-Za-z])")
_QUOTED = re.compile(r"`[a-z]+(_[a-z]+)+`")
_ALIAS = re.compile(r"`aliases=\[pulumi\.Alias\(name=(\"\w+\")\)\]`")
_SET = re.compile(r"`(\w+)=(\w+)`")


def reword(message: str, model: type[Inputs], given: Iterable[str] = ()) -> str:
    """Return a message of the lifecycle with the names of the schema.

    Args:
        message: The message, with Python names.
        model: The declaration of the object that it is about.
        given: Further names that the program gives, such as a misspelled one.
    """
    names = {*OPTIONS, *model.fields, *given}
    for part in model.parts.values():
        names |= part.fields.keys()
    # A name after a dot is one only within a path: `ports[0].tls_upgrade`, `session_config.session_max_duration`.
    within = "".join(rf"|(?<=\b{form}\.)" for part in model.parts for form in {part, camel(part)})
    for name in sorted((each for each in names if "_" in each.strip("_")), key=len, reverse=True):
        message = re.sub(rf"((?<![\w./])|(?<=]\.){within}){re.escape(name)}(?![\w/])", camel(name), message)
    message = _FORM.sub(lambda match: "/".join(map(camel, match[0].split("/"))), message)
    message = _QUOTED.sub(lambda match: camel(match[0]), message)
    message = _TRUTH.sub(lambda match: match[0].lower(), message)
    message = _ALIAS.sub(r"an alias with the name \1", message)
    return _SET.sub(r"`\1: \2`", message)
