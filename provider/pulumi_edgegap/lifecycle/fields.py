"""Fields that several objects declare."""

from __future__ import annotations

from .declaration import Field
from .kinds import Flag
from .names import NAME

ACCOUNT = Field(
    NAME,
    "The account that owns the object, when it is not the default one: its settings are under "
    "`edgegap-<account>:` in the stack configuration.",
    local=True,
    replaces=True,
)
DELETE_CHILDREN = Field(
    Flag(),
    "Whether deleting the object may delete what is below it and not managed by this stack; otherwise that is "
    "an error. For a whole stack: `edgegap:deleteChildren`.",
    local=True,
)
DELETE_WITH_DEPLOYMENTS = Field(
    Flag(),
    "Whether the object may be deleted while deployments of it run, which are live games; otherwise that is an "
    "error. For a whole stack: `edgegap:deleteWithDeployments`.",
    local=True,
)
ADOPT = Field(
    Flag(),
    "Whether to take over an object of the same name that exists already, and change it to what the "
    "program asks for, in place of failing. For a whole stack: `edgegap:adopt`.",
    local=True,
    one_time=True,
)
