"""Which resource claims and which one manages an object: two resources cannot manage the same one.

A resource that managed an object before, and is deleted at the end of a run, must not delete it if another resource
manages it by then.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from threading import Lock
from types import FrameType
from typing import TypeAlias
from weakref import WeakKeyDictionary

import pulumi
from pulumi.runtime.settings import get_monitor

from .declaration import Failure
from .values import Value, is_unknown

Place: TypeAlias = tuple[Value, ...]
"""Kind, account and key of an object."""
ADOPTED = "__adopted"
"""The output with the ID of the adoption by which a resource got its object."""


class Ownership:
    """The claims and adoptions of one run. Threads share it."""

    def __init__(self) -> None:
        """Start without any."""
        self._claims: dict[Place, str] = {}
        self._claimed: dict[str, Place] = {}
        self._owners: dict[Place, str] = {}
        self._adoptions: dict[Place, Value] = {}
        self._lock = Lock()

    def claim(self, place: Place, urn: str) -> str | None:
        """Claim an object for a resource, in place of its earlier claim; return another resource that claims it."""
        with self._lock:
            before = self._claimed.pop(urn, None)
            if before is not None:
                del self._claims[before]
            other = self._claims.setdefault(place, urn)
            if other != urn:
                return other
            self._claimed[urn] = place
        return None

    def is_in_program(self, urn: str) -> bool:
        """Whether a resource is known to be in the program."""
        return urn in self._claimed

    def note_owner(self, place: Place, urn: str) -> None:
        """Note that a resource of the program manages the object that it claims."""
        with self._lock:
            if self._claimed.get(urn) == place:
                self._owners[place] = urn

    def note_adoption(self, place: Place, state: Mapping[str, Value]) -> None:
        """Note the latest adoption of an object, in this run or an earlier one."""
        if ADOPTED in state:
            with self._lock:
                self._adoptions[place] = state[ADOPTED]

    def forget_adoption(self, place: Place) -> None:
        """Forget the adoption of an object that is about to be created again."""
        with self._lock:
            self._adoptions.pop(place, None)

    def belongs_to_another(self, place: Place, urn: str, adoption: Value) -> bool:
        """Whether another resource manages the object of a resource to be deleted, so that it must stay.

        Args:
            place: The identity of the object.
            urn: The resource; empty if unknown.
            adoption: The adoption by which this resource got the object, or None.
        """
        with self._lock:
            is_others = bool(urn) and self._owners.get(place, urn) != urn
            return is_others or self._adoptions.get(place, adoption) != adoption


OWNERSHIP = Ownership()
"""The ownership in the provider's process."""


def place_of(title: str, key: tuple[str, ...], properties: Mapping[str, Value]) -> Place | None:
    """Return the identity of an object, or None if a part of its key is unknown."""
    place = (title, properties.get("account") or "", *(properties.get(name) for name in key))
    return None if any(part is None or is_unknown(part) for part in place) else place


def duplicate_claim(title: str, key: tuple[str, ...], urn: str, other: str) -> Failure:
    """Return the mistake of a resource that claims the object of another one."""
    *parents, last = key
    name, its_name = (each.split("::", 3)[-1] for each in (urn, other))
    whose = f"{title} {its_name!r}" if its_name != name else f"another {title} {its_name!r}"
    beside = f" with the same {' and '.join(parents)}" if parents else ""
    return Failure(
        last,
        f"is already used by {whose}{beside}: two resources cannot manage one object, so change or remove one of them",
    )


def urn_of_call() -> str:
    """Return the URN of the resource that the provider is called for, or "" if unknown.

    The engine sends it with each request, but the SDK's server does not pass it on, so it is read from its frame.
    """
    urns = (getattr(values.get("request"), "urn", None) for values in _frame_locals())
    return next((urn for urn in urns if isinstance(urn, str)), "")


def is_awaited() -> bool:
    """Whether the engine still waits for the response to the call; True if unknown.

    A killed engine leaves calls under way, whose results nobody records.
    """
    asks = (getattr(values.get("context"), "is_active", None) for values in _frame_locals())
    return next((bool(ask()) for ask in asks if callable(ask)), True)


def _frame_locals() -> Iterator[Mapping[str, Value]]:
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        yield frame.f_locals
        frame = frame.f_back


_BY_MONITOR: WeakKeyDictionary[object, Ownership] = WeakKeyDictionary()


def duplicates_in_program(
    title: str,
    key: tuple[str, ...],
    name: str,
    opts: pulumi.ResourceOptions | None,
    given: Mapping[str, Value],
) -> Iterator[Failure]:
    """Find the mistake of a resource whose object another one of the program claims, as far as the program shows it.

    A part of the key that is an output is only equal to the same output.
    """
    place = (title, given.get("account") or "", *(given.get(part) for part in key))
    is_read = opts is not None and opts.id is not None
    if is_read or not all(isinstance(part, str | pulumi.Output) for part in place):
        return
    # Two with the same parent and name have the same URN, which the engine refuses.
    urn = f"urn:pulumirun::program::{id(opts.parent) if opts else None}::{name}"
    other = _BY_MONITOR.setdefault(get_monitor(), Ownership()).claim(place, urn)
    if other is not None:
        yield duplicate_claim(title, key, urn, other)
