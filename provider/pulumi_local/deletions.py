"""Deletions: what becomes of all that the program did not register, or that a destroy takes away."""

from __future__ import annotations

from pulumi.automation import OpType

from .course import Course
from .decisions import Decisions
from .errors import StoppedError
from .graph import closure, deletion_waves, dependencies, depending_on
from .replacements import Replacements
from .request import Request
from .resource import Resource
from .steps import Step, delete_step, kept


class Deletions:
    """Decides on deletions, and on what a targeted operation leaves alone."""

    def __init__(
        self, request: Request, course: Course, decisions: Decisions, replacements: Replacements
    ) -> None:
        self._request, self._course, self._decisions = request, course, decisions
        self._replacements = replacements

    def waves(self) -> tuple[list[Step], list[list[Step]]]:
        """Decide what to do with all that the program did not register: steps that keep, then waves of deletion."""
        allowed = self._deletable()
        keep: list[Step] = []
        steps: dict[int, Step] = {}
        condemned: list[Resource] = []
        for resource in self._decisions.resources:
            seen = self._decisions.aliases.current(resource.urn) in self._decisions.ops
            if allowed is not None and resource.urn not in allowed:
                if not seen and not resource.delete:
                    keep.append(Step(OpType.SAME, resource, kept(resource)))
                continue
            if id(resource) in self._decisions.deleted_early if resource.delete else seen:
                continue
            if resource.pendingReplacement and not resource.delete:
                steps[id(resource)] = Step(OpType.REMOVE_PENDING_REPLACE, resource, None)
            else:
                steps[id(resource)] = delete_step(resource, replacing=resource.delete)
            self._decisions.deleted.add(resource.urn)
            condemned.append(resource)
        self._refuse_untargeted_deletions(condemned)
        waves = deletion_waves(condemned, dependencies(self._decisions.resources))
        return keep, [[steps[id(resource)] for resource in wave] for wave in waves]

    def needs_of(self, step: Step) -> set[int]:
        """Give the `id()` of all that the resource of a failed step needs, which must then not be deleted."""
        if step.old is None or step.old not in self._decisions.resources:
            return set()
        return closure(dependencies(self._decisions.resources), step.old)

    def _deletable(self) -> set[str] | None:
        """Give the URNs that a targeted operation may delete: targets and all that depends on them."""
        if not self._request.targets:
            return None
        found: set[str] = set()
        for resource in self._decisions.resources:
            if self._request.targets.names(resource.urn):
                dependents = depending_on(self._decisions.resources, resource, found, children=True)
                found |= {resource.urn, *(each.urn for each in dependents)}
                found |= {each.urn for each, _ in self._replacements.falling_with(resource)}
        return found

    def _refuse_untargeted_deletions(self, condemned: list[Resource]) -> None:
        if not self._request.targets or self._request.target_dependents:
            return
        refused = [resource.urn for resource in condemned if not self._request.targets.names(resource.urn)]
        for urn in refused:
            self._course.tell(
                "error",
                f"Resource '{urn}' will be destroyed but was not specified in --target list.\n"
                f"Either include resource in --target list or pass --target-dependents to proceed.",
                urn,
            )
        if refused:
            self._course.saw_error = True
            if not self._request.dry_run:
                raise StoppedError
