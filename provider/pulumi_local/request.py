"""What is asked for: one operation on a stack, with its options."""

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
        parallel: How many calls to the provider at once.
        targets: The URNs to which it is limited.
        replace_targets: The URNs of resources to replace.
        target_dependents: Take what depends on a target as a target too.
        continue_on_error: After a failure, go on with what does not depend on it.
        refreshes_first: Read what is there before all else.
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
        """Read the options of `LocalStack`."""
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
        """Whether nothing is really done."""
        return self.kind == "preview"

    @property
    def runs_program(self) -> bool:
        """Whether the program says what is wanted; otherwise the state is all that counts."""
        return self.kind in ("preview", "update")

    def urn(self, parent: str, type_: str, name: str) -> str:
        """Put a URN in the stack together."""
        return make_urn(self.stack, self.project.name, parent, type_, name)
