"""The step generator, which decides what to do for each resource of the program.

It calls the provider's check and diff but changes nothing itself. It handles one registration at a time, in
the order of the program. The rules are those of Pulumi's engine.
"""

from __future__ import annotations

from pulumi.automation import OpType

from .control import Control
from .decisions import Decisions
from .diff import as_go_prints
from .errors import StoppedError
from .paths import with_old_values
from .provider import Diff, Provider
from .registration import Registration
from .replacements import PROTECTED, Replacements
from .request import Request
from .resource import Resource
from .steps import Step, unchanged
from .urns import STACK_TYPE, name_of, qualified_type
from .values import Properties


class Generator:
    """Decides on the steps for each registration, and records the decisions."""

    def __init__(self, request: Request, control: Control, provider: Provider, decisions: Decisions) -> None:
        self._request, self._control, self._provider = request, control, provider
        self._decisions = decisions
        self.replacements = Replacements(control, provider, decisions)

    def register(self, wanted: Registration) -> list[Step]:
        """Return the steps for a registration.

        Raises:
            StoppedError: It was refused; the user has seen why.
            StepError: The provider's check or diff failed.
        """
        new, program_inputs = wanted.new, wanted.new.inputs
        self._assign_urn(new, wanted.name)
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
            return self._keep_untargeted(old, new)
        return self._compare(wanted, old, new, program_inputs)

    def read(self, new: Resource, name: str) -> list[Step]:
        """Return the steps for a resource that is read, not managed."""
        self._assign_urn(new, name)
        old = self._decisions.olds.get(new.urn)
        if old is not None and not old.external and old.id != new.id:
            self._decisions.ops[new.urn] = OpType.REPLACE
            return [Step(OpType.READ_REPLACEMENT, old, new, marks_old=True), Step(OpType.REPLACE, old, new)]
        self._decisions.ops[new.urn] = OpType.READ
        return [Step(OpType.READ, old, new)]

    def record(self, step: Step) -> None:
        """Record a step that was decided elsewhere: that of a default provider."""
        self._decisions.urns.add(step.urn)
        self._decisions.ops[step.urn] = step.op

    # Registrations

    def _assign_urn(self, new: Resource, name: str) -> None:
        """Set the URN of a new resource, and refuse a duplicate."""
        if new.parent and new.parent not in self._decisions.urns:
            self._control.refuse("", f"could not find parent resource {new.parent}")
        new.urn = self._request.urn(new.parent, new.type, name)
        if new.urn in self._decisions.urns:
            self._control.refuse(new.urn, f"Duplicate resource URN '{new.urn}'; try giving it a unique name")
        self._decisions.urns.add(new.urn)

    def _find_old(self, wanted: Registration) -> Resource | None:
        urn, taken = wanted.new.urn, self._decisions.aliases.new_urns
        if urn in taken:
            self._control.refuse(
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
                    self._control.refuse(
                        urn,
                        f"Duplicate resource alias '{candidate}' applied to resource with URN '{urn}' "
                        f"conflicting with resource with URN '{other}'",
                    )
                self._decisions.aliases.add(candidate, urn)
                wanted.new.aliases = [candidate]
            wanted.new.created, wanted.new.modified = old.created, old.modified
            return old
        return None

    def _inputs(self, new: Resource, old: Resource | None, *, fresh: bool, targeted: bool) -> Properties:
        """Return the checked inputs of a registration, with old values where changes are ignored."""
        inputs = new.inputs
        if old is not None:
            inputs, nowhere = with_old_values(inputs, old.inputs, new.ignoreChanges)
            if nowhere:
                self._control.log(
                    "info",
                    f"cannot ignore changes in added or removed elements of the path: {', '.join(nowhere)!r}",
                    new.urn,
                )
        if not new.custom:
            return inputs
        if not targeted:
            return old.inputs if old else new.inputs
        if old is None or old.external or fresh or self._request.replace_targets.names(new.urn):
            return self._check(new, {}, new.inputs)
        return self._check(new, old.inputs, inputs)

    def _check(self, new: Resource, olds: Properties, news: Properties) -> Properties:
        inputs, failures = self._provider.check(new, olds, news)
        what = f"{new.type} resource '{name_of(new.urn)}'"
        for name, reason in failures:
            about = f": property {name} value {as_go_prints(new.inputs.get(name))}" if name else ""
            self._control.log("error", f"{what}{about} has a problem: {reason}", new.urn)
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

    def _keep_untargeted(self, old: Resource, new: Resource) -> list[Step]:
        """Keep a resource unchanged, and first its dependencies that the program no longer has."""
        steps = []
        for urn in (*old.dependency_urns(), old.parent):
            needed = self._decisions.olds.get(urn)
            seen = urn in self._decisions.ops or self._decisions.aliases.current(urn) in self._decisions.ops
            if needed is not None and not seen:
                self._decisions.ops[urn] = OpType.SAME
                steps += self._keep_untargeted(needed, needed)
        self._decisions.ops[new.urn] = OpType.SAME
        return [*steps, Step(OpType.SAME, old, unchanged(old))]

    def _compare(
        self, wanted: Registration, old: Resource, new: Resource, program_inputs: Properties
    ) -> list[Step]:
        diff = self._diff(old, new)
        if old.pendingReplacement or (diff.changes and diff.replaces):
            return self._replace(wanted, old, new, diff, program_inputs)
        op = OpType.UPDATE if diff.changes else OpType.SAME
        self._decisions.ops[new.urn] = op
        return [Step(op, old, new)]

    def _diff(self, old: Resource, new: Resource) -> Diff:
        if self._request.replace_targets.names(new.urn):
            return Diff(True, ["id"])
        if new.deletedWith and self._decisions.ops.get(new.deletedWith) == OpType.REPLACE:
            return Diff(True, ["deletedWith"])
        if bool(old.provider) != bool(new.provider):
            return Diff(True, ["provider"])
        if not new.custom:
            return Diff(old.inputs != new.inputs)
        return self._provider.diff(old, new, old.inputs, new.inputs)

    def _replace(
        self, wanted: Registration, old: Resource, new: Resource, diff: Diff, program_inputs: Properties
    ) -> list[Step]:
        if new.protect and old.protect:
            self._control.refuse_unless_preview(
                new.urn, f'unable to replace resource "{new.urn}"\n{PROTECTED}'
            )
        self._decisions.ops[new.urn] = OpType.REPLACE
        if new.custom and not self._request.replace_targets.names(new.urn):
            new.inputs = self._check(new, {}, program_inputs)  # defaults must not come from the old inputs
        delete_before_replace = wanted.delete_before_replace
        early = diff.delete_before_replace if delete_before_replace is None else delete_before_replace
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
                self._control.refuse_unless_preview(
                    new.urn,
                    f"Resource '{new.urn}' depends on '{urn}' which was was not specified in --target list.",
                )
