"""The second step of a write: what was held back is set once the object's gate is open.

The first step stands by then. So nothing here fails: whatever ends the wait, the state gets what the service answered
last, and what was held back shows in the next preview as yet to be done.
"""

from __future__ import annotations

from math import inf

from ..api.errors import EdgegapError
from .errors import ResourceError
from .sending import updated
from .target import Target
from .values import Properties

POLL_INTERVAL = 10.0
"""Seconds between two looks."""
REPORT_INTERVAL = 60.0
"""Seconds between two lines on how far it is."""


def released(target: Target, wanted: Properties, held: Properties, answer: Properties) -> Properties:
    """Wait, set what was held back, and give the newest answer; why that could not be done is a warning.

    Args:
        target: The object.
        wanted: What the program asks for.
        held: What was held back, with the values of the meantime.
        answer: The answer to the first step.
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
        """Wait, and set what was held back; say why it is not."""
        timeout = self.gate.timeout(self.wanted)
        try:
            if not self.client.watch(self.is_over, POLL_INTERVAL, timeout):
                return f"after {timeout} s {self.gate.how_far(self.wanted, self.answer)}."
            if not self.is_done() and self.target.call.is_awaited():
                self.answer = updated(self.target, self.rest, self.wanted)
        except (EdgegapError, ResourceError) as error:
            return str(error)
        return ""

    def is_over(self) -> bool:
        """Look at the object: its gate is open, somebody set the rest, or nobody waits for the answer any more."""
        if not self.target.call.is_awaited():
            return True
        kind = self.target.kind
        self.answer = kind.answered(kind.read_object(self.client, self.target.key))
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
            how_far = self.gate.how_far(self.wanted, self.answer)
            self.target.call.info(f"{self.target}: {how_far} (after {self.seconds:.0f} s of {timeout}).")
