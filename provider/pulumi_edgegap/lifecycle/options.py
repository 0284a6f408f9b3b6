"""The property paths in Pulumi's resource options, where Pulumi silently ignores an unknown property."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

import pulumi

from .declaration import Inputs
from .suggestion import suggestion

_PATH_OPTIONS = ("ignore_changes", "replace_on_changes", "additional_secret_outputs", "hide_diffs")
_HEAD = r'\["((?:[^"\\]|\\.)*)"]|\[(\*)]|([^.\[]*)'
_INNER_CAPITAL = r"(?<=[a-z0-9])(?=[A-Z])"


def mistakes(
    model: type[Inputs], outputs: Collection[str], opts: pulumi.ResourceOptions | None
) -> Iterator[str]:
    """Find the paths that begin with an unknown property. Changes by a transform come later, and are not checked.

    Args:
        model: The declaration of the object, with the names of the inputs.
        outputs: The names of the outputs.
        opts: The options that the program gives.
    """
    for option in _PATH_OPTIONS:
        paths = getattr(opts, option, None)  # an older SDK does not have all of them
        if isinstance(paths, str):
            yield f"option {option} must be a list: use [{paths!r}]"
            continue
        for path in filter(None, paths or ()):
            match = re.match(_HEAD, str(path))
            head = next(filter(None, match.groups()), "") if match else ""
            # Names that begin with `__` are private to Pulumi or this package, but exist.
            if head in model.fields or head in outputs or head == "*" or head.startswith("__"):
                continue
            yield f"option {option}: unknown property {path!r}: {_advice(head, [*model.fields, *outputs])}"


def _advice(head: str, known: Collection[str]) -> str:
    name = re.sub(_INNER_CAPITAL, "_", head).lower()
    return suggestion(name, known)
