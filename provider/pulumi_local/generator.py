"""The step generator: what has to be done so that the state becomes what the program wants.

It asks the provider to check and to compare, and decides; it changes nothing itself. One registration is
decided at a time, in the order in which the program makes them. The rules are those of Pulumi's engine.
"""

from __future__ import annotations

from pulumi.automation import OpType

from .course import Course
from .decisions import Decisions
from .diff import as_go_prints
from .errors import StoppedError
from .paths import with_old_values
from .provider import Diff, Provider
from .registration import Registration
from .replacements import PROTECTED, Replacements
from .request import Request
from .resource import Resource
from .steps import Step, kept
from .urns import STACK_TYPE, name_of, qualified_type
from .values import Properties


class Generator:
    """Decides on the steps that a registration takes, and notes what it decided."""

    def __init__(self, request: Request, course: Course, provider: Provider, decisions: Decisions) -> None:
        self._request, self._course, self._provider = request, course, provider
        self._decisions = decisions
        self.replacements = Replacements(course, provider, decisions)

    def register(self, wanted: Registration) -> list[Step]:
        """Decide what a registration takes.

        Raises:
            StoppedError: It was refused; the user has been told why.
            StepError: The provider failed while it checked or compared.
        """
        new, asked = wanted.new, wanted.new.inputs
        self._claim(new, wanted.name)
        old = self._find_old(wanted)
        recreating = new.urn in self._decisions.deleted or (
            old is not None and old.urn in self._decisions.deleted
        )
        targeted = self._is_targeted(new)
        new.inputs = self._inputs(new, old, fresh=recreating, targeted=targeted)

        if old is not None and recreating:
            self._decisions.deleted.discard(new.urn)
            self._decisions.ops[new.urn] = OpType.REPLACE
            keys = self._decisions.dependent_keys.get(old.urn, [])
            return [Step(OpType.REPLACE, old, new), Step(OpType.CREATE_REPLACEMENT, old, new, keys)]
        if old is not None and old.external:
            self._decisions.ops[new.urn] = OpType.CREATE
            return [Step(OpType.CREATE_REPLACEMENT, old, new, marks_old=True), Step(OpType.REPLACE, old, new)]
        if targeted and self._request.targets:
            if self._request.target_dependents and self._is_named(new):
                self._request.targets.literals.add(new.urn)
            self._refuse_untargeted_dependencies(new)
        if old is None:
            return [self._create(new, targeted)]
        if not targeted:
            return self._untargeted(old, new)
        return self._compared(wanted, old, new, asked)

    def read(self, new: Resource, name: str) -> list[Step]:
        """Decide what a resource takes that is read, not managed."""
        self._claim(new, name)
        old = self._decisions.olds.get(new.urn)
        if old is not None and not old.external and old.id != new.id:
            self._decisions.ops[new.urn] = OpType.REPLACE
            return [Step(OpType.READ_REPLACEMENT, old, new, marks_old=True), Step(OpType.REPLACE, old, new)]
        self._decisions.ops[new.urn] = OpType.READ
        return [Step(OpType.READ, old, new)]

    def adopt(self, step: Step) -> None:
        """Take note of a step that was decided elsewhere: a default provider's."""
        self._decisions.urns.add(step.urn)
        self._decisions.ops[step.urn] = step.op

    # Registrations

    def _claim(self, new: Resource, name: str) -> None:
        """Give a new resource its URN."""
        if new.parent and new.parent not in self._decisions.urns:
            self._course.refuse("", f"could not find parent resource {new.parent}")
        new.urn = self._request.urn(new.parent, new.type, name)
        if new.urn in self._decisions.urns:
            self._course.refuse(new.urn, f"Duplicate resource URN '{new.urn}'; try giving it a unique name")
        self._decisions.urns.add(new.urn)

    def _find_old(self, wanted: Registration) -> Resource | None:
        urn, taken = wanted.new.urn, self._decisions.aliases.taken
        if urn in taken:
            self._course.refuse(
                urn,
                f"Duplicate resource URN '{urn}' conflicting with alias on resource with URN '{taken[urn]}'",
            )
        for candidate in [urn, *self._decisions.aliases.candidates(wanted)]:
            old = self._decisions.olds.get(candidate)
            if old is None:
                continue
            if candidate != urn:
                other = candidate if candidate in self._decisions.urns else taken.get(candidate)
                if other is not None:
                    self._course.refuse(
                        urn,
                        f"Duplicate resource alias '{candidate}' applied to resource with URN '{urn}' "
                        f"conflicting with resource with URN '{other}'",
                    )
                self._decisions.aliases.take(candidate, urn)
                wanted.new.aliases = [candidate]
            wanted.new.created, wanted.new.modified = old.created, old.modified
            return old
        return None

    def _inputs(self, new: Resource, old: Resource | None, *, fresh: bool, targeted: bool) -> Properties:
        """Give the inputs of a registration, with old values where changes are ignored, and checked."""
        inputs = new.inputs
        if old is not None:
            inputs, nowhere = with_old_values(inputs, old.inputs, new.ignoreChanges)
            if nowhere:
                self._course.tell(
                    "info",
                    f"cannot ignore changes in added or removed elements of the path: {', '.join(nowhere)!r}",
                    new.urn,
                )
        if not new.custom:
            return inputs
        if not targeted:
            return old.inputs if old else new.inputs
        if old is None or old.external or fresh or self._request.replace_targets.names(new.urn):
            return self._checked(new, {}, new.inputs)
        return self._checked(new, old.inputs, inputs)

    def _checked(self, new: Resource, olds: Properties, news: Properties) -> Properties:
        inputs, failures = self._provider.check(new, olds, news)
        what = f"{new.type} resource '{name_of(new.urn)}'"
        for name, reason in failures:
            about = f": property {name} value {as_go_prints(new.inputs.get(name))}" if name else ""
            self._course.tell("error", f"{what}{about} has a problem: {reason}", new.urn)
        if failures:
            raise StoppedError
        return inputs

    def _create(self, new: Resource, targeted: bool) -> Step:
        if targeted:
            self._decisions.ops[new.urn] = OpType.CREATE
            return Step(OpType.CREATE, None, new)
        self._decisions.ops[new.urn] = OpType.SAME
        self._decisions.skipped_creates.add(new.urn)
        return Step(OpType.SAME, new, new, skipped=True)

    def _untargeted(self, old: Resource, new: Resource) -> list[Step]:
        """Keep a resource as it is, and first what it needs that the program no longer has."""
        steps = []
        for urn in (*old.dependency_urns(), old.parent):
            needed = self._decisions.olds.get(urn)
            seen = urn in self._decisions.ops or self._decisions.aliases.current(urn) in self._decisions.ops
            if needed is not None and not seen:
                self._decisions.ops[urn] = OpType.SAME
                steps += self._untargeted(needed, needed)
        self._decisions.ops[new.urn] = OpType.SAME
        return [*steps, Step(OpType.SAME, old, kept(old))]

    def _compared(self, wanted: Registration, old: Resource, new: Resource, asked: Properties) -> list[Step]:
        diff = self._difference(old, new)
        if old.pendingReplacement or (diff.changes and diff.replaces):
            return self._replaced(wanted, old, new, diff, asked)
        op = OpType.UPDATE if diff.changes else OpType.SAME
        self._decisions.ops[new.urn] = op
        return [Step(op, old, new)]

    def _difference(self, old: Resource, new: Resource) -> Diff:
        if self._request.replace_targets.names(new.urn):
            return Diff(True, ["id"])
        if new.deletedWith and self._decisions.ops.get(new.deletedWith) == OpType.REPLACE:
            return Diff(True, ["deletedWith"])
        if bool(old.provider) != bool(new.provider):
            return Diff(True, ["provider"])
        if not new.custom:
            return Diff(old.inputs != new.inputs)
        return self._provider.diff(old, new, old.inputs, new.inputs)

    def _replaced(
        self, wanted: Registration, old: Resource, new: Resource, diff: Diff, asked: Properties
    ) -> list[Step]:
        if new.protect and old.protect:
            self._course.refuse_in_up(new.urn, f'unable to replace resource "{new.urn}"\n{PROTECTED}')
        self._decisions.ops[new.urn] = OpType.REPLACE
        if new.custom and not self._request.replace_targets.names(new.urn):
            new.inputs = self._checked(new, {}, asked)  # the old inputs' defaults are of no concern now
        asked_early = wanted.delete_before_replace
        early = diff.delete_before_replace if asked_early is None else asked_early
        return self.replacements.steps(old, new, diff.replaces, deletes_first=early)

    # Targets

    def _is_targeted(self, new: Resource) -> bool:
        return not self._request.targets or qualified_type(new.urn) == STACK_TYPE or self._is_named(new)

    def _is_named(self, new: Resource) -> bool:
        urns = [new.urn]
        if self._request.target_dependents:
            urns += [*new.dependency_urns(), new.parent]
        return any(self._request.targets.names(urn) for urn in urns)

    def _refuse_untargeted_dependencies(self, new: Resource) -> None:
        for urn in (*new.dependency_urns(), new.parent):
            if urn in self._decisions.skipped_creates:
                self._course.refuse_in_up(
                    new.urn,
                    f"Resource '{new.urn}' depends on '{urn}' which was was not specified in --target list.",
                )
