"""One operation on a stack: preview, up, refresh or destroy."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from pulumi.runtime import rpc

from . import _steps as ops
from ._builtin import STACK_REFERENCE
from ._callbacks import Callbacks
from ._checkpoint import Checkpoint
from ._events import Ended, Events, Listener, Message, Outcome
from ._executor import Executor
from ._generator import Generator
from ._goal import Goal, goal_of, position, trace
from ._monitor import Server
from ._process import Child
from ._provider import Provider
from ._resource import Resource
from ._secrets import Crypter
from ._steps import Step
from ._targets import Targets
from ._urns import STACK_TYPE, make_urn, qualified_type
from ._values import Properties, Secret, plain, received
from .errors import LocalEngineError, StoppedError

_PYTHON = "pulumi-python"
_PROVIDER_TYPE = "pulumi:providers:"


@dataclass
class Project:
    """The project that an operation runs."""

    name: str
    root: Path
    directory: Path
    program: str
    python: str


@dataclass
class Options:
    """How an operation is to be done."""

    dry_run: bool = False
    parallel: int = 8
    targets: list[str] = field(default_factory=list)
    target_dependents: bool = False
    replace: list[str] = field(default_factory=list)
    continue_on_error: bool = False
    refresh_first: bool = False


class Operation:
    """What the parts of an operation share, and its course."""

    organization = "organization"

    def __init__(
        self,
        project: Project,
        stack: str,
        config: Callable[[], Properties],
        checkpoint: Checkpoint,
        crypter: Crypter,
        options: Options,
        environment: Mapping[str, str],
        stack_outputs: Callable[[str], Properties],
        listeners: list[Listener],
    ) -> None:
        self.project, self.stack = project.name, stack
        self.dry_run, self.parallel = options.dry_run, max(1, options.parallel)
        self.targets, self.replace_targets = Targets(options.targets), Targets(options.replace)
        self.target_dependents = options.target_dependents
        self.continue_on_error = options.continue_on_error
        self.refreshes_first = options.refresh_first
        self.stack_outputs = stack_outputs
        self.events = Events(listeners)
        self.callbacks = Callbacks()
        self.failed = self.stopping = self.abandoned = False
        self.saw_error = False
        """The generator refused something, but goes on so that all of it is told."""
        self._project, self._load_config = project, config
        self.config: Properties = {}
        self._crypter = crypter
        self._environment = environment
        self._state = checkpoint
        self.pending = checkpoint.pending_operations()
        self.checkpoint: Checkpoint | None = None
        if not self.dry_run:
            self.checkpoint = checkpoint
        self._deciding = threading.Lock()
        self._wake, self._finished = threading.Event(), threading.Event()
        self._canceled = self._config_of_state = False
        self._goals: dict[str, Goal] = {}
        self._news: dict[str, Resource] = {}
        self._component_steps: dict[str, Step] = {}
        self._providers: dict[str, str] = {}
        self._program: Child | None = None
        self._server: Server | None = None
        self._stack_step: Step | None = None
        self._stack_outputs: Properties | None = None

    # Running

    def up(self) -> Outcome:
        """Bring the stack to what the program wants; as a dry run, find out what that takes."""
        return self._run(self._up, keep_pending=True)

    def refresh(self) -> Outcome:
        """Bring the state to what is there, and let go of operations whose end is not known."""
        self._config_of_state = True
        return self._run(self._refresh, keep_pending=False)

    def destroy(self) -> Outcome:
        """Delete everything."""
        self._config_of_state = True
        return self._run(self._destroy, keep_pending=True)

    def stop(self) -> None:
        """Begin no new step: something failed."""
        self.failed = self.stopping = True
        self._wake.set()

    def tell(self, severity: str, text: str, urn: str = "") -> None:
        """Tell the user something."""
        self.events.send(Message(severity, text, urn))

    def _run(self, course: Callable[[], None], *, keep_pending: bool) -> Outcome:
        started = time.monotonic()
        if self.checkpoint is not None:
            self.checkpoint.open_journal(self._crypter, keep_pending=keep_pending)
        self.executor = Executor(self)
        self.provider = Provider(self._start_provider(), self._grpc_log(), unknowns=self.dry_run)
        if course == self._up:
            self._start_program()
        try:
            # Secrets take a while to decrypt: by now the other processes are busy starting.
            self.config = self._load_config()
            self.resources = self._state.resources(self._crypter)
            self.provider.config = self._provider_config()
            self.generator = Generator(self)
            course()
        except StoppedError:
            self.failed = True
        except LocalEngineError as error:
            self.failed = True
            self.tell("error", str(error))
        except KeyboardInterrupt:
            self._interrupted()
        finally:
            self._let_program_go()
            self.provider.close()
            if self.checkpoint is not None:
                self.checkpoint.close()
            self._end_program()
        failed = bool(self.failed or self.saw_error or self.executor.failed)
        kind = "preview" if self.dry_run else "update"
        if self._canceled or self.executor.failed or self.saw_error:
            self.tell("error", f"{kind} {'canceled' if self._canceled else 'failed'}")
        outcome = Outcome(
            "canceled" if self._canceled else "failed" if failed else "succeeded",
            dict(self.events.changes),
            time.monotonic() - started,
            self._stack_outputs or {},
            self._stack_step.old.outputs if self._stack_step and self._stack_step.old else {},
        )
        self.events.send(outcome)
        return outcome

    def _interrupted(self) -> None:
        """End after Ctrl-C; a second one leaves the calls under way behind, as pending operations."""
        self._canceled = True
        self.stop()
        self.tell(
            "info", "Interrupted: waiting for the calls under way to end. Ctrl-C again leaves them behind."
        )
        try:
            self.executor.wait_until_idle()
        except KeyboardInterrupt:
            self.abandoned = True
            self.provider.close()
            self.tell(
                "warning", "The calls under way are left behind; the state has them as pending operations."
            )
        left = "".join(f"\n      {urn}" for urn in self.executor.left())
        self.tell(
            "info", f"Left to be done, when it is run again:{left or ' what the program still asks for.'}"
        )

    def _up(self) -> None:
        self._check_targets(self.replace_targets)
        if self.pending and not self.dry_run:
            self._warn_of_pending()
        if self.refreshes_first:
            self._refresh()
            self.generator = Generator(self)
        assert self._program is not None
        self._program.tell(self._told())
        try:
            while not self._wake.wait(0.5):  # in turns, since Ctrl-C does not end a wait on Windows
                pass
            self.executor.wait_until_idle()
            self._check_program(self._program)
            if not self.stopping:
                self._check_targets(self.targets)
                self._delete_unseen()
        except KeyboardInterrupt:
            self._interrupted()
        finally:
            self.executor.wait_until_idle()
            self._finish_stack_outputs()

    def _refresh(self) -> None:
        self._check_targets(self.targets)
        steps = [
            Step(ops.REFRESH, resource, resource, internal=self.is_default_provider(resource))
            for resource in self.resources
            if self.targets.allows(resource.urn)
        ]
        self.executor.run_in_parallel(steps)
        result = {id(step.old): step.new for step in steps if step not in self.executor.failed}
        if self.stopping or (self.executor.failed and self.refreshes_first):
            raise StoppedError
        self.resources = [new for each in self.resources if (new := result.get(id(each), each)) is not None]
        for changed in _let_go_of_gone(self.resources):
            if self.checkpoint is not None:
                self.checkpoint.end(None, put=changed, in_place_of=changed)

    def _destroy(self) -> None:
        self._check_targets(self.targets)
        self._refuse_delete_hooks()
        if self.refreshes_first:
            self._refresh()
            self.generator = Generator(self)
        self._delete_unseen()

    def _refuse_delete_hooks(self) -> None:
        hooked = [each for each in self.resources if self.targets.allows(each.urn) and each.delete_hooks]
        for each in hooked:
            self.tell(
                "error",
                "Resource has delete hooks registered, but the program is not running. "
                f"Hooks: {', '.join(each.delete_hooks)}",
                each.urn,
            )
        if hooked:
            raise LocalEngineError(
                "Take the delete hooks off with an `up` first: a destroy does not run the program."
            )

    def _delete_unseen(self) -> None:
        keep, waves = self.generator.deletions()
        if keep:
            self.executor.run(keep)
        self.executor.not_begun += [step for wave in waves for step in wave]
        needed: set[int] = set()
        seen = 0
        for wave in waves:
            for step in self.executor.failed[seen:]:
                needed |= self.generator.needs_of(step)
            seen = len(self.executor.failed)
            if self.stopping:
                raise StoppedError
            self.executor.run_in_parallel([step for step in wave if id(step.old) not in needed])

    def _check_program(self, child: Child) -> None:
        code = child.exit_code
        if code and not self.stopping:
            if not self.events.errors:
                self.tell(
                    "error", f"an unhandled error occurred: program exited with non-zero exit code: {code}"
                )
            self.stop()

    def _watch(self, child: Child) -> None:
        while child.wait(3600) is None:
            pass
        self._wake.set()

    # What the program calls

    def register(self, request: Any) -> tuple[Resource, str, bool]:
        """Take a registration through check, diff and its steps."""
        self._go_on()
        goal = goal_of(request, self._ancestors(request.parent), self.callbacks, self._project.root)
        for option in ("replace_on_changes", "timeouts"):
            if goal.custom and getattr(goal, option):
                name = "custom_timeouts" if option == "timeouts" else option
                self.tell(
                    "warning",
                    f"{goal.type} {goal.name!r}: {name} has no effect on a dynamic resource, here or with the CLI.",
                )
        provider = self._default_provider(_PYTHON) if goal.custom else ""
        with self._deciding:
            self._go_on()
            steps = self.generator.register(goal, provider)
        new = steps[-1].resource
        result = self._execute(steps)
        self._goals[new.urn] = goal
        if not goal.custom:
            self._component_steps[new.urn] = steps[-1]
        if qualified_type(new.urn) == STACK_TYPE:
            self._stack_step = steps[-1]
        return new, result, steps[-1].skipped

    def read(self, request: Any) -> tuple[Resource, str]:
        """Read a resource that is not managed."""
        self._go_on()
        new = self._external(request)
        with self._deciding:
            self._go_on()
            steps = self.generator.read(new)
        return new, self._execute(steps)

    def register_outputs(self, urn: str, outputs: Properties) -> None:
        """Take the outputs of a component; those of the stack wait for the end."""
        if qualified_type(urn) == STACK_TYPE:
            self._stack_outputs = outputs
            return
        step = self._component_steps.pop(urn, None)
        if step is None:
            raise LocalEngineError(f"cannot complete a resource '{urn}' whose registration isn't pending")
        if step.skipped or step in self.executor.failed:
            return
        self._put_outputs(step, outputs)
        self.executor.after(step)

    def invoke(self, token: str, arguments: Properties) -> Properties:
        """Call a function; only Pulumi's own `getResource` needs no plugin."""
        if token != "pulumi:pulumi:getResource":
            raise LocalEngineError(
                f"The function {token} belongs to a plugin, which only the Pulumi CLI can run."
            )
        urn = str(arguments.get("urn"))
        found = self._news.get(urn)
        if found is None:
            raise LocalEngineError(f"unknown resource {urn}")
        return {"urn": urn, "id": found.id, "provider": found.provider, "state": found.outputs}

    def program_says(self, severity: str, text: str, urn: str) -> None:
        """Hand on what the program logs; when it is being ended, that is of no interest."""
        if not self.stopping:
            self.tell(severity, text, urn)

    def program_is_done(self) -> None:
        """Let the deletions begin, and keep the program until they are done, for its hooks."""
        self._wake.set()
        self._finished.wait()

    # What the parts ask

    def is_default_provider(self, resource: Resource) -> bool:
        """Tell whether a resource is one of the providers that the engine makes by itself."""
        return resource.type.startswith(_PROVIDER_TYPE) and resource.urn.endswith("::default")

    def is_builtin(self, resource: Resource) -> bool:
        """Tell whether the engine is the provider of a resource."""
        return resource.type.startswith("pulumi:pulumi:")

    def shown(self, value: object) -> str:
        """Give a value as it may be shown in a message."""
        from ._diff import in_go

        return in_go(value)

    def _go_on(self) -> None:
        if self.stopping:
            raise StoppedError

    def _execute(self, steps: list[Step]) -> str:
        result = self.executor.run(steps)
        self._news[steps[-1].urn] = steps[-1].resource
        return result

    def _ancestors(self, parent: str) -> list[Goal]:
        found = []
        while parent in self._goals:
            found.append(self._goals[parent])
            parent = self._goals[parent].parent
        return found

    def _external(self, request: Any) -> Resource:
        package = request.type.split(":", 1)[0]
        if request.provider or package not in (_PYTHON, "pulumi"):
            raise LocalEngineError(
                f"{request.type} {request.name!r} needs a plugin, which only the CLI can run."
            )
        if package == "pulumi" and request.type != STACK_REFERENCE:
            raise LocalEngineError(
                f"{request.type}: the local engine does not have this resource of Pulumi itself."
            )
        return Resource(
            urn=request.name,  # completed by the generator
            custom=True,
            id=request.id,
            type=request.type,
            inputs=received(request.properties),
            parent=request.parent,
            external=True,
            dependencies=list(request.dependencies),
            provider=self._default_provider(package),
            additionalSecretOutputs=list(request.additionalSecretOutputs),
            sourcePosition=position(request.sourcePosition, self._project.root),
            stackTrace=trace(request.stackTrace, self._project.root),
        )

    def _default_provider(self, package: str) -> str:
        """Give the reference of a package's default provider, which the first resource brings into being."""
        with self._deciding:
            if package in self._providers:
                return self._providers[package]
            type_ = _PROVIDER_TYPE + package
            urn = make_urn(self.stack, self.project, "", type_, "default")
            old = next((each for each in self.resources if each.urn == urn and not each.delete), None)
            inputs = dict(self.config) if package == _PYTHON else {}
            new = Resource(urn=urn, custom=True, type=type_, inputs=inputs)
            if old is None:
                new.id = rpc.UNKNOWN if self.dry_run else str(uuid4())
                step = Step(ops.CREATE, None, new, internal=True)
            else:
                new.id, new.created, new.modified = old.id, old.created, old.modified
                op = ops.SAME if old.inputs == inputs else ops.UPDATE
                step = Step(op, old, new, internal=True)
            self.generator.adopt(step)
            self._execute([step])
            self._providers[package] = f"{urn}::{new.id}"
            return self._providers[package]

    def _provider_config(self) -> Properties:
        """Give the configuration of the provider: of the program when it runs, otherwise as the state has it."""
        if self._config_of_state:
            for resource in self.resources:
                if resource.type == _PROVIDER_TYPE + _PYTHON and not resource.delete:
                    return resource.inputs
        return self.config

    def _put_outputs(self, step: Step, outputs: Properties) -> None:
        new = step.resource
        new.outputs = outputs
        if self.checkpoint is not None:
            self.checkpoint.end(None, put=new)
        self.events.send(Ended(step))

    def _finish_stack_outputs(self) -> None:
        """Write the stack's outputs; after a failure those that were not reached keep their values."""
        step, outputs = self._stack_step, self._stack_outputs
        if step is None or outputs is None:
            return
        if self.failed or self.executor.failed or self._canceled:
            outputs = {**(step.old.outputs if step.old else {}), **outputs}
        self._stack_outputs = outputs
        self._put_outputs(step, outputs)

    def _check_targets(self, targets: Targets) -> None:
        missing = sorted(urn for urn in targets.literals if not self.generator.knows(urn))
        for urn in missing:
            hint = "" if "$" in urn else " Did you forget to escape $ in your shell?"
            self.tell("error", f"Target '{urn}' could not be found in the stack.{hint}")
        if missing:
            raise StoppedError

    def _warn_of_pending(self) -> None:
        listed = "".join(
            f"  * {each['resource']['urn']}, interrupted while {each['type']}\n" for each in self.pending
        )
        self.tell(
            "warning",
            f"Attempting to deploy or update resources with {len(self.pending)} pending operations from previous "
            f"deployment.\n{listed}It is not known whether these calls took place: look in the API, or run a refresh, "
            f"which also clears them.",
        )

    def _start_program(self) -> None:
        self._server = Server(self)
        project = self._project
        self._program = Child(
            project.python, "_program.py", project.directory, self._environment, self._program_prints
        )
        self._program.pump_stdout()
        threading.Thread(target=self._watch, args=(self._program,), daemon=True).start()

    def _told(self) -> str:
        assert self._server is not None
        return json.dumps(
            {
                "project": self.project,
                "stack": self.stack,
                "organization": self.organization,
                "root_directory": str(self._project.root),
                "dry_run": self.dry_run,
                "parallel": self.parallel,
                "monitor": self._server.address,
                "engine": self._server.address,
                "program": self._project.program,
                "config": {key: plain(value) for key, value in self.config.items()},
                "secret_keys": [key for key, value in self.config.items() if isinstance(value, Secret)],
            }
        )

    def _let_program_go(self) -> None:
        self.stopping = True
        self.callbacks.close()
        self._finished.set()

    def _end_program(self) -> None:
        """Let the program end by itself when it can, and see that it does."""
        if self._program is not None and self._server is not None:
            if not self.failed and not self._canceled:
                self._program.wait(10)
            self._program.stop()
            self._server.close()

    def _start_provider(self) -> Child:
        environment = {
            **self._environment,
            "PULUMI_PROJECT": self.project,
            "PULUMI_STACK": self.stack,
            "PULUMI_ORGANIZATION": self.organization,
        }
        return Child(
            self._project.python,
            "_server.py",
            self._project.directory,
            environment,
            lambda line, is_error: self.tell("info#err" if is_error else "info", line),
        )

    def _program_prints(self, line: str, is_error: bool) -> None:
        if line.strip():
            self.program_says("info#err" if is_error else "info", line, "")

    def _grpc_log(self) -> Path | None:
        path = self._environment.get("PULUMI_DEBUG_GRPC")
        return Path(path) if path else None


def _let_go_of_gone(resources: list[Resource]) -> list[Resource]:
    """Take out of dependencies and parents what a refresh found gone; give the resources that this changed."""
    known: set[str] = set()
    parents: dict[str, str] = {}
    changed = []
    for resource in resources:
        before = (resource.parent, resource.dependencies, resource.propertyDependencies)
        if resource.parent and resource.parent not in known:
            resource.parent = parents.get(resource.parent, "")
        resource.dependencies = [urn for urn in resource.dependencies if urn in known]
        resource.propertyDependencies = {
            name: kept
            for name, urns in resource.propertyDependencies.items()
            if (kept := [urn for urn in urns if urn in known])
        }
        resource.replaceWith = [urn for urn in resource.replaceWith if urn in known]
        if resource.deletedWith not in known:
            resource.deletedWith = ""
        if before != (resource.parent, resource.dependencies, resource.propertyDependencies):
            changed.append(resource)
        known.add(resource.urn)
        parents[resource.urn] = resource.parent
    return changed
