"""Deletions of resources that the program did not register, or that a destroy deletes."""

from __future__ import annotations

from pulumi.automation import OpType

from .control import Control
from .decisions import Decisions
from .errors import StoppedError
from .graph import closure, deletion_waves, dependencies, depending_on
from .replacements import Replacements
from .request import Request
from .resource import Resource
from .steps import Step, delete_step, unchanged


class Deletions:
    """Decides which resources are deleted, and which a targeted operation leaves unchanged."""

    def __init__(
        self, request: Request, control: Control, decisions: Decisions, replacements: Replacements
    ) -> None:
        self._request, self._control, self._decisions = request, control, decisions
        self._replacements = replacements

    def waves(self) -> tuple[list[Step], list[list[Step]]]:
        """Return the steps for unregistered resources: those that keep them, and waves of deletions."""
        allowed = self._deletable()
        keep: list[Step] = []
        steps: dict[int, Step] = {}
        to_delete: list[Resource] = []
        for resource in self._decisions.resources:
            seen = self._decisions.aliases.current(resource.urn) in self._decisions.ops
            if allowed is not None and resource.urn not in allowed:
                if not seen and not resource.delete:
                    keep.append(Step(OpType.SAME, resource, unchanged(resource)))
                continue
            if id(resource) in self._decisions.deleted_early if resource.delete else seen:
                continue
            if resource.pendingReplacement and not resource.delete:
                steps[id(resource)] = Step(OpType.REMOVE_PENDING_REPLACE, resource, None)
            else:
                steps[id(resource)] = delete_step(resource, replacing=resource.delete)
            self._decisions.deleted.add(resource.urn)
            to_delete.append(resource)
        self._refuse_untargeted_deletions(to_delete)
        waves = deletion_waves(to_delete, dependencies(self._decisions.resources))
        return keep, [[steps[id(resource)] for resource in wave] for wave in waves]

    def dependencies_of(self, step: Step) -> set[int]:
        """Return the `id()` of all dependencies of a failed step's resource, which must not be deleted."""
        if step.old is None or step.old not in self._decisions.resources:
            return set()
        return closure(dependencies(self._decisions.resources), step.old)

    def _deletable(self) -> set[str] | None:
        """Return the URNs that a targeted operation may delete: targets and their dependents."""
        if not self._request.targets:
            return None
        found: set[str] = set()
        for resource in self._decisions.resources:
            if self._request.targets.names(resource.urn):
                dependents = depending_on(self._decisions.resources, resource, found, children=True)
                found |= {resource.urn, *(each.urn for each in dependents)}
                found |= {each.urn for each, _ in self._replacements.dependents_to_replace(resource)}
        return found

    def _refuse_untargeted_deletions(self, to_delete: list[Resource]) -> None:
        if not self._request.targets or self._request.target_dependents:
            return
        refused = [resource.urn for resource in to_delete if not self._request.targets.names(resource.urn)]
        for urn in refused:
            self._control.log(
                "error",
                f"Resource '{urn}' will be destroyed but was not specified in --target list.\n"
                f"Either include resource in --target list or pass --target-dependents to proceed.",
                urn,
            )
        if refused:
            self._control.saw_error = True
            if not self._request.dry_run:
                raise StoppedError
