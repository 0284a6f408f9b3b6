"""The API object that a step is about: its kind, its key, its account, and what it is called in messages."""

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
from .secrecy import sealed
from .state import live_values, same, state_of
from .values import Properties, Value

if TYPE_CHECKING:
    from ..api import Client
    from .api_object import ApiObject
    from .call import Call


T = TypeVar("T")
CASCADE = ("deleteChildren", "delete_children")
"""The setting and the field that let an object take along what is below it."""
_OF_THE_LAST_UP = (
    "A refresh or destroy without `--run-program` uses the configuration of the last `pulumi up`: if you have changed "
    "it since, add that option, or run `pulumi up` first."
)


class Target:
    """One object of the API, there or not."""

    def __init__(
        self, kind: ApiObject, key: tuple[str, ...], properties: Mapping[str, Value], call: Call
    ) -> None:
        """Name the object.

        Args:
            kind: Its kind.
            key: The names that make its ID, parents first.
            properties: Inputs or state of the resource, which name the account.
            call: The call of the engine that the step serves.
        """
        self.kind, self.key, self.call = kind, key, call
        self.account = str(properties.get("account", ""))
        self._properties = properties

    @classmethod
    def of(cls, kind: ApiObject, properties: Mapping[str, Value], call: Call) -> Target:
        """Give the object that inputs or a state describe."""
        return cls(kind, tuple(str(properties[name]) for name in kind.key), properties, call)

    @classmethod
    def by_id(cls, kind: ApiObject, id_: str, properties: Mapping[str, Value], call: Call) -> Target:
        """Give the object that has an ID.

        Raises:
            ResourceError: The ID is not of the form that this kind has.
        """
        try:
            return cls(kind, split_id(id_, kind.key), properties, call)
        except ValueError as error:
            raise ResourceError(f"{kind.inputs.title}: {error}") from None

    def __str__(self) -> str:
        """Give kind and names, as messages call the object."""
        return f"{self.kind.inputs.title} {'/'.join(self.key)!r}"

    @property
    def place(self) -> Place:
        """Where the object stands: two resources of one place would be one object."""
        return (self.kind.inputs.title, self.account, *self.key)

    @cached_property
    def client(self) -> Client:
        """The client of its account."""
        return self.configured(lambda: self.kind.client(self.account))

    @property
    def presence(self) -> Presence:
        """What this run has found of its account, or of the part of it that the object is in."""
        return presence_of(self.account, self.kind.part)

    def allows(self, setting: str, field: str = "") -> bool:
        """Tell whether the resource, or else the configuration of its stack, allows something."""
        if self._properties.get(field) is not None:
            return self._properties[field] is True
        return self.configured(lambda: is_set(self.kind.lookup, f"{namespace(self.account)}:{setting}"))

    def allowing(self, setting: str, field: str) -> str:
        """Say how to allow it."""
        return f"`{field}=True` on the resource, or `pulumi config set {namespace(self.account)}:{setting} true` and `pulumi up`"

    def configured(self, setting: Callable[[], T]) -> T:
        """Give what the configuration says; one that cannot be used may be an old one."""
        try:
            return setting()
        except ConfigurationError as error:
            raise ResourceError(f"{error} {self.of_last_up()}".rstrip()) from None

    def of_last_up(self) -> str:
        """Say that the configuration may be that of the last `pulumi up`; nothing where it is not."""
        return "" if self.kind.program_runs else _OF_THE_LAST_UP

    def seen(self) -> Properties | None:
        """Look at the object; None says that it is not there."""
        try:
            return self.kind.answered(self.kind.read_object(self.client, self.key))
        except NotFoundError:
            return None

    def seen_after(self, lost: EdgegapError, step: str) -> Properties | None:
        """Look at the object after a step that was not answered; None says that it is not there."""
        try:
            return self.seen()
        except EdgegapError as error:
            taken = (
                "; if the name is then taken, adopt the object with `adopt=True`" if step == "created" else ""
            )
            raise ResourceError(
                f"{self} may have been {step}: {lost} Reading it back failed too: {error} "
                f"Run the same command again{taken}."
            ) from None

    def fail(self, step: str, error: EdgegapError, advice: str = "") -> NoReturn:
        """End a step with the API's error; a token that is refused may be an old one."""
        if isinstance(error, UnauthorizedError | ForbiddenError):
            advice = f"{advice} {self.of_last_up()}".strip()
        raise ResourceError(f"{self} could not be {step}: {error} {advice}".rstrip()) from None

    def refuse_mask(self, step: str, body: Mapping[str, Value]) -> None:
        """Never send the text that stands for a secret in its place."""
        if holds_mask(self.kind.inputs, body):
            raise ResourceError(
                f"{self} could not be {step}: that would overwrite a secret with the text that the API "
                f"shows in its place; give the secret itself."
            )

    def not_taken(
        self, asked: Mapping[str, Value], known: Mapping[str, Value], answer: Mapping[str, Value]
    ) -> list[str]:
        """List the fields that the answer shows with another value than was asked for."""
        live = live_values(self.kind.inputs, known, answer)
        return [
            name
            for name in sendable(self.kind, asked)
            if name in answer and not same(self.kind.inputs.fields[name], asked[name], live.get(name))
        ]


def sendable(kind: ApiObject, properties: Mapping[str, Value]) -> Properties:
    """Give the properties that stand in a body."""
    declared = kind.inputs.fields
    return {
        name: value for name, value in properties.items() if name in declared and not declared[name].local
    }


def changes(kind: ApiObject, changed: list[str], wanted: Mapping[str, Value]) -> Properties:
    """Give the body of an update: what changed, what has to go with it, and resets of what was dropped."""
    body = sendable(kind, {name: wanted[name] for name in changed if name in wanted})
    for name in changed:
        field = kind.inputs.fields[name]
        if name not in wanted and field.resets is not STAYS:
            body[name] = list(field.resets) if field.resets == () else field.resets
        if name in body and field.sent_with and field.sent_with in wanted:
            body[field.sent_with] = wanted[field.sent_with]
    return kind.inputs.together(body, wanted)


def recorded(
    kind: ApiObject, inputs: Mapping[str, Value], known: Mapping[str, Value], answer: Mapping[str, Value]
) -> Properties:
    """Give the state to record after a write."""
    return sealed(kind.inputs, state_of(kind.inputs, inputs, live_values(kind.inputs, known, answer)))
