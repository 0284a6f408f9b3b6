"""Output types that the SDK can fill from the state of the dynamic provider (`to_check`) or of the plugin (`toCheck`)."""

from __future__ import annotations

from functools import cache

import pulumi

from .cases import camel

_TWIN = "_of_plugin_"


@cache
def read_from_both(kind: type) -> type:
    """Return the output type with properties that are read under the names of either state.

    The SDK knows one name for each property. So each property gets a twin with the other name, for reading a state
    only: it has no value itself, and is not part of a stack output.
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
