"""The provider calls of a step, and the hooks around them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pulumi.automation import OpType
from pulumi.runtime import rpc

from .callbacks import Callbacks
from .checkpoint import now
from .control import Control
from .decisions import Decisions
from .errors import StepError
from .provider import Provider
from .request import Request
from .resource import Resource
from .steps import Step
from .urns import STACK_REFERENCE
from .values import Properties, has_secrets, plain


class Actions:
    """Applies steps; in a preview, only as far as possible without changes.

    Args:
        request: The operation and its options.
        control: Receives warnings of hooks.
        provider: The provider.
        callbacks: The hooks.
        decisions: Says what is or will be deleted.
        outputs_of_stack: Returns the outputs of another stack by name.
    """

    def __init__(
        self,
        request: Request,
        control: Control,
        provider: Provider,
        callbacks: Callbacks,
        decisions: Decisions,
        outputs_of_stack: Callable[[str], Properties],
    ) -> None:
        self._request, self._control = request, control
        self._provider, self._callbacks, self._decisions = provider, callbacks, decisions
        self._outputs_of_stack = outputs_of_stack

    def apply(self, step: Step) -> None:
        """Apply a step.

        Raises:
            StepError: The provider or a hook failed.
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

    def run_after_hooks(self, step: Step) -> None:
        """Run the hooks after a creation or an update; for a component, once its outputs are registered."""
        if step.op in (OpType.CREATE, OpType.CREATE_REPLACEMENT):
            self._run_after_hooks("AfterCreate", step, None)
        elif step.op == OpType.UPDATE:
            self._run_after_hooks("AfterUpdate", step, step.old)

    def _create(self, step: Step, new: Resource) -> None:
        self._run_hooks("BeforeCreate", new, None, new)
        if new.is_provider or (new.custom and self._request.dry_run):
            new.outputs = dict(new.inputs)
        elif new.custom:
            new.id, new.outputs = self._provider.create(new)
        new.created = new.modified = now()
        if step.marks_old and step.old is not None:
            step.old.delete = True
        if new.custom:
            self.run_after_hooks(step)

    def _update(self, step: Step, old: Resource, new: Resource) -> None:
        new.id, new.created, new.modified = old.id, old.created, old.modified
        self._run_hooks("BeforeUpdate", new, old, new)
        if new.is_provider or (new.custom and self._request.dry_run):
            new.outputs = dict(new.inputs)
        elif new.custom:
            new.outputs = self._provider.update(old, new)
        if new.custom:
            new.modified = now()
            self.run_after_hooks(step)

    def _delete(self, step: Step, old: Resource) -> None:
        self._run_hooks("BeforeDelete", old, old, None)
        if step.op == OpType.DELETE and old.protect:
            raise StepError(
                f'resource "{old.urn}" cannot be deleted\nbecause it is protected. To unprotect the resource, '
                f"either remove the `protect` flag from the resource in your Pulumi program and run `pulumi up`, "
                f"or use the command:\n`pulumi state unprotect '{old.urn}'`"
            )
        goes_with_another = old.deletedWith in self._decisions.deleted
        keeps_object = old.external or old.retainOnDelete or goes_with_another or old.is_provider
        if old.custom and not self._request.dry_run and not keeps_object:
            self._provider.delete(old)
        old.pendingReplacement = old.pendingReplacement or step.awaits_replacement
        try:
            self._run_hooks("AfterDelete", old, old, None)
        except StepError as error:  # the deletion is done
            self._control.log("error", str(error), old.urn)
            self._control.saw_error = True

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
            # Report what the next `up` of an unchanged program would do.
            diff = self._provider.diff(new, new, new.inputs, old.inputs)
            changed = bool(diff.changes)
        step.found = OpType.UPDATE if changed else OpType.SAME

    def _read_from(self, resource: Resource, state: Properties) -> tuple[str, Properties | None, Properties]:
        """Read a resource from the provider, or the outputs of another local stack."""
        if resource.type != STACK_REFERENCE:
            return self._provider.read(resource, state)
        name = plain(resource.inputs.get("name"))
        outputs = self._outputs_of_stack(str(name))
        hidden = sorted(key for key, value in outputs.items() if has_secrets(value))
        return resource.id, None, {"name": name, "outputs": outputs, "secretOutputNames": hidden}

    def _run_hooks(self, kind: str, resource: Resource, old: Resource | None, new: Resource | None) -> None:
        run = self._callbacks.run_hooks
        for warning in run(kind, resource, dry_run=self._request.dry_run, old=old, new=new):
            self._control.log("warning", warning, resource.urn)

    def _run_after_hooks(self, kind: str, step: Step, old: Resource | None) -> None:
        try:
            self._run_hooks(kind, step.resource, old, step.new)
        except StepError as error:  # the step itself is done
            self._control.log("error", str(error), step.urn)
            self._control.saw_error = True
            if not self._request.continue_on_error:
                self._control.stop()
