"""An API object as its module declares it: its inputs, its ID, its routes."""

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
"""The input with the automatic name, where the program gives no name."""
IMPORTED = "__import"
"""The input with the option `import_`, which the engine cannot carry out for a dynamic resource."""
REPORTED = "__told"
"""The input with the number of mistakes that the program has already reported."""


class ApiObject:
    """One kind of object. Its module implements four methods; the rest follows from its inputs."""

    lookup: Lookup
    """Looks up a key in the stack configuration of the run."""
    _log: Log
    _clients: dict[str, Client]
    program_runs: ClassVar[bool] = False
    """Whether the program runs beside this process, so that the configuration is current."""

    inputs: ClassVar[type[Inputs]]
    key: ClassVar[tuple[str, ...]]
    """The inputs that form the ID, parents first."""
    children: ClassVar[str] = ""
    """What the API deletes together with the object, as a plural; empty for nothing."""
    has_deployments: ClassVar[bool] = False
    """Whether it can have running deployments: its ID is an app, or an app and a version."""
    gate: ClassVar[Gate] = Gate()
    """What a write holds back at first, until the service is ready."""
    can_be_read: ClassVar[bool] = True
    """Whether a read shows that the object exists."""
    part: ClassVar[str] = ""
    """The part of an account in which an object must be found before others count as gone; empty for the account."""
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
        """Read the parent of the object, if it has one.

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
            NotFoundError: The object is already gone.
        """
        raise NotImplementedError

    def outlives_resource(self, state: Mapping[str, Value]) -> bool:
        """Whether the object stays when its resource is deleted."""
        return False

    def list_children(self, client: Client, key: tuple[str, ...]) -> list[str]:
        """Return the names of the children that the API deletes together with the object."""
        return []

    def fields_of(self, answer: Answer) -> Properties:
        """Return the fields of a response, including nulls, under the names of the outputs."""
        return answer.model_dump(exclude_unset=True)

    def use_settings(self, lookup: Lookup, log: Log = pulumi.log) -> None:
        """Set where settings and tokens come from, and where clients report their waits."""
        self.lookup, self._log, self._clients = lookup, log, {}

    def client(self, account: str) -> Client:
        """Return the client of an account, which all providers of the process share.

        Raises:
            ConfigurationError: The token is missing, or a setting is invalid.
        """
        if account not in self._clients:
            from .accounts import client_for, load_account

            self._clients[account] = client_for(load_account(account, self.lookup), self._log)
        return self._clients[account]
