"""A request for one operation on a stack, with its options."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .project import Project
from .urns import Targets, make_urn


@dataclass(frozen=True)
class Request:
    """One operation.

    Attributes:
        kind: preview, update, refresh or destroy.
        project: The project.
        stack: The stack's name.
        parallel: The number of concurrent provider calls.
        targets: The URNs to limit the operation to.
        replace_targets: The URNs of resources to replace.
        target_dependents: Also target what depends on a target.
        continue_on_error: After a failure, continue with resources that do not depend on it.
        refreshes_first: Refresh the state first.
    """

    kind: str
    project: Project
    stack: str
    parallel: int
    targets: Targets
    replace_targets: Targets
    target_dependents: bool
    continue_on_error: bool
    refreshes_first: bool

    @classmethod
    def of(cls, kind: str, options: Mapping[str, Any], project: Project, stack: str) -> Request:
        """Build a request from the options of `LocalStack`."""
        return cls(
            kind,
            project,
            stack,
            parallel=options.get("parallel") or 4 * (os.cpu_count() or 1),
            targets=Targets(options.get("target") or []),
            replace_targets=Targets(options.get("replace") or []),
            target_dependents=bool(options.get("target_dependents")),
            continue_on_error=bool(options.get("continue_on_error")),
            refreshes_first=bool(options.get("refresh")),
        )

    @property
    def dry_run(self) -> bool:
        """Whether this is a preview."""
        return self.kind == "preview"

    @property
    def runs_program(self) -> bool:
        """Whether the program runs; otherwise only the state counts."""
        return self.kind in ("preview", "update")

    def urn(self, parent: str, type_: str, name: str) -> str:
        """Build the URN of a resource in this stack."""
        return make_urn(self.stack, self.project.name, parent, type_, name)
