"""The second step of a write: fields that were held back are set once the object's gate is open.

The first step has succeeded by then, so nothing here fails: however the wait ends, the state gets the last response,
and the next preview shows the fields that are still held back.
"""

from __future__ import annotations

from math import inf

from ..api.errors import EdgegapError
from .errors import ResourceError
from .sending import send_update
from .target import Target
from .values import Properties

POLL_INTERVAL = 10.0
"""The seconds between two reads."""
REPORT_INTERVAL = 60.0
"""The seconds between two progress messages."""


def release(target: Target, wanted: Properties, held: Properties, answer: Properties) -> Properties:
    """Wait, set the fields held back, and return the latest response; warn if that was not possible.

    Args:
        target: The object.
        wanted: The inputs of the program.
        held: The fields held back, with their temporary values.
        answer: The response to the first step.
    """
    rest = {name: wanted[name] for name in held}
    if all(answer.get(name) == value for name, value in rest.items()):
        return answer  # adopted as it was
    wait = _Wait(target, wanted, rest, answer)
    if why := wait.outcome():
        kept = " and ".join(f"{name} {value}" for name, value in held.items())
        target.call.warn(
            f"{target} is in Edgegap with {kept} for now: {why} The next `pulumi up` waits again."
        )
    return wait.answer


class _Wait:
    def __init__(self, target: Target, wanted: Properties, rest: Properties, answer: Properties) -> None:
        self.target, self.wanted, self.rest, self.answer = target, wanted, rest, answer
        self.gate, self.client = target.kind.gate, target.client
        self.seconds, self.reported_at = -POLL_INTERVAL, -inf

    def outcome(self) -> str:
        """Wait, and set the fields held back; return why that failed, or ""."""
        timeout = self.gate.timeout(self.wanted)
        try:
            if not self.client.watch(self.is_over, POLL_INTERVAL, timeout):
                return f"after {timeout} s {self.gate.describe_progress(self.wanted, self.answer)}."
            if not self.is_done() and self.target.call.is_awaited():
                self.answer = send_update(self.target, self.rest, self.wanted)
        except (EdgegapError, ResourceError) as error:
            return str(error)
        return ""

    def is_over(self) -> bool:
        """Whether the gate is open, the fields are already set, or the engine no longer waits; reads the object."""
        if not self.target.call.is_awaited():
            return True
        kind = self.target.kind
        self.answer = kind.fields_of(kind.read_object(self.client, self.target.key))
        self.seconds += POLL_INTERVAL
        if self.is_done() or self.gate.is_open(self.wanted, self.answer):
            return True
        self.report()
        return False

    def is_done(self) -> bool:
        return all(self.answer.get(name) == value for name, value in self.rest.items())

    def report(self) -> None:
        timeout = self.gate.timeout(self.wanted)
        if timeout and self.seconds - self.reported_at >= REPORT_INTERVAL:
            self.reported_at = self.seconds
            how_far = self.gate.describe_progress(self.wanted, self.answer)
            self.target.call.info(f"{self.target}: {how_far} (after {self.seconds:.0f} s of {timeout}).")
