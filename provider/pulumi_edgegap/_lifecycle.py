"""The life of a resource: Pulumi's check, diff, create, read, update and delete on a declared object.

One module per API object derives its provider from this one.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import TYPE_CHECKING, ClassVar

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

from . import _checking, _guards, _masked, _secret_changes, _state, _unresolved
from ._claims import Claims, one_too_many, place_of, urn_of_call
from ._declaration import REFERS, REPLACES, Failure, fields
from ._internal_errors import reported, show_own_errors_without_frames
from ._names import join_id
from ._object import ResourceError
from ._presence import Presence, presence_of
from ._recovery import ADOPTED, Recovery
from ._secrecy import sealed
from ._state import FILLED
from ._values import Properties, Value, received
from .api.errors import EdgegapError, NotFoundError
from .config import ConfigurationError, Lookup, allows_all_gone, client_for, is_set, load_account, namespace

if TYPE_CHECKING:
    from .api import Client

AUTONAME = "__autoname"
TOLD = "__told"


class Provider(Recovery, ResourceProvider):
    """The dynamic provider of one API object.

    It has no state of its own: what is pickled into every resource is its place in this package, so
    neither the module nor the class of a provider may ever be renamed.
    """

    serialize_as_secret_always = False
    _lookup: Lookup
    _claims: ClassVar[Claims] = Claims()

    def __reduce__(self) -> tuple[type[Provider], tuple[()]]:
        """Pickle the provider as its class alone, whatever ``configure`` has set."""
        return (type(self), ())

    def configure(self, req: ConfigureRequest) -> None:
        """Keep the stack configuration, which the dynamic-provider server gives once a process."""
        show_own_errors_without_frames()
        self._lookup = req.config.get

    @reported("checked")
    def check(self, _olds: Properties, news: Properties) -> CheckResult:
        """Fill in defaults and an automatic name, and find every mistake. Needs no token and no network."""
        given = received(news)
        automatic, told = given.pop(AUTONAME, None), given.pop(TOLD, None)
        unresolved = _unresolved.left_out(given)
        if automatic is not None and given.get("name") is None:
            given["name"] = _olds.get("name") or automatic
        is_masked = _masked.holds_mask(self.inputs, given)
        before = received(_olds) if is_masked else {}
        if is_masked:
            given = _masked.kept(self.inputs, given, before)
        inputs = _checking.with_defaults(self.inputs, given)
        mistakes = _checking.failures(self.inputs, inputs)
        if is_masked:
            mistakes += _masked.failures(self.inputs, inputs, before)
        mistakes += self._one_too_many(urn_of_call(), inputs)
        refusals = [self._refusal(mistake) for mistake in mistakes]
        if told:
            those = f"{told} of its properties cannot be right; each is told in an error of its own"
            refusals.append(CheckFailure("", those))
        known = _unresolved.kept(inputs, unresolved, _olds)
        return CheckResult(sealed(self.inputs, known), refusals)

    @reported("compared")
    def diff(self, _id: str, _olds: Properties, _news: Properties) -> DiffResult:
        """Compare the state with the program, field by field."""
        state, wanted, urn = received(_olds), received(_news), urn_of_call()
        self._note_adoption(state, state)
        changed = _state.changed_fields(self.inputs, state, wanted)
        replaces = [name for name in changed if REPLACES in fields(self.inputs)[name].marks]
        if not replaces:
            self._tell_what_stays(state, wanted, changed)
            self._claims.have(self._place(self._key(state), state), urn)
        elif self.children:
            log.warn(
                f"{self.called(self._key(state))}: the replacement deletes it with all its {self.children}, those outside "
                f"of this stack too; `pulumi up` refuses that unless you allow it: {_guards.allowing_cascade(state)}."
            )
        if self._claims.is_wanting(urn):  # a refresh compares, too, and changes nothing
            self._tell_what_is_hidden(state, wanted, changed)
        return DiffResult(
            changes=bool(changed),
            replaces=replaces,
            delete_before_replace=bool(replaces) and self._is_same_place(state, wanted),
        )

    @reported("created")
    def create(self, props: Properties) -> CreateResult:
        """Create the object."""
        inputs = received(props)
        self._refuse_incomplete(inputs)
        key, client = self._key(inputs), self._client(inputs)
        self._refuse_mask("created", key, inputs)
        self._adoptions.pop(self._place(key, inputs), None)
        answer = self._created(client, key, inputs, adopts=self._may("adopt", "adopt", inputs))
        not_taken = self._not_taken(inputs, inputs, answer)
        for name in not_taken:
            log.warn(
                f"{self.called(key)} was created, but Edgegap did not take {name} as given; "
                f"after `pulumi refresh`, a preview shows what it has instead."
            )
        self._tell_what_is_unseen(inputs, key, answer)
        self._claims.have(self._place(key, inputs), urn_of_call())
        asked = {name: inputs[name] for name in not_taken}
        return CreateResult(join_id(*key), self._recorded(inputs, inputs, answer | asked))

    @reported("read")
    def read(self, id_: str, props: Properties) -> ReadResult:
        """Read the object: what is gone answers an empty ID."""
        state = received(props)
        key = self._parsed(id_)
        is_managed = any(name in state for name in self.key)
        state |= dict(zip(self.key, key, strict=True))
        client, presence = self._client(state), self._presence(state)
        with presence.call():
            try:
                many = client.reading_many(f"{self.inputs.title} {id_}")
                answer = self.answered(self.read_object(many, key))
            except NotFoundError as error:
                if not is_managed:
                    self.fail("found", key, error)
                _guards.accept_gone(self, presence, client, key, state, self._allows_all_gone(state))
                log.warn(f"{self.called(key)} is gone from Edgegap, so it leaves the state.")
                return ReadResult("", {})
            except EdgegapError as error:
                self.fail("read", key, error)
            presence.found()
        # What an edition of the API does not answer stays as the state has it.
        kept = {name: value for name, value in state.items() if name not in (*fields(self.inputs), FILLED)}
        live = _state.live_values(self.inputs, state, kept | answer)
        inputs = _state.refreshed_inputs(self.inputs, state, live)
        outs = _state.state_of(self.inputs, inputs, live)
        return ReadResult(id_, sealed(self.inputs, outs), sealed(self.inputs, inputs))

    @reported("updated")
    def update(self, _id: str, _olds: Properties, _news: Properties) -> UpdateResult:
        """Send what changed, and hold the answer against what was asked."""
        state, wanted = received(_olds), received(_news)
        key, client = self._key(state), self._client(wanted)
        known = state | wanted
        changed = _state.changed_fields(self.inputs, state, wanted)
        body = self._changes(changed, wanted)
        if not body:
            same = {name: value for name, value in state.items() if name != FILLED}
            return UpdateResult(self._recorded(wanted, known, same))
        self._refuse_mask("updated", key, body)
        body |= self._companions(client, key, body.keys() - set(changed))
        answer = self._updated(client, key, body, known)
        self._presence(wanted).found()
        self._tell_what_is_unseen(body, key, answer)
        self._tell_drift(state, key, answer, changed)
        # Drift comes into the state by a refresh, into inputs and outputs together: what the program did not change
        # stays as it was, or else the next preview would undo the drift and could not show it.
        held = {name: state[name] for name in fields(self.inputs) if name in state and name not in changed}
        return UpdateResult(self._recorded(wanted, known, {ADOPTED: state.get(ADOPTED)} | answer | held))

    @reported("deleted")
    def delete(self, _id: str, _props: Properties) -> None:
        """Delete the object; one that is gone already counts as deleted."""
        state = received(_props)
        key, client = self._parsed(_id), self._client(state)
        is_anothers = self._claims.is_had_by_another(self._place(key, state), urn_of_call())
        if is_anothers or self._was_adopted_from(key, state):
            log.warn(f"{self.called(key)} stays: a resource of this program has it.")
            return
        presence = self._presence(state)
        with presence.call():
            try:
                _guards.refuse_cascade(
                    self, presence, client, key, state, self._may("deleteChildren", "delete_children", state)
                )
                self.delete_object(client, key, state)
            except NotFoundError as error:
                if not error.repeated:
                    _guards.accept_gone(self, presence, client, key, state, self._allows_all_gone(state))
                    log.warn(f"{self.called(key)} was gone from Edgegap already.")
                return
            except EdgegapError as error:
                is_seen = error.outcome_unknown and self.can_be_read
                if not is_seen or self._seen_after(error, "deleted", client, key) is not None:
                    self.fail("deleted", key, error)
            presence.found()

    def _presence(self, properties: Mapping[str, Value]) -> Presence:
        return presence_of(str(properties.get("account", "")))

    def _refusal(self, mistake: Failure) -> CheckFailure:
        """Tell a mistake, at its property if the engine may show the value there."""
        if _checking.may_show_value(self.inputs, mistake.path):
            return CheckFailure(mistake.path, mistake.reason)
        return CheckFailure("", f"property {mistake.path} {mistake.reason}")

    def _one_too_many(self, urn: str, inputs: Mapping[str, Value]) -> list[Failure]:
        """Find another resource of the program that wants this one's object."""
        place = place_of(self.inputs.title, self.key, inputs)
        other = self._claims.want(place, urn) if place and urn else None
        return [one_too_many(self.inputs.title, self.key, urn, other)] if other else []

    def _refuse_mask(self, step: str, key: tuple[str, ...], body: Properties) -> None:
        """Never send the text that stands for a secret in its place."""
        if _masked.holds_mask(self.inputs, body):
            raise ResourceError(
                f"{self.called(key)} could not be {step}: it would get the text that the API shows in place "
                f"of a secret; give the secret itself."
            )

    def _client(self, properties: Mapping[str, Value]) -> Client:
        try:
            return client_for(load_account(str(properties.get("account", "")), self._lookup))
        except ConfigurationError as error:
            raise ResourceError(str(error)) from None

    def _may(self, setting: str, field: str, properties: Mapping[str, Value]) -> bool:
        """Tell whether a resource, or else the configuration of its stack, allows something."""
        if properties.get(field) is not None:
            return properties[field] is True
        try:
            return is_set(self._lookup, f"{namespace(str(properties.get('account', '')))}:{setting}")
        except ConfigurationError as error:
            raise ResourceError(str(error)) from None

    def _allows_all_gone(self, state: Mapping[str, Value]) -> bool:
        try:
            return allows_all_gone(str(state.get("account", "")), self._lookup)
        except ConfigurationError as error:
            raise ResourceError(str(error)) from None

    def _is_same_place(self, state: Mapping[str, Value], wanted: Mapping[str, Value]) -> bool:
        """Whether old and new would stand in each other's way: the API refuses two of one name."""
        return all(state.get(name) == wanted.get(name) for name in ("account", *self.key))

    def _companions(self, client: Client, key: tuple[str, ...], names: Set[str]) -> Properties:
        """Give the present values of fields that have to be sent although the program did not change them."""
        if not names:
            return {}
        try:
            live = self.answered(self.read_object(client, key))
        except EdgegapError as error:
            self.fail("updated", key, error)
        return {name: live[name] for name in names if live.get(name) is not None}

    def _tell_drift(
        self, state: Mapping[str, Value], key: tuple[str, ...], answer: Properties, changed: list[str]
    ) -> None:
        drifted = [name for name in _state.drifted(self.inputs, state, answer) if name not in changed]
        if drifted:
            log.warn(
                f"{self.called(key)}: Edgegap has another {', '.join(drifted)} than the state, and this update left "
                f"that as it is; run `pulumi refresh`, and the next preview shows it."
            )

    def _tell_what_is_hidden(
        self, state: Mapping[str, Value], wanted: Mapping[str, Value], changed: list[str]
    ) -> None:
        names = _secret_changes.told(self.inputs, state, wanted, changed)
        if names:
            log.info(f"{self.called(self._key(state))}: {names}.")

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
                f"{self.called(self._key(state))}: the program does not set {', '.join(stays)}, but the API "
                f"cannot unset it, so it stays as it is; set it to the value that you want."
            )
        for name in stays:
            if "." not in name and REFERS in fields(self.inputs)[name].marks:
                log.warn(
                    f"{self.called(self._key(state))}: it will still name {str(state[name])!r} as its {name}; where that "
                    f"is deleted, Edgegap may refuse every later update: name one that stays, or replace the resource."
                )
