"""An API object as its module declares it: what makes its ID, what is sent of it, how it lives in the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, NoReturn

from pulumi import log

from . import _state
from ._declaration import LOCAL, SECRET, Inputs, fields
from ._names import split_id
from ._printable import printable
from ._secrecy import sealed
from ._values import Properties, Value
from .api.errors import EdgegapError, NotFoundError

if TYPE_CHECKING:
    from .api import Client
    from .api.models import Answer

WAYS_OUT = (
    "Take it over with `adopt=True`, or give the resource another name. If it is this stack's own, being replaced, set "
    '`delete_before_replace=True` among the resource\'s options; if the program called this resource "old" before, add '
    '`aliases=[pulumi.Alias(name="old")]` to them.'
)


class ResourceError(Exception):
    """A step of a resource failed; the message is what the user sees."""

    __module__ = "pulumi_edgegap"  # The engine prints it before the message.

    def __init__(self, sentence: str) -> None:
        super().__init__(printable(sentence))


class ApiObject:
    """One kind of object. Its module says in four methods how it lives; the rest follows from its inputs."""

    inputs: ClassVar[type[Inputs]]
    key: ClassVar[tuple[str, ...]]
    """The inputs that make the ID, parents first."""
    children: ClassVar[str] = ""
    """What the API deletes together with the object, as a plural; empty for nothing."""
    can_be_read: ClassVar[bool] = True
    """Whether reading tells that the object is there."""
    when_not_created: ClassVar[str] = (
        "Its parent is not there. If somebody deleted it, run `pulumi refresh` and then `pulumi up`; "
        "if it never was, pass the parent's `name` output, not a text."
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

    def list_children(self, client: Client, key: tuple[str, ...]) -> list[str]:
        """Give the names of what the API deletes together with the object."""
        return []

    def answered(self, answer: Answer) -> Properties:
        """Give the fields of an answer, nulls included, under the names of the outputs."""
        return answer.model_dump(exclude_unset=True)

    def seen(self, client: Client, key: tuple[str, ...]) -> Properties | None:
        """Look at the object; None says that it is not there."""
        try:
            return self.answered(self.read_object(client, key))
        except NotFoundError:
            return None

    def _key(self, inputs: Mapping[str, Value]) -> tuple[str, ...]:
        return tuple(str(inputs[name]) for name in self.key)

    def _refuse_incomplete(self, inputs: Mapping[str, Value]) -> None:
        missing = [
            name for name, field in fields(self.inputs).items() if field.required and name not in inputs
        ]
        if missing:
            raise ResourceError(
                f"This {self.inputs.title} could not be created: its {' and '.join(missing)} came to nothing; see "
                f"whether what the program takes it from failed."
            )

    def _parsed(self, id_: str) -> tuple[str, ...]:
        try:
            return split_id(id_, self.key)
        except ValueError as error:
            raise ResourceError(f"{self.inputs.title}: {error}") from None

    def _sendable(self, properties: Mapping[str, Value]) -> Properties:
        declared = fields(self.inputs)
        return {
            name: value
            for name, value in properties.items()
            if name in declared and LOCAL not in declared[name].marks
        }

    def _changes(self, changed: list[str], wanted: Mapping[str, Value]) -> Properties:
        """The body of an update: what changed, what has to go with it, and resets of what was dropped."""
        body = self._sendable({name: wanted[name] for name in changed if name in wanted})
        for name in changed:
            field = fields(self.inputs)[name]
            if name not in wanted and field.resets:
                body[name] = list(field.resets.to) if field.resets.to == () else field.resets.to
            if name in body and field.sent_with and field.sent_with in wanted:
                body[field.sent_with] = wanted[field.sent_with]
        return body

    def _recorded(
        self, inputs: Mapping[str, Value], known: Mapping[str, Value], answer: Mapping[str, Value]
    ) -> Properties:
        live = _state.live_values(self.inputs, known, answer)
        return sealed(self.inputs, _state.state_of(self.inputs, inputs, live))

    def _not_taken(
        self, asked: Mapping[str, Value], known: Mapping[str, Value], answer: Mapping[str, Value]
    ) -> list[str]:
        """The fields that the answer shows with another value than was asked for."""
        live = _state.live_values(self.inputs, known, answer)
        return [
            name
            for name in self._sendable(asked)
            if name in answer and not _state.same(fields(self.inputs)[name], asked[name], live.get(name))
        ]

    def _tell_what_is_unseen(
        self, asked: Mapping[str, Value], key: tuple[str, ...], answer: Mapping[str, Value]
    ) -> None:
        unseen = [
            name
            for name, value in self._sendable(asked).items()
            if name not in answer and value is not None and SECRET not in fields(self.inputs)[name].marks
        ]
        if unseen:
            log.warn(
                f"{self.called(key)}: Edgegap's answer does not show {', '.join(unseen)}, so whether this "
                f"edition of its API took it cannot be seen."
            )

    def called(self, key: tuple[str, ...]) -> str:
        return f"{self.inputs.title} {'/'.join(key)!r}"

    def fail(self, step: str, key: tuple[str, ...], error: EdgegapError, advice: str = "") -> NoReturn:
        raise ResourceError(f"{self.called(key)} could not be {step}: {error} {advice}".rstrip()) from None
