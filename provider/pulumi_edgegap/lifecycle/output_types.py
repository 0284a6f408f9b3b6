"""Output types that the SDK fills from either state: of the dynamic provider (`to_check`) and of the plugin (`toCheck`)."""

from __future__ import annotations

from functools import cache

import pulumi

from .cases import camel

_TWIN = "_of_plugin_"


@cache
def read_from_both(kind: type) -> type:
    """Give an output type that is filled by the names of either state, and else is what it was.

    The SDK knows one name for each property. So each property has a twin with the other name, which is read from a
    state alone: it has no value of its own, and is in no stack output.
    """

    def keep(self: dict[str, object], **values: object) -> None:
        self.update({name: value for name, value in values.items() if not name.startswith(_TWIN)})
        self.update(
            {
                name.removeprefix(_TWIN): value
                for name, value in values.items()
                if name.startswith(_TWIN) and value is not None
            }
        )

    twins = {
        f"{_TWIN}{name}": property(pulumi.getter(name=camel(name))(lambda _self: None))
        for name in kind.__annotations__
        if camel(name) != name
    }
    return type(kind.__name__, (kind,), {"__init__": keep, "__module__": kind.__module__, **twins})
