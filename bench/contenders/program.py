"""Whole programs on the Pulumi CLI or, without one, on the local engine."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pulumi_local
from pulumi import automation
from pulumi_edgegap.testing.engine import isolated_environment

from contenders import BENCH, UNLIMITED, Contender, Entry, Track


def program(name: str) -> Contender:
    """Return a contender that runs `programs/<name>`."""
    return partial(_program, name)


@contextmanager
def _program(name: str, track: Track) -> Iterator[Entry]:
    project = track.place / "project"
    project.mkdir()
    (project / "__main__.py").write_text((BENCH / "programs" / name / "__main__.py").read_text())
    runtime = f"{{name: python, options: {{virtualenv: '{sys.prefix}'}}}}"
    (project / "Pulumi.yaml").write_text(f"name: bench\nruntime: {runtime}\n")
    environment = track.engine.environment(track.place) if track.engine else isolated_environment(os.environ)
    environment |= {
        "EDGEGAP_API_URL": track.service.url,
        "EDGEGAP_API_TOKEN": track.service.token,
        "BENCH": str(BENCH),
        "PYTHONPATH": str(BENCH),
        "BENCH_SIZE": str(track.size),
        # Otherwise the CLI writes the whole state at each step, which dominates in large stacks.
        "PULUMI_EXPERIMENTAL": "1",
        "PULUMI_SKIP_CHECKPOINTS": "true",
    }
    if track.engine:
        os.environ["PATH"] = environment["PATH"]  # where the Automation API looks for the CLI

    def stack(changed: int = 0) -> Any:
        opts = automation.LocalWorkspaceOptions(env_vars=environment | {"BENCH_CHANGED": str(changed)})
        select = automation.create_or_select_stack if track.engine else pulumi_local.create_or_select_stack
        return select("bench", work_dir=str(project), opts=opts)

    for key, value in UNLIMITED.items():
        stack().set_config(key, automation.ConfigValue(value))
    yield Entry(
        {
            "preview": lambda: stack().preview(),
            "up": lambda: stack().up(),
            "refresh": lambda: stack().refresh(),
            "up, 1 % changed": lambda: stack(100).up(),
            "destroy": lambda: stack(100).destroy(),
        },
        lambda: len(json.dumps(stack().export_stack().deployment)),
    )
