"""The API object that a step is for: its kind, its key, its account, and its name in messages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, NoReturn, TypeVar

from ..api.errors import EdgegapError, ForbiddenError, NotFoundError, UnauthorizedError
from .accounts import ConfigurationError, is_set
from .declaration import STAYS
from .errors import ResourceError
from .masked import holds_mask
from .names import namespace, split_id
from .ownership import Place
from .presence import Presence, presence_of
from .secrecy import mark_secrets
from .state import inputs_of, is_same, live_values, state_of
from .values import Properties, Value

if TYPE_CHECKING:
    from ..api import Client
    from .api_object import ApiObject
    from .call import Call


T = TypeVar("T")
CASCADE = ("deleteChildren", "delete_children")
"""The setting and the field that allow a delete to delete the children as well."""
_LAST_UP_HINT = (
    "A refresh or destroy without `--run-program` uses the configuration of the last `pulumi up`: if you have changed "
    "it since, add that option, or run `pulumi up` first."
)


class Target:
    """One object of the API, whether it exists or not."""

    def __init__(
        self, kind: ApiObject, key: tuple[str, ...], properties: Mapping[str, Value], call: Call
    ) -> None:
        """Identify the object.

        Args:
            kind: Its kind.
            key: The names that form its ID, parents first.
            properties: The inputs or the state of the resource, with the account.
            call: The call of the engine.
        """
        self.kind, self.key, self.call = kind, key, call
        self.account = str(properties.get("account", ""))
        self._properties = properties

    @classmethod
    def of(cls, kind: ApiObject, properties: Mapping[str, Value], call: Call) -> Target:
        """Return the object described by inputs or a state.

        Raises:
            ResourceError: The state lacks a part of the key, as after an edit.
        """
        if missing := [name for name in kind.key if properties.get(name) is None]:
            raise ResourceError(
                f"{kind.inputs.title}: the state lacks {' and '.join(missing)}: run `pulumi refresh`, which reads "
                "the object again."
            )
        return cls(kind, tuple(str(properties[name]) for name in kind.key), properties, call)

    @classmethod
    def by_id(cls, kind: ApiObject, id_: str, properties: Mapping[str, Value], call: Call) -> Target:
        """Return the object with an ID.

        Raises:
            ResourceError: The ID does not have the form of this kind.
        """
        try:
            return cls(kind, split_id(id_, kind.key), properties, call)
        except ValueError as error:
            raise ResourceError(f"{kind.inputs.title}: {error}") from None

    def __str__(self) -> str:
        """Return kind and names, for messages."""
        return f"{self.kind.inputs.title} {'/'.join(self.key)!r}"

    @property
    def place(self) -> Place:
        """The identity of the object: two resources with the same place would manage the same object."""
        return (self.kind.inputs.title, self.account, *self.key)

    @cached_property
    def client(self) -> Client:
        """The client of its account."""
        return self.read_setting(lambda: self.kind.client(self.account))

    @property
    def presence(self) -> Presence:
        """Whether this run has found objects of its account, or of the part of it that counts."""
        return presence_of(self.account, self.kind.part)

    def allows(self, setting: str, field: str = "") -> bool:
        """Whether the resource, or else the stack configuration, allows something."""
        given = inputs_of(self.kind.inputs, self._properties).get(field)
        if given is not None:
            return given is True
        return self.read_setting(lambda: is_set(self.kind.lookup, f"{namespace(self.account)}:{setting}"))

    def how_to_allow(self, setting: str, field: str) -> str:
        """Return a phrase that says how to allow it."""
        return f"`{field}=True` on the resource, or `pulumi config set {namespace(self.account)}:{setting} true` and `pulumi up`"

    def read_setting(self, setting: Callable[[], T]) -> T:
        """Return a setting; add to an error that the configuration may be outdated."""
        try:
            return setting()
        except ConfigurationError as error:
            raise ResourceError(f"{error} {self.last_up_hint()}".rstrip()) from None

    def last_up_hint(self) -> str:
        """Return a hint that the configuration may be that of the last `pulumi up`, or "" if it is current."""
        return "" if self.kind.program_runs else _LAST_UP_HINT

    def find(self) -> Properties | None:
        """Read the object; return None if it does not exist."""
        try:
            return self.kind.fields_of(self.kind.read_object(self.client, self.key))
        except NotFoundError:
            return None

    def find_after(self, lost: EdgegapError, step: str) -> Properties | None:
        """Read the object after a step with an unknown outcome; return None if it does not exist."""
        try:
            return self.find()
        except EdgegapError as error:
            taken = (
                "; if the name is then taken, adopt the object with `adopt=True`" if step == "created" else ""
            )
            raise ResourceError(
                f"{self} may have been {step}: {lost} Reading it back failed too: {error} "
                f"Run the same command again{taken}."
            ) from None

    def fail(self, step: str, error: EdgegapError, advice: str = "") -> NoReturn:
        """Raise the API's error for a step; for a refused token, add that the configuration may be outdated."""
        if isinstance(error, UnauthorizedError | ForbiddenError):
            advice = f"{advice} {self.last_up_hint()}".strip()
        raise ResourceError(f"{self} could not be {step}: {error} {advice}".rstrip()) from None

    def refuse_mask(self, step: str, body: Mapping[str, Value]) -> None:
        """Raise an error if a body contains the mask in place of a secret."""
        if holds_mask(self.kind.inputs, body):
            raise ResourceError(
                f"{self} could not be {step}: that would overwrite a secret with the text that the API "
                f"shows in its place; give the secret itself."
            )

    def not_applied(
        self, sent: Mapping[str, Value], known: Mapping[str, Value], answer: Mapping[str, Value]
    ) -> list[str]:
        """List the fields that the response shows with another value than the one sent."""
        live = live_values(self.kind.inputs, known, answer)
        return [
            name
            for name in sendable(self.kind, sent)
            if name in answer and not is_same(self.kind.inputs.fields[name], sent[name], live.get(name))
        ]


def sendable(kind: ApiObject, properties: Mapping[str, Value]) -> Properties:
    """Return the properties that are sent in a body."""
    declared = kind.inputs.fields
    return {
        name: value for name, value in properties.items() if name in declared and not declared[name].local
    }


def update_body(kind: ApiObject, changed: list[str], wanted: Mapping[str, Value]) -> Properties:
    """Return the body of an update: changed fields, fields sent with them, and resets of dropped fields."""
    body = sendable(kind, {name: wanted[name] for name in changed if name in wanted})
    for name in changed:
        field = kind.inputs.fields[name]
        if name not in wanted and field.resets is not STAYS:
            body[name] = list(field.resets) if field.resets == () else field.resets
        if name in body and field.sent_with and field.sent_with in wanted:
            body[field.sent_with] = wanted[field.sent_with]
    return kind.inputs.complete_update(body, wanted)


def state_after_write(
    kind: ApiObject, inputs: Mapping[str, Value], known: Mapping[str, Value], answer: Mapping[str, Value]
) -> Properties:
    """Return the state to record after a write."""
    return mark_secrets(kind.inputs, state_of(kind.inputs, inputs, live_values(kind.inputs, known, answer)))
