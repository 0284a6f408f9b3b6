"""One operation on a stack: preview, up, refresh or destroy."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from .actions import Actions
from .callbacks import Callbacks
from .control import Control
from .decisions import Decisions
from .deletions import Deletions
from .errors import LocalEngineError, StoppedError
from .events import Listener, Outcome
from .executor import Executor
from .generator import Generator
from .host import MESSAGE_SHOWN, Program, start_provider
from .monitor import Server
from .refreshing import refresh
from .registrar import PYTHON_PROVIDER, Registrar
from .request import Request
from .store import Store
from .urns import Targets
from .values import Properties, Secret


class Operation:
    """Assembles the parts of an operation and runs it.

    Args:
        request: The operation and its options.
        store: The files of the stack.
        config: Configuration to set first.
        listeners: Receive the operation's events.
    """

    def __init__(
        self,
        request: Request,
        store: Store,
        config: Mapping[str, str | Secret],
        listeners: Sequence[Listener],
    ) -> None:
        self.config: Properties = {}
        self._request, self._store, self._new_config = request, store, config
        self._checkpoint = store.checkpoint()
        self._control = Control(listeners, dry_run=request.dry_run)
        self._callbacks = Callbacks()
        self._decisions = Decisions(request.stack, request.project.name)
        self._program: Program | None = None
        self._server: Server | None = None
        self._registrar: Registrar | None = None

    def run(self) -> Outcome:
        """Run the operation and return its outcome, also if it fails."""
        started = time.monotonic()
        request, control, decisions = self._request, self._control, self._decisions
        if not request.dry_run:
            self._checkpoint.open_journal(keep_pending=request.kind != "refresh")
        self._provider = start_provider(self._store, control.log, dry_run=request.dry_run)
        if request.runs_program:
            self._program = Program(request, control, self._store)
        others = self._store.outputs_of_another
        actions = Actions(request, control, self._provider, self._callbacks, decisions, others)
        self._executor = Executor(request, control, self._checkpoint, actions)
        self._generator = Generator(request, control, self._provider, decisions)
        self._deletions = Deletions(request, control, decisions, self._generator.replacements)
        try:
            # Decrypting secrets takes a while, so the other processes are started before it.
            if self._new_config:
                self._store.config().write(self._new_config, self._checkpoint.crypter)
            self.config = self._store.config().read()
            decisions.start_from(self._checkpoint.resources())
            self._provider.config = self._provider_config()
            {"refresh": self._refresh, "destroy": self._destroy}.get(request.kind, self._up)()
        except StoppedError:
            control.failed = True
        except LocalEngineError as error:
            control.failed = True
            control.log("error", str(error))
        except KeyboardInterrupt:
            self._interrupted()
        finally:
            self._end()
        return self._outcome(time.monotonic() - started)

    # The four kinds

    def _up(self) -> None:
        self._check_targets(self._request.replace_targets)
        if not self._request.dry_run:
            self._warn_of_pending()
        if self._request.refreshes_first:
            self._refresh()
            if self._provider.config != self.config:  # it still has that of the last `up`
                self._provider.restart(self.config)
        registrar = self._registrar = Registrar(
            self._request,
            self._control,
            self._checkpoint,
            self._callbacks,
            self._decisions,
            self._generator,
            self._executor,
            self.config,
        )
        try:
            self._run_program(registrar)
            if not self._control.stopping:
                self._check_targets(self._request.targets)
                self._delete_unregistered()
        except KeyboardInterrupt:
            self._interrupted()
        finally:
            self._executor.wait_until_idle()
            failed = self._control.failed or self._executor.failed or self._control.canceled
            registrar.finish_stack(complete=not failed)

    def _run_program(self, registrar: Registrar) -> None:
        assert self._program is not None
        self._server = Server(self._request, self._control, registrar, self._callbacks)
        self._program.run(self._server.address, self.config)
        self._executor.wait_until_idle()
        code = self._program.exit_code
        if code and not self._control.stopping:
            if code != MESSAGE_SHOWN:
                self._control.log(
                    "error", f"an unhandled error occurred: program exited with non-zero exit code: {code}"
                )
            self._control.stop()

    def _refresh(self) -> None:
        self._check_targets(self._request.targets)
        refresh(self._request, self._control, self._checkpoint, self._decisions, self._executor)

    def _destroy(self) -> None:
        self._check_targets(self._request.targets)
        targeted = (each for each in self._decisions.resources if self._request.targets.allows(each.urn))
        hooked = [each for each in targeted if each.delete_hooks]
        for each in hooked:
            self._control.log(
                "error",
                "Resource has delete hooks registered, but the program is not running. "
                f"Hooks: {', '.join(each.delete_hooks)}",
                each.urn,
            )
        if hooked:
            raise LocalEngineError(
                "Take the delete hooks off with an `up` first: a destroy does not run the program."
            )
        if self._request.refreshes_first:
            self._refresh()
        self._delete_unregistered()

    def _delete_unregistered(self) -> None:
        keep, waves = self._deletions.waves()
        executor = self._executor
        executor.run(keep)
        executor.not_started += [step for wave in waves for step in wave]
        needed: set[int] = set()
        seen = 0
        for wave in waves:
            for step in executor.failed[seen:]:
                needed |= self._deletions.dependencies_of(step)
            seen = len(executor.failed)
            self._control.raise_if_stopping()
            executor.run_in_parallel([step for step in wave if id(step.old) not in needed])

    # The end

    def _interrupted(self) -> None:
        """Wait for running calls after Ctrl-C; a second one abandons them as pending operations."""
        control = self._control
        control.canceled = True
        control.stop()
        control.log(
            "info", "Interrupted: waiting for the calls under way to end. Ctrl-C again leaves them behind."
        )
        try:
            self._executor.wait_until_idle()
        except KeyboardInterrupt:
            control.abandoned = True
            self._provider.close()
            control.log(
                "warning", "The calls under way are left behind; the state has them as pending operations."
            )
        left = "".join(f"\n      {urn}" for urn in self._executor.not_done())
        control.log(
            "info", f"Left to be done, when it is run again:{left or ' what the program still asks for.'}"
        )

    def _end(self) -> None:
        """Save the state and end the other processes; the program gets time to exit by itself."""
        self._control.stopping = True
        self._callbacks.close()
        self._control.finished.set()
        self._provider.close()
        self._checkpoint.close()
        if self._program is not None:
            self._program.end(by_itself=not self._control.failed and not self._control.canceled)
        if self._server is not None:
            self._server.close()

    def _outcome(self, seconds: float) -> Outcome:
        control, registrar = self._control, self._registrar
        if control.canceled or self._executor.failed or control.saw_error:
            kind = "preview" if self._request.dry_run else "update"
            control.log("error", f"{kind} {'canceled' if control.canceled else 'failed'}")
        failed = control.failed or control.saw_error or bool(self._executor.failed)
        outcome = Outcome(
            "canceled" if control.canceled else "failed" if failed else "succeeded",
            control.events.changes,
            seconds,
            registrar.stack_outputs if registrar else {},
            registrar.old_stack_outputs if registrar else {},
        )
        control.events.send(outcome)
        return outcome

    # Checks and warnings

    def _check_targets(self, targets: Targets) -> None:
        missing = sorted(urn for urn in targets.literals if not self._decisions.knows(urn))
        for urn in missing:
            hint = "" if "$" in urn else " Did you forget to escape $ in your shell?"
            self._control.log("error", f"Target '{urn}' could not be found in the stack.{hint}")
        if missing:
            raise StoppedError

    def _warn_of_pending(self) -> None:
        pending = self._checkpoint.pending_operations
        listed = "".join(
            f"  * {each['resource']['urn']}, interrupted while {each['type']}\n" for each in pending
        )
        if pending:
            self._control.log(
                "warning",
                f"Attempting to deploy or update resources with {len(pending)} pending operations from previous "
                f"deployment.\n{listed}It is not known whether these calls took place: look in the API, or run a "
                f"refresh, which also clears them.",
            )

    def _provider_config(self) -> Properties:
        """Return the provider's configuration: the one in the state until the program runs."""
        kept = [each.inputs for each in self._decisions.resources if each.type == PYTHON_PROVIDER]
        reads_state = not self._request.runs_program or self._request.refreshes_first
        return kept[0] if kept and reads_state else self.config
