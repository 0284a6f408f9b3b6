"""What becomes of a step that met another one's object, or whose answer was lost on the way.

Nothing is repeated blindly: the object is looked at, and then taken for what it is, or named in the error.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, ClassVar

from pulumi import log

from . import _advice
from ._declaration import REPLACES, SECRET, SECRET_ITEMS, fields
from ._object import WAYS_OUT, ApiObject, ResourceError
from ._values import Properties, Value
from .api.errors import ConflictError, EdgegapError

if TYPE_CHECKING:
    from .api import Client

CLOCK_STEP = timedelta(seconds=2)
"""The server's clock comes in whole seconds, and its answer was some time on the way."""


ADOPTED = "__adopted"
"""The output that names the adoption by which a resource got its object."""


class Attempt:
    """The time at which a create was tried, by the server's own clock."""

    def __init__(self) -> None:
        """Begin now."""
        self._began = time.monotonic()

    def is_newer(self, answer: Mapping[str, Value], server_time: datetime | None) -> bool:
        """Tell whether an object was there before the attempt; one of unknown age was not.

        Args:
            answer: The object as the API answers it.
            server_time: The present time by the server's clock.
        """
        created = created_at(answer)
        if created is None or server_time is None:
            return False
        return created < server_time - timedelta(seconds=time.monotonic() - self._began) - CLOCK_STEP


def created_at(answer: Mapping[str, Value]) -> datetime | None:
    """Give the time at which an object was made, as the API answers it: UTC, with no zone written."""
    try:
        found = datetime.fromisoformat(str(answer.get("create_time")))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=timezone.utc)


