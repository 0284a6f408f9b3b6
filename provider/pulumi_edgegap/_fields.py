"""Fields that several objects declare."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ._declaration import LOCAL, ONE_TIME, REPLACES, Flag
from ._names import Name

AccountField = Annotated[
    Name | None,
    LOCAL,
    REPLACES,
    Field(
        min_length=1,
        max_length=64,
        description=(
            "The account that owns the object, when it is not the default one: its settings are under "
            "`edgegap-<account>:` in the stack configuration."
        ),
    ),
]

DeleteChildrenField = Annotated[
    Flag | None,
    LOCAL,
    Field(
        description=(
            "Whether deleting the object may delete what is below it and not managed by this stack; otherwise that is "
            "an error. For a whole stack: `edgegap:deleteChildren`."
        )
    ),
]

AdoptField = Annotated[
    Flag | None,
    LOCAL,
    ONE_TIME,
    Field(
        description=(
            "Whether to take over an object of the same name that exists already, and change it to what the "
            "program asks for, in place of failing. For a whole stack: `edgegap:adopt`."
        )
    ),
]
