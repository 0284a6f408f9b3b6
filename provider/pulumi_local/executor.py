"""The step executor, which runs steps in parallel and tracks failures and what depends on them."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from pulumi.automation import OpType

from .actions import Actions
from .checkpoint import Checkpoint
from .control import Control
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
    """Runs steps, as many in parallel as the operation allows."""

    def __init__(self, request: Request, control: Control, checkpoint: Checkpoint, actions: Actions) -> None:
        self._request, self._control = request, control
        self._checkpoint, self._actions = checkpoint, actions
        self._slots = threading.Semaphore(request.parallel)
        self._idle = threading.Condition()
        self._running = 0
        self.failed: list[Step] = []
        self.not_started: list[Step] = []
        self.succeeded: set[Step] = set()
        self._failed_urns: set[str] = set()
        """URNs of resources that failed, or were skipped because of one that did."""

    def run(self, steps: list[Step]) -> str:
        """Run a chain of steps.

        Returns:
            The result for the program: SUCCESS, FAIL, or SKIP if a dependency failed.

        Raises:
            StoppedError: A step failed, or the operation is ending.
        """
        for number, step in enumerate(steps):
            if self._depends_on_failed(step):
                self._failed_urns.add(step.urn)
                return "SKIP"
            with self._slots:
                if self._control.stopping:
                    self.not_started += steps[number:]
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
        """Run steps that do not depend on each other; a failure stops those that have not started."""

        def run(step: Step) -> None:
            with suppress(StoppedError):
                self.run([step])

        with ThreadPoolExecutor(max_workers=max(1, min(self._request.parallel, len(steps)))) as pool:
            try:
                list(pool.map(run, steps))
            except KeyboardInterrupt:
                self._control.stop()
                raise

    def wait_until_idle(self) -> None:
        """Wait until no step is running."""
        with self._idle:
            while self._running:
                self._idle.wait(0.2)

    def not_done(self) -> list[str]:
        """Return the URNs of planned steps that were not run."""
        left = set(self.not_started) - self.succeeded
        return sorted({step.urn for step in left if not step.resource.is_provider})

    def run_after_hooks(self, step: Step) -> None:
        """Run the after-hooks of a component, once its outputs are registered."""
        self._actions.run_after_hooks(step)

    def _depends_on_failed(self, step: Step) -> bool:
        if step.new is None or step.op == OpType.REFRESH:  # a refresh depends on no other resource
            return False
        return not self._failed_urns.isdisjoint((*step.new.dependency_urns(), step.new.parent))

    def _run(self, step: Step) -> bool:
        """Run a step and return whether it succeeded."""
        started = time.monotonic()
        self._control.events.send(Progress(step, "began"))
        pending = _PENDING.get(step.op.value.split("-")[0])
        ticket = self._checkpoint.begin(pending, step.resource) if pending else None
        try:
            self._actions.apply(step)
        except (StepError, LocalEngineError) as error:
            if not self._control.abandoned:
                self._checkpoint.end(ticket)
            reason = "left behind while the call was under way" if self._control.abandoned else str(error)
            self._fail(step, reason, time.monotonic() - started)
            return False
        if step.new is not None and step.op != OpType.REPLACE:
            mark_secret_outputs(step.new)
        record(self._checkpoint, step, ticket)
        if step.op != OpType.REFRESH or not self._request.refreshes_first:
            self._control.events.count(step)
        outputs_follow = not step.resource.custom and step.op not in (OpType.DELETE, OpType.REFRESH)
        if self._request.dry_run or not outputs_follow:
            self._control.events.send(Progress(step, "ended", time.monotonic() - started))
        return True

    def _fail(self, step: Step, message: str, seconds: float) -> None:
        self._control.log(
            "error", f"Preview failed: {message}" if self._request.dry_run else message, step.urn
        )
        self._control.events.send(Progress(step, "failed", seconds))
        self.failed.append(step)
        self._failed_urns.add(step.urn)
        # Deleting a protected resource was not attempted, so continue and report all of them.
        protected = step.op == OpType.DELETE and step.resource.protect
        if not protected and not self._request.continue_on_error and step.op != OpType.REFRESH:
            self._control.stop()
            raise StoppedError
