"""The step generator: what has to be done so that the state becomes what the program wants.

It asks the provider to check and to compare, and decides; it changes nothing itself. One registration is
decided at a time, in the order in which the program makes them. The rules are those of Pulumi's engine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import _steps as ops
from ._aliases import Aliases
from ._goal import Goal, unwrapped
from ._graph import closure, deletion_waves, dependencies, depending_on
from ._paths import parsed, with_old_values
from ._provider import Diff
from ._resource import Resource
from ._steps import Step, delete_step
from ._urns import STACK_TYPE, make_urn, name_of, qualified_type
from ._values import UNKNOWN, Properties, parts
from .errors import StoppedError

if TYPE_CHECKING:
    from ._operation import Operation


class Generator:
    """Decides on steps, and remembers what it decided."""

    def __init__(self, operation: Operation) -> None:
        self._op = operation
        self._olds = {each.urn: each for each in operation.resources if not each.delete}
        self._aliases = Aliases(operation.stack, operation.project)
        self.urns: set[str] = set()
        self._decided: dict[str, str] = {}
        """By URN: same, create, update, replace, read."""
        self.deleted: set[str] = set()
        """URNs that are, or will be, deleted; `deleted_with` looks here."""
        self._deleted_early: set[int] = set()
        self._skipped_creates: set[str] = set()
        self._dependent_keys: dict[str, list[str]] = {}

    def register(self, goal: Goal, provider: str) -> list[Step]:
        """Decide what a registration takes.

        Raises:
            StoppedError: It was refused; the user has been told why.
            StepError: The provider failed while it checked or compared.
        """
        self._check_parent(goal.parent)
        urn = self._claim(goal.parent, goal.type, goal.name)
        old, alias = self._find_old(urn, goal)
        new = _wanted(urn, goal, provider, old, alias)
        recreating = urn in self.deleted or (old is not None and old.urn in self.deleted)
        fresh = old is None or old.external or recreating or self._is_replace_target(urn)
        targeted = self._is_targeted(new)

        inputs = goal.inputs
        if old is not None:
            inputs, nowhere = with_old_values(inputs, old.inputs, goal.ignore_changes)
            if nowhere:
                self._op.tell(
                    "info",
                    f"cannot ignore changes in added or removed elements of the path: {', '.join(nowhere)!r}",
                    urn,
                )
        if goal.custom:
            if not targeted:
                inputs = old.inputs if old else goal.inputs
            elif old is None or fresh:
                inputs = self._checked(new, {}, goal.inputs)
            else:
                inputs = self._checked(new, old.inputs, inputs)
        new.inputs = inputs

        if old is not None and recreating:
            self.deleted.discard(urn)
            self._decided[urn] = ops.REPLACE
            return [
                Step(ops.REPLACE, old, new),
                Step(ops.CREATE_REPLACEMENT, old, new, self._dependent_keys.get(old.urn, [])),
            ]
        if old is not None and old.external:
            self._decided[urn] = ops.CREATE
            return [
                Step(ops.CREATE_REPLACEMENT, old, new, marks_old=True),
                Step(ops.REPLACE, old, new),
            ]
        if targeted and self._op.targets:
            if self._op.target_dependents and self._is_named(new):
                self._op.targets.add(urn)
            self._refuse_untargeted_dependencies(new)
        if old is None:
            return [self._create(new, targeted)]
        if not targeted:
            return self._untargeted(old, new)
        return self._compared(goal, old, new)

    def read(self, new: Resource) -> list[Step]:
        """Decide what a resource takes that is read, not managed."""
        self._check_parent(new.parent)
        new.urn = self._claim(new.parent, new.type, new.urn)
        old = self._olds.get(new.urn)
        if old is not None and not old.external and old.id != new.id:
            self._decided[new.urn] = ops.REPLACE
            return [Step(ops.READ_REPLACEMENT, old, new, marks_old=True), Step(ops.REPLACE, old, new)]
        self._decided[new.urn] = ops.READ
        return [Step(ops.READ, old, new)]

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
            urn = resource.urn
            seen = self._aliases.current(urn) in self._decided
            if allowed is not None and urn not in allowed:
                if not seen and not resource.delete:
                    internal = self._op.is_default_provider(resource)
                    keep.append(Step(ops.SAME, resource, _kept(resource), internal=internal))
                continue
            if id(resource) in self._deleted_early if resource.delete else seen:
                continue
            if resource.delete:
                step = delete_step(resource, replacing=True)
            elif resource.pendingReplacement:
                step = Step(ops.REMOVE_PENDING_REPLACE, resource, None)
            else:
                step = delete_step(resource)
                step.internal = self._op.is_default_provider(resource)
            self.deleted.add(urn)
            steps[id(resource)] = step
            condemned.append(resource)
        self._refuse_untargeted_deletions(condemned)
        waves = deletion_waves(condemned, dependencies(self._op.resources))
        return keep, [[steps[id(resource)] for resource in wave] for wave in waves]

    def needs_of(self, step: Step) -> set[int]:
        """Give the `id()` of all that the resource of a failed step needs, which must then not be deleted."""
        needed = dependencies(self._op.resources)
        known = [each for each in (step.old,) if each is not None and each in self._op.resources]
        return {one for each in known for one in closure(needed, each)}

    def knows(self, urn: str) -> bool:
        """Tell whether the operation has a resource of that URN, of before or new."""
        return urn in self.urns or any(resource.urn == urn for resource in self._op.resources)

    def _claim(self, parent: str, type_: str, name: str) -> str:
        urn = make_urn(self._op.stack, self._op.project, parent, type_, name)
        if urn in self.urns:
            self._refuse(urn, f"Duplicate resource URN '{urn}'; try giving it a unique name")
        self.urns.add(urn)
        return urn

    def _check_parent(self, parent: str) -> None:
        if parent and parent not in self.urns:
            self._refuse("", f"could not find parent resource {parent}")

    def _refuse(self, urn: str, message: str) -> None:
        self._op.tell("error", message, urn)
        raise StoppedError

    def _find_old(self, urn: str, goal: Goal) -> tuple[Resource | None, str]:
        if urn in self._aliases.taken:
            before = self._aliases.taken[urn]
            self._refuse(
                urn, f"Duplicate resource URN '{urn}' conflicting with alias on resource with URN '{before}'"
            )
        for candidate in [urn, *self._aliases.candidates(goal)]:
            old = self._olds.get(candidate)
            if old is None:
                continue
            if candidate == urn:
                return old, ""
            other = candidate if candidate in self.urns else self._aliases.taken.get(candidate)
            if other is not None:
                self._refuse(
                    urn,
                    f"Duplicate resource alias '{candidate}' applied to resource with URN '{urn}' conflicting "
                    f"with resource with URN '{other}'",
                )
            self._aliases.taken[candidate] = urn
            self._aliases.former[urn] = candidate
            return old, candidate
        return None, ""

    def _checked(self, new: Resource, olds: Properties, news: Properties) -> Properties:
        inputs, failures = self._op.provider.check(new.urn, olds, news)
        for name, reason in failures:
            what = f"{new.type} resource '{name_of(new.urn)}'"
            if name:
                value = self._op.shown(inputs.get(name))
                self._op.tell(
                    "error", f"{what}: property {name} value {value} has a problem: {reason}", new.urn
                )
            else:
                self._op.tell("error", f"{what} has a problem: {reason}", new.urn)
        if failures:
            raise StoppedError
        return inputs

    def _create(self, new: Resource, targeted: bool) -> Step:
        if not targeted:
            self._decided[new.urn] = ops.SAME
            self._skipped_creates.add(new.urn)
            return Step(ops.SAME, new, new, skipped=True)
        self._decided[new.urn] = ops.CREATE
        return Step(ops.CREATE, None, new)

    def _untargeted(self, old: Resource, new: Resource) -> list[Step]:
        """Keep a resource as it is, and first what it needs that the program no longer has."""
        steps = []
        for urn in (*old.dependency_urns(), old.parent):
            needed = self._olds.get(urn)
            if (
                needed is not None
                and urn not in self._decided
                and self._aliases.current(urn) not in self._decided
            ):
                self._decided[urn] = ops.SAME
                steps += self._untargeted(needed, needed)
        self._decided[new.urn] = ops.SAME
        return [*steps, Step(ops.SAME, old, _kept(old))]

    def _compared(self, goal: Goal, old: Resource, new: Resource) -> list[Step]:
        triggered = _is_triggered(old, new)
        if triggered:
            if not self._op.dry_run and any(part is UNKNOWN for part in parts(new.replacementTrigger)):
                self._refuse(new.urn, f"replacement trigger contains unknowns for {new.urn}")
            diff = Diff(changes=True)
        else:
            diff = self._diff(goal, old, new)
        changed = bool(diff.changes) or old.pendingReplacement
        if changed and (diff.replaces or triggered or old.pendingReplacement):
            return self._replaced(goal, old, new, diff)
        if diff.changes or old.initErrors:
            self._decided[new.urn] = ops.UPDATE
            return [Step(ops.UPDATE, old, new, ignore_changes=goal.ignore_changes)]
        self._decided[new.urn] = ops.SAME
        return [Step(ops.SAME, old, new)]

    def _diff(self, goal: Goal, old: Resource, new: Resource) -> Diff:
        if self._is_replace_target(new.urn):
            return Diff(True, ["id"])
        if any(self._decided.get(urn) == ops.REPLACE for urn in new.replaceWith):
            return Diff(True, ["replaceWith"])
        if new.deletedWith and self._decided.get(new.deletedWith) == ops.REPLACE:
            return Diff(True, ["deletedWith"])
        if bool(old.provider) != bool(new.provider):
            return Diff(True, ["provider"])
        if not new.custom:
            return Diff(old.inputs != new.inputs)
        return self.provider_diff(new.urn, old, old.inputs, new.inputs, goal.ignore_changes)

    def provider_diff(
        self,
        urn: str,
        old: Resource,
        inputs: Properties,
        news: Properties,
        ignored: list[str],
        *,
        unknowns: bool = False,
    ) -> Diff:
        """Ask the provider to compare; when it does not know, compare the inputs."""
        diff = self._op.provider.diff(urn, old, inputs, news, ignored, unknowns=unknowns)
        if diff.changes is None:
            diff.changes = inputs != with_old_values(news, inputs, ignored)[0]
        return diff

    def _replaced(self, goal: Goal, old: Resource, new: Resource, diff: Diff) -> list[Step]:
        if new.protect and old.protect:
            message = (
                f'unable to replace resource "{new.urn}"\nas it is currently marked for protection. To '
                f"unprotect the resource, remove the `protect` flag from the resource in your Pulumi program "
                f"and run `pulumi up`"
            )
            self._op.tell("error", message, new.urn)
            if not self._op.dry_run:
                raise StoppedError
            self._op.saw_error = True
        self._decided[new.urn] = ops.REPLACE
        if new.custom and not self._is_replace_target(new.urn):
            new.inputs = self._checked(new, {}, goal.inputs)  # the old inputs' defaults are of no concern now
        early = (
            diff.delete_before_replace if goal.delete_before_replace is None else goal.delete_before_replace
        )
        if not early:
            return [
                Step(ops.CREATE_REPLACEMENT, old, new, diff.replaces, marks_old=True),
                Step(ops.REPLACE, old, new, diff.replaces),
            ]
        steps = [self._early_deletion(each, keys, new.urn) for each, keys in self._falling_with(old)[::-1]]
        if not old.pendingReplacement:
            self.deleted.add(old.urn)
            steps.append(delete_step(old, replacing=True, awaits_replacement=True))
        self._deleted_early.add(id(old))
        return [
            *(step for step in steps if step is not None),
            Step(ops.REPLACE, old, new, diff.replaces),
            Step(ops.CREATE_REPLACEMENT, old, new, diff.replaces),
        ]

    def _early_deletion(self, dependent: Resource, keys: list[str], cause: str) -> Step | None:
        if id(dependent) in self._deleted_early:
            return None
        if dependent.protect and not dependent.delete:
            self._refuse(
                cause,
                f'unable to replace resource "{dependent.urn}" as part of replacing "{cause}" as it is currently '
                f"marked for protection. To unprotect the resource, remove the `protect` flag from the resource "
                f"in your Pulumi program and run `pulumi up`",
            )
        self._dependent_keys[dependent.urn] = keys
        self.deleted.add(dependent.urn)
        self._deleted_early.add(id(dependent))
        if dependent.delete:
            return delete_step(dependent)
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
            with_root = root.urn in other.replaceWith or other.deletedWith == root.urn
            if with_root and not other.delete and other.urn not in falling:
                found.append((other, []))
        return found

    def _replaced_by_unknowns(self, resource: Resource, falling: set[str]) -> list[str] | None:
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
        diff = self.provider_diff(
            resource.urn, resource, resource.inputs, news, resource.ignoreChanges, unknowns=True
        )
        return diff.replaces or None

    def _is_replace_target(self, urn: str) -> bool:
        old = self._olds.get(urn)
        return self._op.replace_targets.names(urn) or (old is not None and old.taint)

    def _is_targeted(self, new: Resource) -> bool:
        if not self._op.targets or qualified_type(new.urn) == STACK_TYPE:
            return True
        return self._is_named(new)

    def _is_named(self, new: Resource) -> bool:
        targets = self._op.targets
        if targets.names(new.urn) or not self._op.target_dependents:
            return targets.names(new.urn)
        return any(targets.names(urn) for urn in (*new.dependency_urns(), new.parent))

    def _refuse_untargeted_dependencies(self, new: Resource) -> None:
        for urn in (*new.dependency_urns(), new.parent):
            if urn in self._skipped_creates:
                self._op.tell(
                    "error",
                    f"Resource '{new.urn}' depends on '{urn}' which was was not specified in --target list.",
                    new.urn,
                )
                if not self._op.dry_run:
                    raise StoppedError
                self._op.saw_error = True

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
        refused = [
            resource.urn
            for resource in condemned
            if self._op.targets
            and not self._op.targets.names(resource.urn)
            and not self._op.target_dependents
        ]
        for urn in refused:
            self._op.tell(
                "error",
                f"Resource '{urn}' will be destroyed but was not specified in --target list.\n"
                f"Either include resource in --target list or pass --target-dependents to proceed.",
                urn,
            )
        self._op.saw_error = self._op.saw_error or bool(refused)
        if refused and not self._op.dry_run:
            raise StoppedError


def _kept(old: Resource) -> Resource:
    """Give what a step leaves of a resource that it does not touch."""
    kept = old.copy()
    kept.handle, kept.id = -1, ""
    return kept


def _wanted(urn: str, goal: Goal, provider: str, old: Resource | None, alias: str) -> Resource:
    return Resource(
        urn=urn,
        custom=goal.custom,
        type=goal.type,
        inputs=goal.inputs,
        parent=goal.parent,
        protect=bool(goal.protect),
        dependencies=goal.dependencies,
        provider=provider,
        propertyDependencies=goal.property_dependencies,
        additionalSecretOutputs=goal.additional_secret_outputs,
        aliases=[alias] if alias else [],
        customTimeouts=goal.timeouts,
        retainOnDelete=bool(goal.retain_on_delete),
        deletedWith=goal.deleted_with,
        replaceWith=goal.replace_with,
        created=old.created if old else "",
        modified=old.modified if old else "",
        sourcePosition=goal.source_position,
        stackTrace=goal.stack_trace,
        ignoreChanges=goal.ignore_changes,
        hideDiff=[parsed(path) for path in goal.hide_diff],
        replaceOnChanges=goal.replace_on_changes,
        replacementTrigger=goal.replacement_trigger,
        resourceHooks=goal.hooks,
    )


def _is_triggered(old: Resource, new: Resource) -> bool:
    before, after = unwrapped(old.replacementTrigger), unwrapped(new.replacementTrigger)
    if any(part is UNKNOWN for part in parts([before, after])):
        return True
    return before is not None and after is not None and before != after
