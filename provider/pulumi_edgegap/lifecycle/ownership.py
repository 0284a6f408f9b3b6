"""Which resource wants which object, and which has it: two resources cannot have one object.

A resource that had an object before, and is deleted at the end of a run, must not delete what another has by then.
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
"""The output that names the adoption by which a resource got its object."""


class Ownership:
    """The claims and adoptions of one run. Threads share it."""

    def __init__(self) -> None:
        """Begin with none."""
        self._wanted: dict[Place, str] = {}
        self._wants: dict[str, Place] = {}
        self._had: dict[Place, str] = {}
        self._adoptions: dict[Place, Value] = {}
        self._lock = Lock()

    def want(self, place: Place, urn: str) -> str | None:
        """Note which object a resource wants from now on; give another resource that wants the same."""
        with self._lock:
            before = self._wants.pop(urn, None)
            if before is not None:
                del self._wanted[before]
            other = self._wanted.setdefault(place, urn)
            if other != urn:
                return other
            self._wants[urn] = place
        return None

    def is_wanting(self, urn: str) -> bool:
        """Tell whether a resource is known to be in the program."""
        return urn in self._wants

    def have(self, place: Place, urn: str) -> None:
        """Note that a resource of the program has the object that it wants."""
        with self._lock:
            if self._wants.get(urn) == place:
                self._had[place] = urn

    def note_adoption(self, place: Place, state: Mapping[str, Value]) -> None:
        """Note by which adoption, now or in an earlier run, an object was got: the newest counts."""
        if ADOPTED in state:
            with self._lock:
                self._adoptions[place] = state[ADOPTED]

    def forget_adoption(self, place: Place) -> None:
        """Note that an object is about to be made anew."""
        with self._lock:
            self._adoptions.pop(place, None)

    def is_anothers(self, place: Place, urn: str, adoption: Value) -> bool:
        """Tell whether the object of a resource that is to be deleted has become another's, and must stay.

        Args:
            place: Where the object stands.
            urn: The resource; empty where that is not known.
            adoption: The adoption by which this resource got the object, or None.
        """
        with self._lock:
            is_had = bool(urn) and self._had.get(place, urn) != urn
            return is_had or self._adoptions.get(place, adoption) != adoption


OWNERSHIP = Ownership()
"""That of the provider's process."""


def place_of(title: str, key: tuple[str, ...], properties: Mapping[str, Value]) -> Place | None:
    """Give the place of an object, if its account and all parts of its key are known."""
    place = (title, properties.get("account") or "", *(properties.get(name) for name in key))
    return None if any(part is None or is_unknown(part) for part in place) else place


def one_too_many(title: str, key: tuple[str, ...], urn: str, other: str) -> Failure:
    """Give the mistake of a resource that wants what another one wants already."""
    *parents, last = key
    name, its_name = (each.split("::", 3)[-1] for each in (urn, other))
    whose = f"{title} {its_name!r}" if its_name != name else f"another {title} {its_name!r}"
    beside = f" with the same {' and '.join(parents)}" if parents else ""
    return Failure(
        last,
        f"is already used by {whose}{beside}: two resources cannot manage one object, so change or remove one of them",
    )


def urn_of_call() -> str:
    """Give the URN of the resource that the provider is called for; empty where it cannot be known.

    The engine says it in each request. The SDK's server does not hand it on, so it is read where the server has it.
    """
    urns = (getattr(values.get("request"), "urn", None) for values in _of_frames())
    return next((urn for urn in urns if isinstance(urn, str)), "")


def is_awaited() -> bool:
    """Tell whether the engine still waits for the answer of the call; true where that cannot be known.

    An engine that was killed leaves the calls under way behind, and nobody records what they do.
    """
    asks = (getattr(values.get("context"), "is_active", None) for values in _of_frames())
    return next((bool(ask()) for ask in asks if callable(ask)), True)


def _of_frames() -> Iterator[Mapping[str, Value]]:
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        yield frame.f_locals
        frame = frame.f_back


_of_program: WeakKeyDictionary[object, Ownership] = WeakKeyDictionary()


def in_program(
    title: str,
    key: tuple[str, ...],
    name: str,
    opts: pulumi.ResourceOptions | None,
    given: Mapping[str, Value],
) -> Iterator[Failure]:
    """Find the mistake of a resource whose object another one of this run wants, as far as the program can see it.

    A part of the key that is an output is the same where it is the very same output.
    """
    place = (title, given.get("account") or "", *(given.get(part) for part in key))
    is_read = opts is not None and opts.id is not None
    if is_read or not all(isinstance(part, str | pulumi.Output) for part in place):
        return
    # Two of one parent and name have one URN, too, which the engine refuses.
    urn = f"urn:pulumirun::program::{id(opts.parent) if opts else None}::{name}"
    other = _of_program.setdefault(get_monitor(), Ownership()).want(place, urn)
    if other is not None:
        yield one_too_many(title, key, urn, other)
