"""The step executor: does what the generator decided, and keeps the checkpoint true."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from pulumi.runtime import rpc

from . import _steps as ops
from ._builtin import read_stack_reference
from ._callbacks import RETRIES
from ._checkpoint import now
from ._events import Began, Ended, Failed
from ._resource import Resource
from ._steps import Step
from ._values import Properties, Secret
from .errors import LocalEngineError, StepError, StoppedError

if TYPE_CHECKING:
    from ._operation import Operation

_PENDING = {
    ops.CREATE: "creating",
    ops.CREATE_REPLACEMENT: "creating",
    ops.UPDATE: "updating",
    ops.DELETE: "deleting",
    ops.DELETE_REPLACED: "deleting",
    ops.DISCARD: "deleting",
    ops.DISCARD_REPLACED: "deleting",
    ops.READ: "reading",
    ops.READ_REPLACEMENT: "reading",
}


class Executor:
    """Runs steps, as many at once as the operation allows."""

    def __init__(self, operation: Operation) -> None:
        self._op = operation
        self._slots = threading.Semaphore(operation.parallel)
        self._idle = threading.Condition()
        self._running = 0
        self.failed: list[Step] = []
        self.not_begun: list[Step] = []
        self._ended: set[Step] = set()
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
                if self._op.stopping:
                    self.not_begun += steps[number:]
                    raise StoppedError
                with self._idle:
                    self._running += 1
                try:
                    succeeded = self._run(step)
                finally:
                    with self._idle:
                        self._ended.add(step)
                        self._running -= 1
                        self._idle.notify_all()
            if not succeeded:
                return "FAIL"
        return "SUCCESS"

    def run_in_parallel(self, steps: list[Step]) -> None:
        """Run steps that do not depend on each other; failures stop those that have not begun."""
        with ThreadPoolExecutor(max_workers=max(1, min(self._op.parallel, len(steps)))) as pool:
            futures = [pool.submit(self._run_quietly, step) for step in steps]
            try:
                for future in futures:
                    future.result()
            except KeyboardInterrupt:
                self._op.stop()
                raise

    def wait_until_idle(self) -> None:
        """Wait for the steps under way."""
        with self._idle:
            while self._running:
                self._idle.wait(0.2)

    def left(self) -> list[str]:
        """Give the URNs of what was decided on but not done."""
        return sorted({step.urn for step in self.not_begun if step not in self._ended and not step.internal})

    def _run_quietly(self, step: Step) -> None:
        with suppress(StoppedError):
            self.run([step])

    def _is_broken(self, step: Step) -> bool:
        if not self._broken or step.new is None:
            return False
        return any(urn in self._broken for urn in (*step.new.dependency_urns(), step.new.parent))

    def _run(self, step: Step) -> bool:
        started = time.monotonic()
        checkpoint = self._op.checkpoint
        if not step.internal:
            self._op.events.send(Began(step))
        ticket = None
        if checkpoint is not None and step.op in _PENDING:
            ticket = checkpoint.begin(_PENDING[step.op], step.resource)
        try:
            self._apply(step)
        except (StepError, LocalEngineError) as error:
            if checkpoint is not None and not self._op.abandoned:
                checkpoint.end(ticket)
            reason = "left behind while the call was under way" if self._op.abandoned else str(error)
            self._fail(step, reason, time.monotonic() - started)
            return False
        if step.new is not None and step.op != ops.REPLACE:
            _mark_secret_outputs(step.new)
        if checkpoint is not None:
            self._record(step, ticket)
        if step.op != ops.REFRESH or not self._op.refreshes_first:
            self._op.events.count(step)
        told_with_outputs = not step.resource.custom and step.op not in (ops.DELETE, ops.REFRESH)
        if not step.internal and (self._op.dry_run or not told_with_outputs):
            self._op.events.send(Ended(step, time.monotonic() - started))
        return True

    def _fail(self, step: Step, message: str, seconds: float) -> None:
        protected = step.op == ops.DELETE and step.resource.protect
        self._op.tell("error", f"Preview failed: {message}" if self._op.dry_run else message, step.urn)
        self._op.events.send(Failed(step, seconds))
        self.failed.append(step)
        self._broken.add(step.urn)
        # Nothing was attempted on what is protected, so all that is can be told in one go.
        if not protected and not self._op.continue_on_error and step.op != ops.REFRESH:
            self._op.stop()
            raise StoppedError

    def _apply(self, step: Step) -> None:
        match step.op:
            case ops.SAME:
                self._same(step)
            case ops.CREATE | ops.CREATE_REPLACEMENT:
                self._create(step)
            case ops.UPDATE:
                self._update(step)
            case ops.DELETE | ops.DELETE_REPLACED | ops.DISCARD | ops.DISCARD_REPLACED:
                self._delete(step)
            case ops.READ | ops.READ_REPLACEMENT:
                self._read(step)
            case ops.REFRESH:
                self._refresh(step)

    def _same(self, step: Step) -> None:
        if step.old is not None and step.new is not None:
            step.new.id, step.new.outputs = step.old.id, step.old.outputs

    def _create(self, step: Step) -> None:
        new, old = step.resource, step.old
        self._hooks("BeforeCreate", new, None, new)
        if self._op.is_default_provider(new):
            new.outputs = new.inputs
        elif new.custom and self._op.dry_run:
            new.outputs = dict(new.inputs)
        elif new.custom:
            new.id, new.outputs = self._tried("create", new, None, new, lambda: self._op.provider.create(new))
        new.created = new.modified = now()
        if step.marks_old and old is not None:
            old.delete = True
        if new.custom:
            self.after(step)

    def _update(self, step: Step) -> None:
        old, new = step.old, step.resource
        assert old is not None
        new.id, new.created, new.modified = old.id, old.created, old.modified
        self._hooks("BeforeUpdate", new, old, new)
        if self._op.is_default_provider(new):
            new.outputs = new.inputs
        elif new.custom and self._op.dry_run:
            new.outputs = dict(new.inputs)
        elif new.custom:
            new.outputs = self._tried(
                "update", new, old, new, lambda: self._op.provider.update(old, new, step.ignore_changes)
            )
        if new.custom:
            new.modified = now()
            self.after(step)

    def after(self, step: Step) -> None:
        """Run the hooks that follow a creation or an update; for a component its outputs come first."""
        kind = {ops.CREATE: "AfterCreate", ops.CREATE_REPLACEMENT: "AfterCreate", ops.UPDATE: "AfterUpdate"}
        if step.op in kind:
            old = step.old if step.op == ops.UPDATE else None
            try:
                self._hooks(kind[step.op], step.resource, old, step.new)
            except StepError as error:  # what was done stays done
                self._op.tell("error", str(error), step.urn)
                self._op.saw_error = True
                if not self._op.continue_on_error:
                    self._op.stop()

    def _delete(self, step: Step) -> None:
        old = step.resource
        self._hooks("BeforeDelete", old, old, None)
        if step.op == ops.DELETE and old.protect:
            raise StepError(
                f'resource "{old.urn}" cannot be deleted\nbecause it is protected. To unprotect the resource, '
                f"either remove the `protect` flag from the resource in your Pulumi program and run `pulumi up`, "
                f"or use the command:\n`pulumi state unprotect '{old.urn}'`"
            )
        goes_with_another = old.deletedWith in self._op.generator.deleted
        spared = old.external or old.retainOnDelete or goes_with_another or self._op.is_default_provider(old)
        if old.custom and not self._op.dry_run and not spared:
            self._tried("delete", old, old, None, lambda: self._op.provider.delete(old))
        if step.awaits_replacement:
            old.pendingReplacement = True
        try:
            self._hooks("AfterDelete", old, old, None)
        except StepError as error:
            self._op.tell("error", str(error), old.urn)
            self._op.saw_error = True

    def _read(self, step: Step) -> None:
        new, old = step.resource, step.old
        if new.id == rpc.UNKNOWN:
            new.outputs = {}
        elif self._op.is_builtin(new):
            new.outputs = read_stack_reference(new, self._op.stack_outputs)
        else:
            found, _, new.outputs = self._op.provider.read(new, new.inputs)
            new.id = found or new.id
        if old is None:
            return
        old.delete = old.delete or step.marks_old
        new.created, new.modified = old.created, old.modified
        if old.inputs != new.inputs or old.outputs != new.outputs:
            new.modified = now()

    def _refresh(self, step: Step) -> None:
        old = step.resource
        step.new = old
        if not old.custom or self._op.is_default_provider(old) or old.pendingReplacement:
            return
        answered: Properties | None = None
        if self._op.is_builtin(old):
            found, outputs = old.id, read_stack_reference(old, self._op.stack_outputs)
            answered = old.inputs
        else:
            found, answered, outputs = self._op.provider.read(old, old.outputs)
        if not found:
            step.new, step.found = None, ops.DELETE
            return
        inputs = old.inputs if answered is None else answered
        new = old.copy()
        new.id, new.inputs, new.outputs, new.initErrors = found, inputs, outputs, []
        differs = old.inputs != ((answered or {}) if old.external else inputs)
        if differs or old.outputs != new.outputs:
            new.modified = now()
        if old.external:
            changed = old.outputs != new.outputs
        else:
            # What the next `up` of an unchanged program would do is what the user wants to know.
            diff = self._op.generator.provider_diff(new.urn, new, new.inputs, old.inputs, old.ignoreChanges)
            changed = bool(diff.changes)
        step.new, step.found = new, ops.UPDATE if changed else ops.SAME

    def _hooks(self, kind: str, resource: Resource, old: Resource | None, new: Resource | None) -> None:
        if resource.resourceHooks:
            for warning in self._op.callbacks.run_hooks(
                kind, resource, dry_run=self._op.dry_run, old=old, new=new
            ):
                self._op.tell("warning", warning, resource.urn)

    def _tried(
        self,
        operation: str,
        resource: Resource,
        old: Resource | None,
        new: Resource | None,
        call: Callable[[], Any],
    ) -> Any:
        """Make a call, and again as long as an error hook of the resource asks for it."""
        errors: list[str] = []
        while True:
            try:
                return call()
            except StepError as error:
                errors.append(str(error))
                wanted = self._op.callbacks.wants_retry(operation, resource, old, new, errors)
                if not wanted or len(errors) > RETRIES or self._op.stopping:
                    raise
                self._op.tell(
                    "warning",
                    f"retrying {operation} due to on-error hook request ({len(errors)}/{RETRIES})",
                    resource.urn,
                )

    def _record(self, step: Step, ticket: int | None) -> None:
        """Write down what a step did."""
        checkpoint, old, new = self._op.checkpoint, step.old, step.new
        assert checkpoint is not None
        if step.op == ops.REPLACE or step.skipped:
            return
        if step.op == ops.SAME and old is not None and new is not None and _is_unchanged(old, new):
            new.handle = old.handle
            checkpoint.keep(new)
        elif step.op == ops.REFRESH:
            if new is None:
                checkpoint.end(ticket, drop=old)
            elif new is not old:
                checkpoint.end(ticket, put=new, in_place_of=old)
        elif step.op == ops.CREATE_REPLACEMENT and old is not None:
            gone = old if old.pendingReplacement else None
            checkpoint.end(ticket, put=new, drop=gone, mark=None if gone else old)
        elif step.op == ops.READ_REPLACEMENT:
            checkpoint.end(ticket, put=new, mark=old)
        elif step.awaits_replacement:
            checkpoint.end(ticket, mark=old)
        else:
            checkpoint.end(ticket, put=new, drop=old)


def _mark_secret_outputs(new: Resource) -> None:
    """Make secret what the options name, and what was secret as an input."""
    outputs = dict(new.outputs)
    for name, value in outputs.items():
        asked = name in new.additionalSecretOutputs or isinstance(new.inputs.get(name), Secret)
        if asked and not isinstance(value, Secret):
            outputs[name] = Secret(value)
    new.outputs = outputs


def _is_unchanged(old: Resource, new: Resource) -> bool:
    """Tell whether nothing that matters differs; where the program declares it does not."""
    ignored = {"handle", "sourcePosition", "stackTrace", "created", "modified", "initErrors", "aliases"}
    return old.handle >= 0 and all(
        getattr(old, name) == getattr(new, name) for name in vars(old) if name not in ignored
    )
