"""Fields that several objects declare."""

from __future__ import annotations

from .declaration import Field
from .kinds import Flag
from .names import NAME

ACCOUNT = Field(
    NAME,
    "The account that owns the object, if it is not the default one; its settings are under "
    "`edgegap-<account>:` in the stack configuration.",
    local=True,
    replaces=True,
)
DELETE_CHILDREN = Field(
    Flag(),
    "Whether deleting the object may also delete its children that this stack does not manage; otherwise that "
    "is an error. For a whole stack: `edgegap:deleteChildren`.",
    local=True,
)
DELETE_WITH_DEPLOYMENTS = Field(
    Flag(),
    "Whether the object may be deleted while it has running deployments (live games); otherwise that is an "
    "error. For a whole stack: `edgegap:deleteWithDeployments`.",
    local=True,
)
ADOPT = Field(
    Flag(),
    "Whether to adopt an existing object of the same name, and change it to what the program says, instead "
    "of failing. For a whole stack: `edgegap:adopt`.",
    local=True,
    one_time=True,
)
