"""The life of a resource: Pulumi's check, diff, create, read, update and delete on a declared object.

One module per API object derives a provider from this one, and says in four methods how the object
lives in the API. Everything else follows from the declaration of its inputs.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, NoReturn

from pulumi import log
from pulumi.dynamic import (
    CheckFailure,
    CheckResult,
    ConfigureRequest,
    CreateResult,
    DiffResult,
    ReadResult,
    ResourceProvider,
    UpdateResult,
)

from . import _checking, _state
from ._declaration import LOCAL, REPLACES, SECRET, SECRET_ITEMS, Inputs, fields
from ._names import join_id, split_id
from ._recovery import Attempt
from ._state import FILLED
from ._values import Properties, Value, received
from .api.errors import ConflictError, EdgegapError, NotFoundError
from .config import ConfigurationError, Lookup, client_for, is_set, load_account, namespace

if TYPE_CHECKING:
    from .api import Client
    from .api.models import Answer

AUTONAME = "__autoname"
WAYS_OUT = "Take it over with `adopt=True`, import it, or give the resource another name."


class ResourceError(Exception):
    """A step of a resource failed; the message is what the user sees."""

    __module__ = "pulumi_edgegap"  # The engine prints it before the message.


class Provider(ResourceProvider):
    """The dynamic provider of one API object.

    It has no state of its own: what is pickled into every resource is its place in this package, so
    neither the module nor the class of a provider may ever be renamed.
    """

    serialize_as_secret_always = False
    inputs: ClassVar[type[Inputs]]
    key: ClassVar[tuple[str, ...]]
    """The inputs that make the ID, parents first."""
    can_be_read: ClassVar[bool] = True
    """Whether reading tells that the object is there."""
    when_not_found: ClassVar[str] = "Its parent is not there: pass the parent's `name` output, not a text."
    _lookup: Lookup

    def create_object(self, client: Client, key: tuple[str, ...], body: Properties) -> Answer:
        """Create the object."""
        raise NotImplementedError

    def read_object(self, client: Client, key: tuple[str, ...]) -> Answer:
        """Read the object.

        Raises:
            NotFoundError: The object is gone.
        """
        raise NotImplementedError

    def update_object(self, client: Client, key: tuple[str, ...], body: Properties) -> Answer:
        """Update the object."""
        raise NotImplementedError

    def delete_object(self, client: Client, key: tuple[str, ...], state: Mapping[str, Value]) -> None:
        """Delete the object.

        Raises:
            NotFoundError: The object is gone already.
        """
        raise NotImplementedError

    def answered(self, answer: Answer) -> Properties:
        """Give the fields of an answer, nulls included, under the names of the outputs."""
        return answer.model_dump(exclude_unset=True)

    def __reduce__(self) -> tuple[type[Provider], tuple[()]]:
        """Pickle the provider as its class alone, whatever ``configure`` has set."""
        return (type(self), ())

    def configure(self, req: ConfigureRequest) -> None:
        """Keep the stack configuration, which the dynamic-provider server gives once a process."""
        # An error's frames would be printed above its message, for every resource that fails.
        sys.tracebacklimit = 0
        self._lookup = req.config.get

    def check(self, _olds: Properties, news: Properties) -> CheckResult:
        """Fill in defaults and an automatic name, and find every mistake. Needs no token and no network."""
        given = received(news)
        automatic = given.pop(AUTONAME, None)
        if automatic is not None and given.get("name") is None:
            given["name"] = _olds.get("name") or automatic
        inputs = _checking.with_defaults(self.inputs, given)
        return CheckResult(
            inputs,
            [
                CheckFailure(failure.path, failure.reason)
                if _checking.may_show_value(self.inputs, failure.path)
                else CheckFailure("", f"property {failure.path} {failure.reason}")
                for failure in _checking.failures(self.inputs, inputs)
            ],
        )

    def diff(self, _id: str, _olds: Properties, _news: Properties) -> DiffResult:
        """Compare the state with the program, field by field."""
        state, wanted = received(_olds), received(_news)
        changed = _state.changed_fields(self.inputs, state, wanted)
        replaces = [name for name in changed if REPLACES in fields(self.inputs)[name].marks]
        if not replaces:
            self._tell_what_stays(state, wanted, changed)
        return DiffResult(
            changes=bool(changed),
            replaces=replaces,
            delete_before_replace=bool(replaces) and self._is_same_place(state, wanted),
        )

    def create(self, props: Properties) -> CreateResult:
        """Create the object."""
        inputs = received(props)
        key, client, attempt = self._key(inputs), self._client(inputs), Attempt()
        try:
            answer = self.answered(self.create_object(client, key, self._sendable(inputs)))
        except ConflictError as error:
            if not self._adopts(inputs):
                self._fail("created", key, error)
            answer = self._adopted(client, key, inputs)
        except EdgegapError as error:
            if not error.outcome_unknown or not self.can_be_read:
                self._fail("created", key, error)
            answer = self._found_after_all(client, key, inputs, attempt, error)
        for name in self._not_taken(inputs, inputs, answer):
            log.warn(
                f"{self._called(key)} was created, but Edgegap did not take {name} as given; "
                f"the next `pulumi preview` shows what it has instead."
            )
        self._tell_what_is_unseen(inputs, key, answer)
        return CreateResult(join_id(*key), self._recorded(inputs, inputs, answer))

    def read(self, id_: str, props: Properties) -> ReadResult:
        """Read the object: what is gone answers an empty ID."""
        state = received(props)
        key = self._parsed(id_)
        is_managed = any(name in state for name in self.key)
        state |= dict(zip(self.key, key, strict=True))
        try:
            answer = self.answered(self.read_object(self._client(state), key))
        except NotFoundError as error:
            if not is_managed:
                self._fail("found", key, error)
            return ReadResult("", {})
        except EdgegapError as error:
            self._fail("read", key, error)
        # What an edition of the API does not answer stays as the state has it.
        kept = {name: value for name, value in state.items() if name not in (*fields(self.inputs), FILLED)}
        live = _state.live_values(self.inputs, state, kept | answer)
        inputs = _state.refreshed_inputs(self.inputs, state, live)
        return ReadResult(id_, _state.state_of(self.inputs, inputs, live), inputs)

    def update(self, _id: str, _olds: Properties, _news: Properties) -> UpdateResult:
        """Send what changed, and hold the answer against what was asked."""
        state, wanted = received(_olds), received(_news)
        key = self._key(state)
        known = state | wanted
        body = self._changes(_state.changed_fields(self.inputs, state, wanted), wanted)
        if not body:
            same = {name: value for name, value in state.items() if name != FILLED}
            return UpdateResult(self._recorded(wanted, known, same))
        answer = self._updated(self._client(wanted), key, body, known)
        return UpdateResult(self._recorded(wanted, known, answer))

    def delete(self, _id: str, _props: Properties) -> None:
        """Delete the object; one that is gone already counts as deleted."""
        state = received(_props)
        key, client = self._parsed(_id), self._client(state)
        try:
            self.delete_object(client, key, state)
        except NotFoundError:
            return
        except EdgegapError as error:
            if not (error.outcome_unknown and self.can_be_read and self._is_gone(client, key)):
                self._fail("deleted", key, error)

    def _updated(
        self, client: Client, key: tuple[str, ...], body: Properties, known: Mapping[str, Value]
    ) -> Properties:
        """Update the object, and see to it that the API took what was asked."""
        try:
            answer = self.answered(self.update_object(client, key, body))
        except EdgegapError as error:
            # What the API masks cannot be compared; then the same update, sent once more, is the remedy.
            masked = any({SECRET, SECRET_ITEMS} & set(fields(self.inputs)[name].marks) for name in body)
            found = None if masked or not error.outcome_unknown else self._seen(client, key)
            if found is None or self._not_taken(body, known, found):
                self._fail("updated", key, error)
            answer = found
        for name in self._not_taken(body, known, answer):
            raise ResourceError(
                f"{self._called(key)}: Edgegap accepted the update but left {name} as it was; this edition "
                f"of its API cannot change {name} in place, so give the resource a new name, or replace it "
                f"with `pulumi up --replace URN`."
            )
        self._tell_what_is_unseen(body, key, answer)
        return answer

    def _adopts(self, inputs: Mapping[str, Value]) -> bool:
        if inputs.get("adopt") is not None:
            return inputs["adopt"] is True
        try:
            return is_set(self._lookup, f"{namespace(str(inputs.get('account', '')))}:adopt")
        except ConfigurationError as error:
            raise ResourceError(str(error)) from None

    def _adopted(self, client: Client, key: tuple[str, ...], inputs: Properties) -> Properties:
        """Take over the object that has the name, and change it to what was asked."""
        answer = self._seen(client, key)
        if answer is None:
            raise ResourceError(f"{self._called(key)} could not be adopted: it is gone again; run once more.")
        different = self._not_taken(inputs, inputs, answer)
        fixed = [name for name in different if REPLACES in fields(self.inputs)[name].marks]
        if fixed:
            raise ResourceError(
                f"{self._called(key)} could not be adopted: its {', '.join(fixed)} is another one and cannot "
                f"be changed; set it to what it is, or give the resource another name."
            )
        secret = [n for n, field in fields(self.inputs).items() if {SECRET, SECRET_ITEMS} & set(field.marks)]
        body = self._changes([name for name in inputs if name in different or name in secret], inputs)
        if body:
            answer = self._updated(client, key, body, inputs)
        log.warn(
            f"{self._called(key)} existed already and was adopted; "
            + (f"changed: {', '.join(body)}." if body else "nothing had to be changed.")
        )
        return answer

    def _found_after_all(
        self,
        client: Client,
        key: tuple[str, ...],
        inputs: Properties,
        attempt: Attempt,
        error: EdgegapError,
    ) -> Properties:
        """Look whether a create whose answer was lost has done its work."""
        answer = self._seen(client, key)
        if answer is None:
            self._fail("created", key, error)
        if attempt.is_newer(answer, client.server_time()):
            raise ResourceError(
                f"{self._called(key)} could not be created: {error} One of that name stood there before. {WAYS_OUT}"
            )
        different = self._not_taken(inputs, inputs, answer)
        if different:
            raise ResourceError(
                f"{self._called(key)}: the answer to its creation was lost ({error}), and what stands there "
                f"now differs in {', '.join(different)}. {WAYS_OUT}"
            )
        return answer

    def _seen(self, client: Client, key: tuple[str, ...]) -> Properties | None:
        try:
            return self.answered(self.read_object(client, key))
        except NotFoundError:
            return None
        except EdgegapError as error:
            self._fail("looked at", key, error)

    def _is_gone(self, client: Client, key: tuple[str, ...]) -> bool:
        return self._seen(client, key) is None

    def _client(self, properties: Mapping[str, Value]) -> Client:
        try:
            return client_for(load_account(str(properties.get("account", "")), self._lookup))
        except ConfigurationError as error:
            raise ResourceError(str(error)) from None

    def _key(self, inputs: Mapping[str, Value]) -> tuple[str, ...]:
        return tuple(str(inputs[name]) for name in self.key)

    def _parsed(self, id_: str) -> tuple[str, ...]:
        try:
            return split_id(id_, self.key)
        except ValueError as error:
            raise ResourceError(f"{self.inputs.title}: {error}") from None

    def _is_same_place(self, state: Mapping[str, Value], wanted: Mapping[str, Value]) -> bool:
        """Whether old and new would stand in each other's way: the API refuses two of one name."""
        return all(state.get(name) == wanted.get(name) for name in ("account", *self.key))

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
        return _state.state_of(self.inputs, inputs, _state.live_values(self.inputs, known, answer))

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
                f"{self._called(key)}: Edgegap's answer does not show {', '.join(unseen)}, so whether this "
                f"edition of its API took it cannot be seen."
            )

    def _tell_what_stays(
        self, state: Mapping[str, Value], wanted: Mapping[str, Value], changed: list[str]
    ) -> None:
        stays = [
            name
            for name in _state.dropped(self.inputs, state, wanted, changed)
            if "." in name or fields(self.inputs)[name].resets is None
        ]
        if stays:
            log.warn(
                f"{self._called(self._key(state))}: the program does not set {', '.join(stays)}, but the API "
                f"cannot unset it, so it stays as it is; set it to the value that you want."
            )

    def _called(self, key: tuple[str, ...]) -> str:
        return f"{self.inputs.title} {'/'.join(key)!r}"

    def _fail(self, step: str, key: tuple[str, ...], error: EdgegapError) -> NoReturn:
        advice = ""
        if isinstance(error, ConflictError):
            advice = f" {WAYS_OUT}"
        if isinstance(error, NotFoundError):
            advice = f" {self.when_not_found}"
        raise ResourceError(f"{self._called(key)} could not be {step}: {error}{advice}") from None
