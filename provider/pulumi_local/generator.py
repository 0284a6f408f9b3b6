"""The step generator: what has to be done so that the state becomes what the program wants.

It asks the provider to check and to compare, and decides; it changes nothing itself. One registration is
decided at a time, in the order in which the program makes them. The rules are those of Pulumi's engine.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NoReturn

from pulumi.automation import OpType

from .aliases import Aliases
from .diff import as_go_prints
from .errors import StoppedError
from .graph import closure, deletion_waves, dependencies, depending_on
from .paths import with_old_values
from .provider import Diff
from .registration import Registration
from .resource import Resource
from .steps import Step, delete_step
from .urns import STACK_TYPE, make_urn, name_of, qualified_type
from .values import UNKNOWN, Properties

if TYPE_CHECKING:
    from .operation import Operation

_PROTECTED = (
    "as it is currently marked for protection. To unprotect the resource, remove the `protect` flag from the "
    "resource in your Pulumi program and run `pulumi up`"
)


class Generator:
    """Decides on steps, and remembers what it decided."""

    def __init__(self, operation: Operation) -> None:
        self._op = operation
        self._olds = {each.urn: each for each in operation.resources if not each.delete}
        self._aliases = Aliases(operation.stack, operation.project.name)
        self._decided: dict[str, OpType] = {}
        """By URN: same, create, update, replace, read."""
        self.urns: set[str] = set()
        """URNs that the program has registered."""
        self.deleted: set[str] = set()
        """URNs that are, or will be, deleted; `deleted_with` looks here."""
        self._deleted_early: set[int] = set()
        self._skipped_creates: set[str] = set()
        self._dependent_keys: dict[str, list[str]] = {}

    def register(self, wanted: Registration) -> list[Step]:
        """Decide what a registration takes.

        Raises:
            StoppedError: It was refused; the user has been told why.
            StepError: The provider failed while it checked or compared.
        """
        new, asked = wanted.new, wanted.new.inputs
        self._claim(new, wanted.name)
        old = self._find_old(wanted)
        recreating = new.urn in self.deleted or (old is not None and old.urn in self.deleted)
        targeted = self._is_targeted(new)
        new.inputs = self._inputs(new, old, fresh=recreating, targeted=targeted)

        if old is not None and recreating:
            self.deleted.discard(new.urn)
            self._decided[new.urn] = OpType.REPLACE
            keys = self._dependent_keys.get(old.urn, [])
            return [Step(OpType.REPLACE, old, new), Step(OpType.CREATE_REPLACEMENT, old, new, keys)]
        if old is not None and old.external:
            self._decided[new.urn] = OpType.CREATE
            return [Step(OpType.CREATE_REPLACEMENT, old, new, marks_old=True), Step(OpType.REPLACE, old, new)]
        if targeted and self._op.targets:
            if self._op.target_dependents and self._is_named(new):
                self._op.targets.literals.add(new.urn)
            self._refuse_untargeted_dependencies(new)
        if old is None:
            return [self._create(new, targeted)]
        if not targeted:
            return self._untargeted(old, new)
        return self._compared(wanted, old, new, asked)

    def read(self, new: Resource, name: str) -> list[Step]:
        """Decide what a resource takes that is read, not managed."""
        self._claim(new, name)
        old = self._olds.get(new.urn)
        if old is not None and not old.external and old.id != new.id:
            self._decided[new.urn] = OpType.REPLACE
            return [Step(OpType.READ_REPLACEMENT, old, new, marks_old=True), Step(OpType.REPLACE, old, new)]
        self._decided[new.urn] = OpType.READ
        return [Step(OpType.READ, old, new)]

    def adopt(self, step: Step) -> None:
        """Take note of a step that was decided elsewhere: a default provider's."""
        self.urns.add(step.urn)
        self._decided[step.urn] = step.op

    def deletions(self) -> tuple[list[Step], list[list[Step]]]:
        """Decide what to do with all that the program did not register: steps that keep, then waves of deletion."""
        allowed = self._deletable()
        keep: list[Step] = []
        steps: dict[int, Step] = {}
        condemned: list[Resource] = []
        for resource in self._op.resources:
            seen = self._aliases.current(resource.urn) in self._decided
            if allowed is not None and resource.urn not in allowed:
                if not seen and not resource.delete:
                    keep.append(Step(OpType.SAME, resource, _kept(resource)))
                continue
            if id(resource) in self._deleted_early if resource.delete else seen:
                continue
            if resource.pendingReplacement and not resource.delete:
                steps[id(resource)] = Step(OpType.REMOVE_PENDING_REPLACE, resource, None)
            else:
                steps[id(resource)] = delete_step(resource, replacing=resource.delete)
            self.deleted.add(resource.urn)
            condemned.append(resource)
        self._refuse_untargeted_deletions(condemned)
        waves = deletion_waves(condemned, dependencies(self._op.resources))
        return keep, [[steps[id(resource)] for resource in wave] for wave in waves]

    def needs_of(self, step: Step) -> set[int]:
        """Give the `id()` of all that the resource of a failed step needs, which must then not be deleted."""
        if step.old is None or step.old not in self._op.resources:
            return set()
        return closure(dependencies(self._op.resources), step.old)

    def knows(self, urn: str) -> bool:
        """Tell whether the operation has a resource of that URN, of before or new."""
        return urn in self.urns or any(resource.urn == urn for resource in self._op.resources)

    def diff(
        self,
        old: Resource,
        new: Resource,
        olds: Properties,
        news: Properties,
        *,
        tells_unknowns: bool = False,
    ) -> Diff:
        """Ask the provider to compare; when it does not know, compare the inputs."""
        diff = self._op.provider.diff(old, new, olds, news, tells_unknowns=tells_unknowns)
        if diff.changes is None:
            diff.changes = olds != with_old_values(news, olds, new.ignoreChanges)[0]
        return diff

    # Registrations

    def _claim(self, new: Resource, name: str) -> None:
        """Give a new resource its URN."""
        if new.parent and new.parent not in self.urns:
            self._refuse("", f"could not find parent resource {new.parent}")
        new.urn = make_urn(self._op.stack, self._op.project.name, new.parent, new.type, name)
        if new.urn in self.urns:
            self._refuse(new.urn, f"Duplicate resource URN '{new.urn}'; try giving it a unique name")
        self.urns.add(new.urn)

    def _find_old(self, wanted: Registration) -> Resource | None:
        urn, taken = wanted.new.urn, self._aliases.taken
        if urn in taken:
            self._refuse(
                urn,
                f"Duplicate resource URN '{urn}' conflicting with alias on resource with URN '{taken[urn]}'",
            )
        for candidate in [urn, *self._aliases.candidates(wanted)]:
            old = self._olds.get(candidate)
            if old is None:
                continue
            if candidate != urn:
                other = candidate if candidate in self.urns else taken.get(candidate)
                if other is not None:
                    self._refuse(
                        urn,
                        f"Duplicate resource alias '{candidate}' applied to resource with URN '{urn}' "
                        f"conflicting with resource with URN '{other}'",
                    )
                self._aliases.take(candidate, urn)
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
                self._op.tell(
                    "info",
                    f"cannot ignore changes in added or removed elements of the path: {', '.join(nowhere)!r}",
                    new.urn,
                )
        if not new.custom:
            return inputs
        if not targeted:
            return old.inputs if old else new.inputs
        if old is None or old.external or fresh or self._op.replace_targets.names(new.urn):
            return self._checked(new, {}, new.inputs)
        return self._checked(new, old.inputs, inputs)

    def _checked(self, new: Resource, olds: Properties, news: Properties) -> Properties:
        inputs, failures = self._op.provider.check(new, olds, news)
        what = f"{new.type} resource '{name_of(new.urn)}'"
        for name, reason in failures:
            about = f": property {name} value {as_go_prints(new.inputs.get(name))}" if name else ""
            self._op.tell("error", f"{what}{about} has a problem: {reason}", new.urn)
        if failures:
            raise StoppedError
        return inputs

    def _create(self, new: Resource, targeted: bool) -> Step:
        if targeted:
            self._decided[new.urn] = OpType.CREATE
            return Step(OpType.CREATE, None, new)
        self._decided[new.urn] = OpType.SAME
        self._skipped_creates.add(new.urn)
        return Step(OpType.SAME, new, new, skipped=True)

    def _untargeted(self, old: Resource, new: Resource) -> list[Step]:
        """Keep a resource as it is, and first what it needs that the program no longer has."""
        steps = []
        for urn in (*old.dependency_urns(), old.parent):
            needed = self._olds.get(urn)
            seen = urn in self._decided or self._aliases.current(urn) in self._decided
            if needed is not None and not seen:
                self._decided[urn] = OpType.SAME
                steps += self._untargeted(needed, needed)
        self._decided[new.urn] = OpType.SAME
        return [*steps, Step(OpType.SAME, old, _kept(old))]

    def _compared(self, wanted: Registration, old: Resource, new: Resource, asked: Properties) -> list[Step]:
        diff = self._difference(old, new)
        if old.pendingReplacement or (diff.changes and diff.replaces):
            return self._replaced(wanted, old, new, diff, asked)
        op = OpType.UPDATE if diff.changes else OpType.SAME
        self._decided[new.urn] = op
        return [Step(op, old, new)]

    def _difference(self, old: Resource, new: Resource) -> Diff:
        if self._op.replace_targets.names(new.urn):
            return Diff(True, ["id"])
        if new.deletedWith and self._decided.get(new.deletedWith) == OpType.REPLACE:
            return Diff(True, ["deletedWith"])
        if bool(old.provider) != bool(new.provider):
            return Diff(True, ["provider"])
        if not new.custom:
            return Diff(old.inputs != new.inputs)
        return self.diff(old, new, old.inputs, new.inputs)

    # Replacements

    def _replaced(
        self, wanted: Registration, old: Resource, new: Resource, diff: Diff, asked: Properties
    ) -> list[Step]:
        if new.protect and old.protect:
            self._refuse_in_up(new.urn, f'unable to replace resource "{new.urn}"\n{_PROTECTED}')
        self._decided[new.urn] = OpType.REPLACE
        if new.custom and not self._op.replace_targets.names(new.urn):
            new.inputs = self._checked(new, {}, asked)  # the old inputs' defaults are of no concern now
        asked_early = wanted.delete_before_replace
        if not (diff.delete_before_replace if asked_early is None else asked_early):
            return [
                Step(OpType.CREATE_REPLACEMENT, old, new, diff.replaces, marks_old=True),
                Step(OpType.REPLACE, old, new, diff.replaces),
            ]
        steps = []
        for dependent, keys in self._falling_with(old)[::-1]:
            if id(dependent) not in self._deleted_early:
                self._dependent_keys[dependent.urn] = keys
                steps.append(self._early_deletion(dependent, new.urn))
        if not old.pendingReplacement:
            self.deleted.add(old.urn)
            steps.append(delete_step(old, replacing=True, awaits_replacement=True))
        self._deleted_early.add(id(old))
        return [
            *steps,
            Step(OpType.REPLACE, old, new, diff.replaces),
            Step(OpType.CREATE_REPLACEMENT, old, new, diff.replaces),
        ]

    def _early_deletion(self, dependent: Resource, cause: str) -> Step:
        self.deleted.add(dependent.urn)
        self._deleted_early.add(id(dependent))
        if dependent.delete:
            return delete_step(dependent)
        if dependent.protect:
            self._refuse(
                cause,
                f'unable to replace resource "{dependent.urn}" as part of replacing "{cause}" {_PROTECTED}',
            )
        return delete_step(dependent, replacing=True, awaits_replacement=True)

    def _falling_with(self, root: Resource) -> list[tuple[Resource, list[str]]]:
        """Find what has to be deleted before a resource: dependents that its change would replace, in order."""
        found: list[tuple[Resource, list[str]]] = []
        if root not in self._op.resources:
            return found
        falling = {root.urn}
        for dependent in depending_on(self._op.resources, root, {*self._decided, *self.deleted} - {root.urn}):
            keys = self._replaced_by_unknowns(dependent, falling)
            if keys is not None:
                falling.add(dependent.urn)
                found.append((dependent, keys))
        for other in self._op.resources:
            if other.deletedWith == root.urn and not other.delete and other.urn not in falling:
                found.append((other, []))
        return found

    def _replaced_by_unknowns(self, resource: Resource, falling: set[str]) -> list[str] | None:
        """Give the properties that replace a resource when all that comes from falling ones is unknown."""
        if not resource.custom or resource.external:
            return None
        if resource.deletedWith in falling:
            return []
        news = {
            name: UNKNOWN if falling.intersection(resource.propertyDependencies.get(name, ())) else value
            for name, value in resource.inputs.items()
        }
        if not any(value is UNKNOWN for value in news.values()):
            return None
        return self.diff(resource, resource, resource.inputs, news, tells_unknowns=True).replaces or None

    # Targets

    def _is_targeted(self, new: Resource) -> bool:
        return not self._op.targets or qualified_type(new.urn) == STACK_TYPE or self._is_named(new)

    def _is_named(self, new: Resource) -> bool:
        urns = [new.urn]
        if self._op.target_dependents:
            urns += [*new.dependency_urns(), new.parent]
        return any(self._op.targets.names(urn) for urn in urns)

    def _refuse_untargeted_dependencies(self, new: Resource) -> None:
        for urn in (*new.dependency_urns(), new.parent):
            if urn in self._skipped_creates:
                self._refuse_in_up(
                    new.urn,
                    f"Resource '{new.urn}' depends on '{urn}' which was was not specified in --target list.",
                )

    def _deletable(self) -> set[str] | None:
        """Give the URNs that a targeted operation may delete: targets and all that depends on them."""
        if not self._op.targets:
            return None
        found: set[str] = set()
        for resource in self._op.resources:
            if self._op.targets.names(resource.urn):
                dependents = depending_on(self._op.resources, resource, found, children=True)
                found |= {resource.urn, *(each.urn for each in dependents)}
                found |= {each.urn for each, _ in self._falling_with(resource)}
        return found

    def _refuse_untargeted_deletions(self, condemned: list[Resource]) -> None:
        if not self._op.targets or self._op.target_dependents:
            return
        refused = [resource.urn for resource in condemned if not self._op.targets.names(resource.urn)]
        for urn in refused:
            self._op.tell(
                "error",
                f"Resource '{urn}' will be destroyed but was not specified in --target list.\n"
                f"Either include resource in --target list or pass --target-dependents to proceed.",
                urn,
            )
        if refused:
            self._op.saw_error = True
            if not self._op.dry_run:
                raise StoppedError

    # Refusals

    def _refuse(self, urn: str, message: str) -> NoReturn:
        self._op.tell("error", message, urn)
        raise StoppedError

    def _refuse_in_up(self, urn: str, message: str) -> None:
        """Refuse; but a preview goes on, and fails in the end, so that it shows all that there is to refuse."""
        self._op.tell("error", message, urn)
        if not self._op.dry_run:
            raise StoppedError
        self._op.saw_error = True


def _kept(old: Resource) -> Resource:
    """Give what a step leaves of a resource that it does not touch."""
    return replace(old, id="", handle=-1)