class Recovery(ApiObject):
    """The steps that see to it that an object is what was asked for, whoever made it and whatever got lost."""

    _adoptions: ClassVar[dict[tuple[str, ...], str]] = {}
    """The newest adoption of each object, by place: a resource that had the object before must not delete it."""

    def _updated(
        self, client: Client, key: tuple[str, ...], body: Properties, known: Mapping[str, Value]
    ) -> Properties:
        """Update the object, and see to it that the API took what was asked."""
        try:
            answer = self.answered(self.update_object(client, key, body))
        except EdgegapError as error:
            # What the API masks cannot be compared; then the same update, sent once more, is the remedy.
            is_seen = error.outcome_unknown and not any(map(self._is_masked, body))
            found = self._seen_after(error, "updated", client, key) if is_seen else None
            if found is None or self._not_taken(body, known, found):
                self.fail("updated", key, error, _advice.on_update(self, client, key, known, error))
            answer = found
        for name in self._not_taken(body, known, answer):
            raise ResourceError(
                f"{self.called(key)}: Edgegap accepted the update but left {name} as it was; this edition "
                f"of its API cannot change {name} in place, so give the resource a new name, or replace it: "
                f"`delete_before_replace=True` among its options, and `pulumi up --replace URN`."
            )
        return answer

    def _created(
        self, client: Client, key: tuple[str, ...], inputs: Properties, *, adopts: bool
    ) -> Properties:
        """Create the object; after an answer that leaves the outcome open, look, and create again if nothing is there."""
        attempt, lost = Attempt(), False

        def create_or_look() -> Properties | EdgegapError:
            nonlocal lost
            try:
                return self.answered(self.create_object(client, key, self._sendable(inputs)))
            except EdgegapError as error:
                failure = error
            lost = lost or failure.outcome_unknown
            if not lost:
                return failure
            if not self.can_be_read:
                self.fail("created", key, failure)
            found = self._seen_after(failure, "created", client, key)
            if found is None:
                return failure
            return self._settled(client, key, inputs, attempt, failure, found, adopts=adopts)

        result = client.persist(f"the creation of {self.called(key)}", create_or_look)
        if isinstance(result, EdgegapError):
            # Not every conflict is a taken name.
            stands = isinstance(result, ConflictError) and _advice.is_there(self, client, key)
            if stands and adopts:
                return self._adopted(client, key, inputs)
            advice = WAYS_OUT if stands else _advice.on_create(self, client, key, inputs, result)
            self.fail("created", key, result, advice)
        return result

    def _adopted(self, client: Client, key: tuple[str, ...], inputs: Properties) -> Properties:
        """Take over the object that has the name, and change it to what was asked."""
        try:
            answer = self.seen(client, key)
        except EdgegapError as error:
            self.fail("adopted", key, error)
        if answer is None:
            raise ResourceError(f"{self.called(key)} could not be adopted: it is gone again; run once more.")
        different = self._not_taken(inputs, inputs, answer)
        fixed = [name for name in different if REPLACES in fields(self.inputs)[name].marks]
        if fixed:
            raise ResourceError(
                f"{self.called(key)} could not be adopted: its {', '.join(fixed)} is another one and cannot "
                f"be changed; set it to what it is, or give the resource another name."
            )
        answer, sent = self._completed(client, key, inputs, answer, different)
        log.warn(
            f"{self.called(key)} existed already and was adopted; "
            + (f"changed: {', '.join(sent)}." if sent else "nothing had to be changed.")
        )
        adopted = answer | {ADOPTED: uuid.uuid4().hex}
        self._note_adoption(inputs, adopted)
        return adopted

    def _note_adoption(self, inputs: Mapping[str, Value], state: Mapping[str, Value]) -> None:
        """Remember who adopted, now or in an earlier run, for the deletes that come at the end of this one."""
        if ADOPTED in state:
            self._adoptions[self._place(self._key(inputs), inputs)] = str(state[ADOPTED])

    def _was_adopted_from(self, key: tuple[str, ...], state: Mapping[str, Value]) -> bool:
        newest = self._adoptions.get(self._place(key, state))
        return newest is not None and newest != state.get(ADOPTED)

    def _place(self, key: tuple[str, ...], properties: Mapping[str, Value]) -> tuple[str, ...]:
        return (self.inputs.title, str(properties.get("account", "")), *key)

    def _settled(
        self,
        client: Client,
        key: tuple[str, ...],
        inputs: Properties,
        attempt: Attempt,
        lost: EdgegapError,
        answer: Properties,
        *,
        adopts: bool,
    ) -> Properties:
        """Take what stands there for the result of a create whose answer was lost, adopt it, or say why not."""
        different = self._not_taken(inputs, inputs, answer)
        stood_before = attempt.is_newer(answer, client.server_time())
        if adopts and (stood_before or different):
            return self._adopted(client, key, inputs)
        if stood_before:
            raise ResourceError(
                f"{self.called(key)} could not be created: {lost} One of that name stood there before. {WAYS_OUT}"
            )
        if different:
            raise ResourceError(
                f"{self.called(key)}: the answer to its creation was lost ({lost}), and what stands there "
                f"now differs in {', '.join(different)}. {WAYS_OUT}"
            )
        try:
            return self._completed(client, key, inputs, answer, different)[0]
        except ResourceError as failure:
            raise ResourceError(f"{failure} It is there now: take it over with `adopt=True`.") from None

    def _completed(
        self,
        client: Client,
        key: tuple[str, ...],
        inputs: Properties,
        answer: Properties,
        different: list[str],
    ) -> tuple[Properties, list[str]]:
        """Update what differs, and what an answer can neither confirm nor deny; give the answer and these fields."""
        unseen = [
            name
            for name in inputs
            if REPLACES not in fields(self.inputs)[name].marks
            and (self._is_masked(name) or name not in answer)
        ]
        body = self._changes([*different, *unseen], inputs)
        return self._updated(client, key, body, inputs) if body else answer, list(body)

    def _seen_after(
        self, lost: EdgegapError, step: str, client: Client, key: tuple[str, ...]
    ) -> Properties | None:
        """Look at an object whose step was not answered."""
        try:
            return self.seen(client, key)
        except EdgegapError as error:
            taken = (
                "; if the name is taken then, take the object over with `adopt=True`"
                if step == "created"
                else ""
            )
            raise ResourceError(
                f"{self.called(key)} may have been {step}: {lost} A look at it failed, too: {error} "
                f"Run the same command again{taken}."
            ) from None

    def _is_masked(self, name: str) -> bool:
        return bool({SECRET, SECRET_ITEMS} & set(fields(self.inputs)[name].marks))
