"""One operation on a stack: preview, up, refresh or destroy."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from .actions import Actions
from .callbacks import Callbacks
from .course import Course
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
    """Brings the parts of an operation together, and takes it from its begin to its end.

    Args:
        request: What is asked for.
        store: The stack.
        config: Configuration to set first.
        listeners: Who is told what happens.
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
        self._course = Course(listeners, dry_run=request.dry_run)
        self._callbacks = Callbacks()
        self._decisions = Decisions(request.stack, request.project.name)
        self._program: Program | None = None
        self._server: Server | None = None
        self._registrar: Registrar | None = None

    def run(self) -> Outcome:
        """Run the operation; a failure is an outcome, too."""
        started = time.monotonic()
        request, course, decisions = self._request, self._course, self._decisions
        if not request.dry_run:
            self._checkpoint.open_journal(keep_pending=request.kind != "refresh")
        self._provider = start_provider(self._store, course.tell, dry_run=request.dry_run)
        if request.runs_program:
            self._program = Program(request, course, self._store)
        others = self._store.outputs_of_another
        actions = Actions(request, course, self._provider, self._callbacks, decisions, others)
        self._executor = Executor(request, course, self._checkpoint, actions)
        self._generator = Generator(request, course, self._provider, decisions)
        self._deletions = Deletions(request, course, decisions, self._generator.replacements)
        try:
            # Secrets take a while to decrypt: by now the other processes are busy starting.
            if self._new_config:
                self._store.config().write(self._new_config, self._checkpoint.crypter)
            self.config = self._store.config().read()
            decisions.begin_with(self._checkpoint.resources())
            self._provider.config = self._provider_config()
            {"refresh": self._refresh, "destroy": self._destroy}.get(request.kind, self._up)()
        except StoppedError:
            course.failed = True
        except LocalEngineError as error:
            course.failed = True
            course.tell("error", str(error))
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
            if self._provider.config != self.config:  # until now it was that of the last `up`
                self._provider.restart(self.config)
        registrar = self._registrar = Registrar(
            self._request,
            self._course,
            self._checkpoint,
            self._callbacks,
            self._decisions,
            self._generator,
            self._executor,
            self.config,
        )
        try:
            self._run_program(registrar)
            if not self._course.stopping:
                self._check_targets(self._request.targets)
                self._delete_unseen()
        except KeyboardInterrupt:
            self._interrupted()
        finally:
            self._executor.wait_until_idle()
            failed = self._course.failed or self._executor.failed or self._course.canceled
            registrar.finish_stack(complete=not failed)

    def _run_program(self, registrar: Registrar) -> None:
        assert self._program is not None
        self._server = Server(self._request, self._course, registrar, self._callbacks)
        self._program.run(self._server.address, self.config)
        self._executor.wait_until_idle()
        code = self._program.exit_code
        if code and not self._course.stopping:
            if code != MESSAGE_SHOWN:
                self._course.tell(
                    "error", f"an unhandled error occurred: program exited with non-zero exit code: {code}"
                )
            self._course.stop()

    def _refresh(self) -> None:
        self._check_targets(self._request.targets)
        refresh(self._request, self._course, self._checkpoint, self._decisions, self._executor)

    def _destroy(self) -> None:
        self._check_targets(self._request.targets)
        targeted = (each for each in self._decisions.resources if self._request.targets.allows(each.urn))
        hooked = [each for each in targeted if each.delete_hooks]
        for each in hooked:
            self._course.tell(
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
        self._delete_unseen()

    def _delete_unseen(self) -> None:
        keep, waves = self._deletions.waves()
        executor = self._executor
        executor.run(keep)
        executor.not_begun += [step for wave in waves for step in wave]
        needed: set[int] = set()
        seen = 0
        for wave in waves:
            for step in executor.failed[seen:]:
                needed |= self._deletions.needs_of(step)
            seen = len(executor.failed)
            self._course.go_on()
            executor.run_in_parallel([step for step in wave if id(step.old) not in needed])

    # The end

    def _interrupted(self) -> None:
        """End after Ctrl-C; a second one leaves the calls under way behind, as pending operations."""
        course = self._course
        course.canceled = True
        course.stop()
        course.tell(
            "info", "Interrupted: waiting for the calls under way to end. Ctrl-C again leaves them behind."
        )
        try:
            self._executor.wait_until_idle()
        except KeyboardInterrupt:
            course.abandoned = True
            self._provider.close()
            course.tell(
                "warning", "The calls under way are left behind; the state has them as pending operations."
            )
        left = "".join(f"\n      {urn}" for urn in self._executor.left())
        course.tell(
            "info", f"Left to be done, when it is run again:{left or ' what the program still asks for.'}"
        )

    def _end(self) -> None:
        """Save the state, and see that the other processes end: the program by itself when it can."""
        self._course.stopping = True
        self._callbacks.close()
        self._course.finished.set()
        self._provider.close()
        self._checkpoint.close()
        if self._program is not None:
            self._program.end(by_itself=not self._course.failed and not self._course.canceled)
        if self._server is not None:
            self._server.close()

    def _outcome(self, seconds: float) -> Outcome:
        course, registrar = self._course, self._registrar
        if course.canceled or self._executor.failed or course.saw_error:
            kind = "preview" if self._request.dry_run else "update"
            course.tell("error", f"{kind} {'canceled' if course.canceled else 'failed'}")
        failed = course.failed or course.saw_error or bool(self._executor.failed)
        outcome = Outcome(
            "canceled" if course.canceled else "failed" if failed else "succeeded",
            course.events.changes,
            seconds,
            registrar.stack_outputs if registrar else {},
            registrar.old_stack_outputs if registrar else {},
        )
        course.events.send(outcome)
        return outcome

    # Checks and warnings

    def _check_targets(self, targets: Targets) -> None:
        missing = sorted(urn for urn in targets.literals if not self._decisions.knows(urn))
        for urn in missing:
            hint = "" if "$" in urn else " Did you forget to escape $ in your shell?"
            self._course.tell("error", f"Target '{urn}' could not be found in the stack.{hint}")
        if missing:
            raise StoppedError

    def _warn_of_pending(self) -> None:
        pending = self._checkpoint.pending_operations
        listed = "".join(
            f"  * {each['resource']['urn']}, interrupted while {each['type']}\n" for each in pending
        )
        if pending:
            self._course.tell(
                "warning",
                f"Attempting to deploy or update resources with {len(pending)} pending operations from previous "
                f"deployment.\n{listed}It is not known whether these calls took place: look in the API, or run a "
                f"refresh, which also clears them.",
            )

    def _provider_config(self) -> Properties:
        """Give the configuration of the provider: as the state has it, until the program runs."""
        kept = [each.inputs for each in self._decisions.resources if each.type == PYTHON_PROVIDER]
        reads_state = not self._request.runs_program or self._request.refreshes_first
        return kept[0] if kept and reads_state else self.config
