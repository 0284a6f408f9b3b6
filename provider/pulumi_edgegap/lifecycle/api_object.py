"""An API object as its module declares it: its inputs, what makes its ID, how it lives in the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

import pulumi

from .declaration import Inputs
from .gate import Gate
from .values import Properties, Value

if TYPE_CHECKING:
    from ..api import Client
    from ..api.models import Answer
    from .accounts import Lookup
    from .call import Log


AUTONAME = "__autoname"
"""The input with the name of an object that the program gives none."""
REPORTED = "__told"
"""The input with the number of mistakes that the program has told already."""


class ApiObject:
    """One kind of object. Its module says in four methods how it lives; the rest follows from its inputs."""

    lookup: Lookup
    """Gives the stack configuration of the run."""
    _log: Log
    _clients: dict[str, Client]
    program_runs: ClassVar[bool] = False
    """Whether the program runs beside this process, so that the configuration is that of now."""

    inputs: ClassVar[type[Inputs]]
    key: ClassVar[tuple[str, ...]]
    """The inputs that make the ID, parents first."""
    children: ClassVar[str] = ""
    """What the API deletes together with the object, as a plural; empty for nothing."""
    runs: ClassVar[bool] = False
    """Whether deployments of it run, so that its ID is an app, or an app and a version."""
    gate: ClassVar[Gate] = Gate()
    """What a write of it holds back at first, until the service is ready."""
    can_be_read: ClassVar[bool] = True
    """Whether reading tells that the object is there."""
    part: ClassVar[str] = ""
    """The part of an account that other parts prove nothing of; empty where any object of the account is proof."""
    when_not_created: ClassVar[str] = (
        "Its parent does not exist. If it was deleted, run `pulumi refresh` and then `pulumi up`; "
        "if it was never created, pass the parent's `name` output instead of a string."
    )

    def create_object(self, client: Client, key: tuple[str, ...], body: Properties) -> Answer:
        """Create the object."""
        raise NotImplementedError

    def read_object(self, client: Client, key: tuple[str, ...]) -> Answer:
        """Read the object.

        Raises:
            NotFoundError: The object is gone.
        """
        raise NotImplementedError

    def read_parent(self, client: Client, key: tuple[str, ...]) -> Answer | None:
        """Read what the object is part of, if there is such a thing.

        Raises:
            NotFoundError: The parent is gone.
        """
        return None

    def update_object(self, client: Client, key: tuple[str, ...], body: Properties) -> Answer:
        """Update the object."""
        raise NotImplementedError

    def delete_object(self, client: Client, key: tuple[str, ...], state: Mapping[str, Value]) -> None:
        """Delete the object.

        Raises:
            NotFoundError: The object is gone already.
        """
        raise NotImplementedError

    def stays(self, state: Mapping[str, Value]) -> bool:
        """Tell whether the object outlives its resource."""
        return False

    def list_children(self, client: Client, key: tuple[str, ...]) -> list[str]:
        """Give the names of what the API deletes together with the object."""
        return []

    def answered(self, answer: Answer) -> Properties:
        """Give the fields of an answer, nulls included, under the names of the outputs."""
        return answer.model_dump(exclude_unset=True)

    def use(self, lookup: Lookup, log: Log = pulumi.log) -> None:
        """Take settings from there, the tokens of accounts among them, and tell there what clients wait for."""
        self.lookup, self._log, self._clients = lookup, log, {}

    def client(self, account: str) -> Client:
        """Give the client of an account, which all providers of the process share.

        Raises:
            ConfigurationError: The account has no token, or a setting that cannot be read.
        """
        if account not in self._clients:
            from .accounts import client_for, load_account

            self._clients[account] = client_for(load_account(account, self.lookup), self._log)
        return self._clients[account]
