"""One operation on a stack: preview, up, refresh or destroy."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any

from pulumi.automation import OpType

from .callbacks import Callbacks
from .errors import LocalEngineError, StoppedError
from .events import Events, Listener, Message, Outcome
from .executor import Executor
from .generator import Generator
from .host import MESSAGE_SHOWN, Program, start_provider
from .registrar import PYTHON_PROVIDER, Registrar
from .resource import Resource
from .steps import Step
from .store import Store
from .urns import Targets
from .values import Properties, Secret


class Operation:
    """What the parts of an operation share, and its course.

    Args:
        kind: preview, update, refresh or destroy.
        options: The options of `LocalStack`.
        store: The stack.
        config: Configuration to set first.
        listeners: Who is told what happens.
    """

    def __init__(
        self,
        kind: str,
        options: Mapping[str, Any],
        store: Store,
        config: Mapping[str, str | Secret],
        listeners: Sequence[Listener],
    ) -> None:
        self.project, self.stack = store.project, store.stack
        self.checkpoint = store.checkpoint()
        self.outputs_of_stack = store.outputs_of_another
        self.dry_run = kind == "preview"
        self.parallel: int = options.get("parallel") or 4 * (os.cpu_count() or 1)
        self.targets = Targets(options.get("target") or [])
        self.replace_targets = Targets(options.get("replace") or [])
        self.target_dependents = bool(options.get("target_dependents"))
        self.continue_on_error = bool(options.get("continue_on_error"))
        self.refreshes_first = bool(options.get("refresh"))
        self.events = Events(listeners)
        self.callbacks = Callbacks()
        self.failed = self.stopping = self.abandoned = False
        self.saw_error = False
        """Something was refused or failed, but the operation goes on so that all of it is told."""
        self.config: Properties = {}
        self._kind = kind
        self._store, self._new_config = store, config
        self._finished = threading.Event()
        self._canceled = False
        self._program: Program | None = None

    # The course

    def run(self) -> Outcome:
        """Run the operation; a failure is an outcome, too."""
        started = time.monotonic()
        if not self.dry_run:
            self.checkpoint.open_journal(keep_pending=self._kind != "refresh")
        self.executor, self.registrar = Executor(self), Registrar(self)
        self.provider = start_provider(self._store, self.tell, dry_run=self.dry_run)
        if self._kind in ("preview", "update"):
            self._program = Program(self, self._store)
        try:
            # Secrets take a while to decrypt: by now the other processes are busy starting.
            if self._new_config:
                self._store.config().write(self._new_config, self.checkpoint.crypter)
            self.config = self._store.config().read()
            self.resources = self.checkpoint.resources()
            self.provider.config = self._provider_config()
            self.generator = Generator(self)
            {"refresh": self._refresh, "destroy": self._destroy}.get(self._kind, self._up)()
        except StoppedError:
            self.failed = True
        except LocalEngineError as error:
            self.failed = True
            self.tell("error", str(error))
        except KeyboardInterrupt:
            self._interrupted()
        finally:
            self._end()
        return self._outcome(time.monotonic() - started)

    def stop(self) -> None:
        """Begin no new step: something failed."""
        self.failed = self.stopping = True
        if self._program is not None:
            self._program.done.set()

    def tell(self, severity: str, text: str, urn: str = "") -> None:
        """Tell the user something."""
        self.events.send(Message(severity, text, urn))

    def _up(self) -> None:
        self._check_targets(self.replace_targets)
        if not self.dry_run:
            self._warn_of_pending()
        if self.refreshes_first:
            self._refresh()
            self.generator = Generator(self)
            self._configure_anew()
        assert self._program is not None
        try:
            code = self._program.run()
            if code and not self.stopping:
                if code != MESSAGE_SHOWN:
                    self.tell(
                        "error",
                        f"an unhandled error occurred: program exited with non-zero exit code: {code}",
                    )
                self.stop()
            if not self.stopping:
                self._check_targets(self.targets)
                self._delete_unseen()
        except KeyboardInterrupt:
            self._interrupted()
        finally:
            self.executor.wait_until_idle()
            complete = not (self.failed or self.executor.failed or self._canceled)
            self.registrar.finish_stack(complete=complete)

    def _refresh(self) -> None:
        self._check_targets(self.targets)
        steps = [
            Step(OpType.REFRESH, resource, resource)
            for resource in self.resources
            if self.targets.allows(resource.urn)
        ]
        self.executor.run_in_parallel(steps)
        result = {id(step.old): step.new for step in steps if step not in self.executor.failed}
        if self.stopping or (self.executor.failed and self.refreshes_first):
            raise StoppedError
        parents = {each.urn: each.parent for each in self.resources}
        self.resources = [new for each in self.resources if (new := result.get(id(each), each)) is not None]
        changed = let_go_of_gone(self.resources, parents)
        if changed:
            self.checkpoint.end(put=changed)

    def _destroy(self) -> None:
        self._check_targets(self.targets)
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
        if self.refreshes_first:
            self._refresh()
            self.generator = Generator(self)
        self._delete_unseen()

    def _delete_unseen(self) -> None:
        keep, waves = self.generator.deletions()
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

    def _end(self) -> None:
        """Save the state, and see that the other processes end: the program by itself when it can."""
        self.stopping = True
        self.callbacks.close()
        self._finished.set()
        self.provider.close()
        self.checkpoint.close()
        if self._program is not None:
            self._program.end(by_itself=not self.failed and not self._canceled)

    def _outcome(self, seconds: float) -> Outcome:
        if self._canceled or self.executor.failed or self.saw_error:
            kind = "preview" if self.dry_run else "update"
            self.tell("error", f"{kind} {'canceled' if self._canceled else 'failed'}")
        failed = self.failed or self.saw_error or bool(self.executor.failed)
        outcome = Outcome(
            "canceled" if self._canceled else "failed" if failed else "succeeded",
            self.events.changes,
            seconds,
            self.registrar.stack_outputs,
            self.registrar.old_stack_outputs,
        )
        self.events.send(outcome)
        return outcome

    # What the program does

    def program_says(self, severity: str, text: str, urn: str = "") -> None:
        """Hand on what the program logs; what it says of being ended after a failure is of no interest."""
        if text.strip() and not self.failed:
            self.tell(severity, text, urn)

    def program_is_done(self) -> None:
        """Let the deletions begin, and keep the program until they are done, for its hooks."""
        if self._program is not None:
            self._program.done.set()
            self._finished.wait()

    # Checks and warnings

    def _check_targets(self, targets: Targets) -> None:
        missing = sorted(urn for urn in targets.literals if not self.generator.knows(urn))
        for urn in missing:
            hint = "" if "$" in urn else " Did you forget to escape $ in your shell?"
            self.tell("error", f"Target '{urn}' could not be found in the stack.{hint}")
        if missing:
            raise StoppedError

    def _warn_of_pending(self) -> None:
        pending = self.checkpoint.pending_operations
        listed = "".join(
            f"  * {each['resource']['urn']}, interrupted while {each['type']}\n" for each in pending
        )
        if pending:
            self.tell(
                "warning",
                f"Attempting to deploy or update resources with {len(pending)} pending operations from previous "
                f"deployment.\n{listed}It is not known whether these calls took place: look in the API, or run a "
                f"refresh, which also clears them.",
            )

    def _provider_config(self) -> Properties:
        """Give the configuration of the provider: as the state has it, until the program runs."""
        kept = [each.inputs for each in self.resources if each.type == PYTHON_PROVIDER]
        return kept[0] if kept and (self._program is None or self.refreshes_first) else self.config

    def _configure_anew(self) -> None:
        """Start another provider for the program, if the configuration is not that of the last `up`."""
        if self.provider.config != self.config:
            self.provider.close()
            self.provider = start_provider(self._store, self.tell, dry_run=self.dry_run)
            self.provider.config = self.config


def let_go_of_gone(resources: list[Resource], parents: Mapping[str, str]) -> list[Resource]:
    """Take out of dependencies and parents what a refresh found gone; give the resources that this changed.

    Args:
        resources: What is left.
        parents: The parent of each resource, of those that are gone, too.
    """
    known: set[str] = {""}
    changed = []
    for resource in resources:
        parent = resource.parent
        while parent not in known:
            parent = parents.get(parent, "")
        left = {
            "parent": parent,
            "deletedWith": resource.deletedWith if resource.deletedWith in known else "",
            "dependencies": [urn for urn in resource.dependencies if urn in known],
            "propertyDependencies": {
                name: kept
                for name, urns in resource.propertyDependencies.items()
                if (kept := [urn for urn in urns if urn in known])
            },
        }
        if any(getattr(resource, name) != value for name, value in left.items()):
            vars(resource).update(left)
            changed.append(resource)
        known.add(resource.urn)
    return changed
