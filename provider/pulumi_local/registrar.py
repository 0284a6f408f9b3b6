"""Requests of the program: the generator decides on each registration, and the executor runs the steps."""

from __future__ import annotations

import threading
from typing import Any
from uuid import uuid4

from pulumi.automation import OpType
from pulumi.runtime import rpc

from .callbacks import Callbacks
from .checkpoint import Checkpoint
from .control import Control
from .decisions import Decisions
from .errors import LocalEngineError
from .events import Progress
from .executor import Executor
from .generator import Generator
from .registration import Registration, options_without_effect, read_registration
from .request import Request
from .resource import Resource
from .steps import Step
from .urns import STACK_REFERENCE, STACK_TYPE, qualified_type, stack_urn
from .values import Properties, from_wire

PYTHON_PROVIDER = "pulumi:providers:pulumi-python"


class Registrar:
    """Handles the registrations, reads and outputs of a program.

    Args:
        request: The operation and its options.
        control: The control of the operation.
        checkpoint: The state.
        callbacks: The transforms.
        decisions: The resources in the state.
        generator: Decides on steps.
        executor: Runs them.
        config: The configuration of the stack.
    """

    def __init__(
        self,
        request: Request,
        control: Control,
        checkpoint: Checkpoint,
        callbacks: Callbacks,
        decisions: Decisions,
        generator: Generator,
        executor: Executor,
        config: Properties,
    ) -> None:
        self._request, self._control, self._checkpoint = request, control, checkpoint
        self._callbacks, self._decisions = callbacks, decisions
        self._generator, self._executor, self._config = generator, executor, config
        self._deciding = threading.Lock()
        self._wanted: dict[str, Registration] = {}
        self._steps: dict[str, Step] = {}
        self._providers: dict[str, str] = {}
        self.stack_outputs: Properties = {}

    def register(self, request: Any) -> tuple[Resource, str, bool]:
        """Run check, diff and the resulting steps of a registration.

        Returns:
            The resource, the result for the program, and whether its outputs are unknown.
        """
        self._control.raise_if_stopping()
        wanted = read_registration(request, self._ancestors(request.parent), self._callbacks)
        new = wanted.new
        for option in options_without_effect(request):
            self._control.log(
                "warning",
                f"{new.type} {wanted.name!r}: {option} has no effect on a dynamic resource, here or with the CLI.",
            )
        if new.custom:
            new.provider = self._default_provider(PYTHON_PROVIDER)
        with self._deciding:
            self._control.raise_if_stopping()
            steps = self._generator.register(wanted)
        result = self._execute(steps)
        self._wanted[new.urn] = wanted
        return steps[-1].resource, result, steps[-1].skipped

    def read(self, request: Any) -> tuple[Resource, str]:
        """Read a resource that the stack does not manage."""
        self._control.raise_if_stopping()
        package = request.type.split(":", 1)[0]
        if request.provider or (package != "pulumi-python" and request.type != STACK_REFERENCE):
            raise LocalEngineError(
                f"{request.type} {request.name!r} needs a plugin, which only the CLI can run."
            )
        new = Resource(
            urn="",
            custom=True,
            id=request.id,
            type=request.type,
            inputs=from_wire(request.properties),
            parent=request.parent,
            external=True,
            dependencies=list(request.dependencies),
            provider=self._default_provider(f"pulumi:providers:{package}"),
            additionalSecretOutputs=list(request.additionalSecretOutputs),
        )
        with self._deciding:
            self._control.raise_if_stopping()
            steps = self._generator.read(new, request.name)
        return new, self._execute(steps)

    def register_outputs(self, urn: str, outputs: Properties) -> None:
        """Record the outputs of a component; those of the stack are recorded at the end."""
        step = self._steps[urn]
        if qualified_type(urn) == STACK_TYPE:
            self.stack_outputs = outputs
        elif step in self._executor.succeeded and not step.skipped:
            self._put_outputs(step, outputs)
            self._executor.run_after_hooks(step)

    def finish_stack(self, *, complete: bool) -> None:
        """Record the stack's outputs; those that a failed program did not reach keep their values."""
        step = self._stack_step()
        if step is not None:
            if not complete:
                self.stack_outputs = {**self.old_stack_outputs, **self.stack_outputs}
            self._put_outputs(step, self.stack_outputs)

    @property
    def old_stack_outputs(self) -> Properties:
        """The stack's previous outputs."""
        step = self._stack_step()
        return step.old.outputs if step and step.old else {}

    def _stack_step(self) -> Step | None:
        return self._steps.get(stack_urn(self._request.stack, self._request.project.name))

    def _put_outputs(self, step: Step, outputs: Properties) -> None:
        step.resource.outputs = outputs
        self._checkpoint.end(put=[step.resource])
        self._control.events.send(Progress(step, "ended"))

    def _execute(self, steps: list[Step]) -> str:
        result = self._executor.run(steps)
        self._steps[steps[-1].urn] = steps[-1]
        return result

    def _ancestors(self, parent: str) -> list[Registration]:
        found = []
        while parent in self._wanted:
            found.append(self._wanted[parent])
            parent = found[-1].new.parent
        return found

    def _default_provider(self, type_: str) -> str:
        """Return the reference of a package's default provider, registering it for the first resource."""
        with self._deciding:
            if type_ not in self._providers:
                urn = self._request.urn("", type_, "default")
                resources = self._decisions.resources
                old = next((each for each in resources if each.urn == urn and not each.delete), None)
                inputs = dict(self._config) if type_ == PYTHON_PROVIDER else {}
                new = Resource(urn=urn, custom=True, type=type_, inputs=inputs)
                if old is None:
                    new.id = rpc.UNKNOWN if self._request.dry_run else str(uuid4())
                    step = Step(OpType.CREATE, None, new)
                else:
                    new.id, new.created, new.modified = old.id, old.created, old.modified
                    step = Step(OpType.SAME if old.inputs == inputs else OpType.UPDATE, old, new)
                self._generator.record(step)
                self._execute([step])
                self._providers[type_] = f"{urn}::{new.id}"
            return self._providers[type_]
