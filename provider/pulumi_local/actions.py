"""What a step does to its resource: the calls to the provider, and the hooks around them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pulumi.automation import OpType
from pulumi.runtime import rpc

from .callbacks import Callbacks
from .checkpoint import now
from .course import Course
from .decisions import Decisions
from .errors import StepError
from .provider import Provider
from .request import Request
from .resource import Resource
from .steps import Step
from .urns import STACK_REFERENCE
from .values import Properties, has_secrets, plain


class Actions:
    """Does what steps say; in a preview, what can be done without the provider.

    Args:
        request: What is asked for.
        course: Is told what a hook warns of.
        provider: The provider.
        callbacks: The hooks.
        decisions: What is, or will be, deleted.
        outputs_of_stack: Gives the outputs of another stack by its name.
    """

    def __init__(
        self,
        request: Request,
        course: Course,
        provider: Provider,
        callbacks: Callbacks,
        decisions: Decisions,
        outputs_of_stack: Callable[[str], Properties],
    ) -> None:
        self._request, self._course = request, course
        self._provider, self._callbacks, self._decisions = provider, callbacks, decisions
        self._outputs_of_stack = outputs_of_stack

    def apply(self, step: Step) -> None:
        """Do what a step says.

        Raises:
            StepError: The provider, or a hook, refused it.
        """
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

    def after(self, step: Step) -> None:
        """Run the hooks that follow a creation or an update; for a component its outputs come first."""
        if step.op in (OpType.CREATE, OpType.CREATE_REPLACEMENT):
            self._hooks_after("AfterCreate", step, None)
        elif step.op == OpType.UPDATE:
            self._hooks_after("AfterUpdate", step, step.old)

    def _create(self, step: Step, new: Resource) -> None:
        self._hooks("BeforeCreate", new, None, new)
        if new.is_provider or (new.custom and self._request.dry_run):
            new.outputs = dict(new.inputs)
        elif new.custom:
            new.id, new.outputs = self._provider.create(new)
        new.created = new.modified = now()
        if step.marks_old and step.old is not None:
            step.old.delete = True
        if new.custom:
            self.after(step)

    def _update(self, step: Step, old: Resource, new: Resource) -> None:
        new.id, new.created, new.modified = old.id, old.created, old.modified
        self._hooks("BeforeUpdate", new, old, new)
        if new.is_provider or (new.custom and self._request.dry_run):
            new.outputs = dict(new.inputs)
        elif new.custom:
            new.outputs = self._provider.update(old, new)
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
        goes_with_another = old.deletedWith in self._decisions.deleted
        spared = old.external or old.retainOnDelete or goes_with_another or old.is_provider
        if old.custom and not self._request.dry_run and not spared:
            self._provider.delete(old)
        old.pendingReplacement = old.pendingReplacement or step.awaits_replacement
        try:
            self._hooks("AfterDelete", old, old, None)
        except StepError as error:  # what was done stays done
            self._course.tell("error", str(error), old.urn)
            self._course.saw_error = True

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
            diff = self._provider.diff(new, new, new.inputs, old.inputs)
            changed = bool(diff.changes)
        step.found = OpType.UPDATE if changed else OpType.SAME

    def _read_from(self, resource: Resource, state: Properties) -> tuple[str, Properties | None, Properties]:
        """Read a resource: of the provider, or the outputs of another stack of the local engine."""
        if resource.type != STACK_REFERENCE:
            return self._provider.read(resource, state)
        name = plain(resource.inputs.get("name"))
        outputs = self._outputs_of_stack(str(name))
        hidden = sorted(key for key, value in outputs.items() if has_secrets(value))
        return resource.id, None, {"name": name, "outputs": outputs, "secretOutputNames": hidden}

    def _hooks(self, kind: str, resource: Resource, old: Resource | None, new: Resource | None) -> None:
        run = self._callbacks.run_hooks
        for warning in run(kind, resource, dry_run=self._request.dry_run, old=old, new=new):
            self._course.tell("warning", warning, resource.urn)

    def _hooks_after(self, kind: str, step: Step, old: Resource | None) -> None:
        try:
            self._hooks(kind, step.resource, old, step.new)
        except StepError as error:  # what was done stays done
            self._course.tell("error", str(error), step.urn)
            self._course.saw_error = True
            if not self._request.continue_on_error:
                self._course.stop()
