"""The step executor: does what the generator decided, and keeps the checkpoint true."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from pulumi.automation import OpType
from pulumi.runtime import rpc

from .checkpoint import now
from .errors import LocalEngineError, StepError, StoppedError
from .events import Progress
from .resource import Resource
from .steps import Step
from .values import Properties, Secret, has_secrets, plain

if TYPE_CHECKING:
    from .operation import Operation

STACK_REFERENCE = "pulumi:pulumi:StackReference"
_PENDING = {
    "create": "creating",
    "update": "updating",
    "delete": "deleting",
    "discard": "deleting",
    "read": "reading",
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
                if self._op.stopping:
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

        with ThreadPoolExecutor(max_workers=max(1, min(self._op.parallel, len(steps)))) as pool:
            try:
                list(pool.map(run, steps))
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
        left = set(self.not_begun) - self.succeeded
        return sorted({step.urn for step in left if not step.resource.is_provider})

    def after(self, step: Step) -> None:
        """Run the hooks that follow a creation or an update; for a component its outputs come first."""
        if step.op in (OpType.CREATE, OpType.CREATE_REPLACEMENT):
            self._hooks_after("AfterCreate", step, None)
        elif step.op == OpType.UPDATE:
            self._hooks_after("AfterUpdate", step, step.old)

    def _is_broken(self, step: Step) -> bool:
        if step.new is None or step.op == OpType.REFRESH:  # which needs no other
            return False
        return not self._broken.isdisjoint((*step.new.dependency_urns(), step.new.parent))

    def _run(self, step: Step) -> bool:
        """Run a step; tell whether it succeeded."""
        started = time.monotonic()
        self._op.events.send(Progress(step, "began"))
        pending = _PENDING.get(step.op.value.split("-")[0])
        ticket = self._op.checkpoint.begin(pending, step.resource) if pending else None
        try:
            self._apply(step)
        except (StepError, LocalEngineError) as error:
            if not self._op.abandoned:
                self._op.checkpoint.end(ticket)
            reason = "left behind while the call was under way" if self._op.abandoned else str(error)
            self._fail(step, reason, time.monotonic() - started)
            return False
        if step.new is not None and step.op != OpType.REPLACE:
            _mark_secret_outputs(step.new)
        self._record(step, ticket)
        if step.op != OpType.REFRESH or not self._op.refreshes_first:
            self._op.events.count(step)
        outputs_follow = not step.resource.custom and step.op not in (OpType.DELETE, OpType.REFRESH)
        if self._op.dry_run or not outputs_follow:
            self._op.events.send(Progress(step, "ended", time.monotonic() - started))
        return True

    def _fail(self, step: Step, message: str, seconds: float) -> None:
        self._op.tell("error", f"Preview failed: {message}" if self._op.dry_run else message, step.urn)
        self._op.events.send(Progress(step, "failed", seconds))
        self.failed.append(step)
        self._broken.add(step.urn)
        # Nothing was attempted on what is protected, so all that is can be told in one go.
        protected = step.op == OpType.DELETE and step.resource.protect
        if not protected and not self._op.continue_on_error and step.op != OpType.REFRESH:
            self._op.stop()
            raise StoppedError

    def _apply(self, step: Step) -> None:
        match step.op:
            case OpType.SAME if step.old is not None and step.new is not None:
                step.new.id, step.new.outputs = step.old.id, step.old.outputs
            case OpType.CREATE | OpType.CREATE_REPLACEMENT:
                self._create(step, step.resource)
            case OpType.UPDATE if step.old is not None:
                self._update(step, step.old, step.resource)
            case OpType.DELETE | OpType.DELETE_REPLACED | OpType.DISCARD | OpType.DISCARD_REPLACED:
                self._delete(step, step.resource)
            case OpType.READ | OpType.READ_REPLACEMENT:
                self._read(step, step.resource)
            case OpType.REFRESH:
                self._refresh(step, step.resource)

    def _create(self, step: Step, new: Resource) -> None:
        self._hooks("BeforeCreate", new, None, new)
        if new.is_provider or (new.custom and self._op.dry_run):
            new.outputs = dict(new.inputs)
        elif new.custom:
            new.id, new.outputs = self._op.provider.create(new)
        new.created = new.modified = now()
        if step.marks_old and step.old is not None:
            step.old.delete = True
        if new.custom:
            self.after(step)

    def _update(self, step: Step, old: Resource, new: Resource) -> None:
        new.id, new.created, new.modified = old.id, old.created, old.modified
        self._hooks("BeforeUpdate", new, old, new)
        if new.is_provider or (new.custom and self._op.dry_run):
            new.outputs = dict(new.inputs)
        elif new.custom:
            new.outputs = self._op.provider.update(old, new)
        if new.custom:
            new.modified = now()
            self.after(step)

    def _delete(self, step: Step, old: Resource) -> None:
        self._hooks("BeforeDelete", old, old, None)
        if step.op == OpType.DELETE and old.protect:
            raise StepError(
                f'resource "{old.urn}" cannot be deleted\nbecause it is protected. To unprotect the resource, '
                f"either remove the `protect` flag from the resource in your Pulumi program and run `pulumi up`, "
                f"or use the command:\n`pulumi state unprotect '{old.urn}'`"
            )
        goes_with_another = old.deletedWith in self._op.generator.deleted
        spared = old.external or old.retainOnDelete or goes_with_another or old.is_provider
        if old.custom and not self._op.dry_run and not spared:
            self._op.provider.delete(old)
        old.pendingReplacement = old.pendingReplacement or step.awaits_replacement
        try:
            self._hooks("AfterDelete", old, old, None)
        except StepError as error:  # what was done stays done
            self._op.tell("error", str(error), old.urn)
            self._op.saw_error = True

    def _read(self, step: Step, new: Resource) -> None:
        old = step.old
        if new.id == rpc.UNKNOWN:
            new.outputs = {}
        else:
            found, _, new.outputs = self._read_from(new, new.inputs)
            new.id = found or new.id
        if old is not None:
            old.delete = old.delete or step.marks_old
            new.created, new.modified = old.created, old.modified
            if old.inputs != new.inputs or old.outputs != new.outputs:
                new.modified = now()

    def _refresh(self, step: Step, old: Resource) -> None:
        if not old.custom or old.is_provider or old.pendingReplacement:
            return
        found, inputs, outputs = self._read_from(old, old.outputs)
        if not found:
            step.new, step.found = None, OpType.DELETE
            return
        new = step.new = replace(
            old, id=found, inputs=old.inputs if inputs is None else inputs, outputs=outputs
        )
        changed = old.outputs != new.outputs
        if changed or old.inputs != new.inputs:
            new.modified = now()
        if not old.external:
            # What the next `up` of an unchanged program would do is what the user wants to know.
            diff = self._op.generator.diff(new, new, new.inputs, old.inputs)
            changed = bool(diff.changes)
        step.found = OpType.UPDATE if changed else OpType.SAME

    def _read_from(self, resource: Resource, state: Properties) -> tuple[str, Properties | None, Properties]:
        """Read a resource: of the provider, or the outputs of another stack of the local engine."""
        if resource.type != STACK_REFERENCE:
            return self._op.provider.read(resource, state)
        name = plain(resource.inputs.get("name"))
        outputs = self._op.outputs_of_stack(str(name))
        hidden = sorted(key for key, value in outputs.items() if has_secrets(value))
        return resource.id, None, {"name": name, "outputs": outputs, "secretOutputNames": hidden}

    def _hooks(self, kind: str, resource: Resource, old: Resource | None, new: Resource | None) -> None:
        run = self._op.callbacks.run_hooks
        for warning in run(kind, resource, dry_run=self._op.dry_run, old=old, new=new):
            self._op.tell("warning", warning, resource.urn)

    def _hooks_after(self, kind: str, step: Step, old: Resource | None) -> None:
        try:
            self._hooks(kind, step.resource, old, step.new)
        except StepError as error:  # what was done stays done
            self._op.tell("error", str(error), step.urn)
            self._op.saw_error = True
            if not self._op.continue_on_error:
                self._op.stop()

    def _record(self, step: Step, ticket: int | None) -> None:
        """Write down what a step did."""
        checkpoint, old, new = self._op.checkpoint, step.old, step.new
        if step.op == OpType.REPLACE or step.skipped or (step.op == OpType.REFRESH and old is new):
            return
        if step.op == OpType.SAME and old and new and _is_unchanged(old, new):
            new.handle = old.handle
            checkpoint.keep(new)
            return
        put = [new] if new else []
        if old is None or (step.op == OpType.REFRESH and new):  # a refresh leaves it where it stands
            checkpoint.end(ticket, put=put)
        elif step.awaits_replacement or (step.marks_old and not old.pendingReplacement):
            checkpoint.end(ticket, put=[*put, old])
        else:
            checkpoint.end(ticket, put=put, drop=[old])


def _mark_secret_outputs(new: Resource) -> None:
    """Make secret what the options name, and what was secret as an input."""
    new.outputs = {
        name: Secret(value)
        if (name in new.additionalSecretOutputs or isinstance(new.inputs.get(name), Secret))
        and not isinstance(value, Secret)
        else value
        for name, value in new.outputs.items()
    }


def _is_unchanged(old: Resource, new: Resource) -> bool:
    """Tell whether nothing that matters differs; where the program declares it does not."""
    ignored = {"handle", "sourcePosition", "stackTrace", "created", "modified", "aliases"}
    return old.handle >= 0 and all(
        getattr(old, name) == getattr(new, name) for name in vars(old) if name not in ignored
    )
