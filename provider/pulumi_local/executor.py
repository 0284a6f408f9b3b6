"""The step executor: has steps done, as many at once as is allowed, and notes what failed and what depends on it."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from pulumi.automation import OpType

from .actions import Actions
from .checkpoint import Checkpoint
from .course import Course
from .errors import LocalEngineError, StepError, StoppedError
from .events import Progress
from .recording import mark_secret_outputs, record
from .request import Request
from .steps import Step

_PENDING = {
    "create": "creating",
    "update": "updating",
    "delete": "deleting",
    "discard": "deleting",
    "read": "reading",
}


class Executor:
    """Runs steps, as many at once as the operation allows."""

    def __init__(self, request: Request, course: Course, checkpoint: Checkpoint, actions: Actions) -> None:
        self._request, self._course = request, course
        self._checkpoint, self._actions = checkpoint, actions
        self._slots = threading.Semaphore(request.parallel)
        self._idle = threading.Condition()
        self._running = 0
        self.failed: list[Step] = []
        self.not_begun: list[Step] = []
        self.succeeded: set[Step] = set()
        self._broken: set[str] = set()
        """URNs of what failed or was left out because of that."""

    def run(self, steps: list[Step]) -> str:
        """Run a chain of steps.

        Returns:
            What the program is told: SUCCESS, FAIL, or SKIP when something failed that the chain needs.

        Raises:
            StoppedError: A step failed, or the operation is ending.
        """
        for number, step in enumerate(steps):
            if self._is_broken(step):
                self._broken.add(step.urn)
                return "SKIP"
            with self._slots:
                if self._course.stopping:
                    self.not_begun += steps[number:]
                    raise StoppedError
                with self._idle:
                    self._running += 1
                try:
                    succeeded = self._run(step)
                finally:
                    with self._idle:
                        self._running -= 1
                        self._idle.notify_all()
            if not succeeded:
                return "FAIL"
            self.succeeded.add(step)
        return "SUCCESS"

    def run_in_parallel(self, steps: list[Step]) -> None:
        """Run steps that do not depend on each other; failures stop those that have not begun."""

        def run(step: Step) -> None:
            with suppress(StoppedError):
                self.run([step])

        with ThreadPoolExecutor(max_workers=max(1, min(self._request.parallel, len(steps)))) as pool:
            try:
                list(pool.map(run, steps))
            except KeyboardInterrupt:
                self._course.stop()
                raise

    def wait_until_idle(self) -> None:
        """Wait for the steps under way."""
        with self._idle:
            while self._running:
                self._idle.wait(0.2)

    def left(self) -> list[str]:
        """Give the URNs of what was decided on but not done."""
        left = set(self.not_begun) - self.succeeded
        return sorted({step.urn for step in left if not step.resource.is_provider})

    def after(self, step: Step) -> None:
        """Run the hooks that follow a component's creation or update, now that its outputs are there."""
        self._actions.after(step)

    def _is_broken(self, step: Step) -> bool:
        if step.new is None or step.op == OpType.REFRESH:  # which needs no other
            return False
        return not self._broken.isdisjoint((*step.new.dependency_urns(), step.new.parent))

    def _run(self, step: Step) -> bool:
        """Run a step; tell whether it succeeded."""
        started = time.monotonic()
        self._course.events.send(Progress(step, "began"))
        pending = _PENDING.get(step.op.value.split("-")[0])
        ticket = self._checkpoint.begin(pending, step.resource) if pending else None
        try:
            self._actions.apply(step)
        except (StepError, LocalEngineError) as error:
            if not self._course.abandoned:
                self._checkpoint.end(ticket)
            reason = "left behind while the call was under way" if self._course.abandoned else str(error)
            self._fail(step, reason, time.monotonic() - started)
            return False
        if step.new is not None and step.op != OpType.REPLACE:
            mark_secret_outputs(step.new)
        record(self._checkpoint, step, ticket)
        if step.op != OpType.REFRESH or not self._request.refreshes_first:
            self._course.events.count(step)
        outputs_follow = not step.resource.custom and step.op not in (OpType.DELETE, OpType.REFRESH)
        if self._request.dry_run or not outputs_follow:
            self._course.events.send(Progress(step, "ended", time.monotonic() - started))
        return True

    def _fail(self, step: Step, message: str, seconds: float) -> None:
        self._course.tell(
            "error", f"Preview failed: {message}" if self._request.dry_run else message, step.urn
        )
        self._course.events.send(Progress(step, "failed", seconds))
        self.failed.append(step)
        self._broken.add(step.urn)
        # Nothing was attempted on what is protected, so all that is can be told in one go.
        protected = step.op == OpType.DELETE and step.resource.protect
        if not protected and not self._request.continue_on_error and step.op != OpType.REFRESH:
            self._course.stop()
            raise StoppedError
