"""The project files around the modules of a program: settings, requirements, `__main__.py` and a README."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable, Sequence
from importlib.metadata import version

from ...lifecycle import sdk
from ...lifecycle.names import namespace
from ...testing.engine import TAKES_IMPORT_FILE
from .plan import Plan

LINKS = (
    "The API cannot say which pull profiles are linked to which versions. Declare each link with "
    "`edgegap.PullProfileLink`: setting an existing one is harmless."
)

GITIGNORE = ".venv/\n__pycache__/\n"
"""The content of `.gitignore`; an existing one is kept."""

_USE_PLUGIN = """\
import pulumi_edgegap as edgegap

edgegap.use_plugin()

"""
_PLUGIN = """\
plugins:
  providers:
    - name: edgegap
      path: .venv/bin
"""


def project_name(text: str) -> str:
    """Convert a text to a valid name for a Pulumi project."""
    return re.sub(r"[^A-Za-z0-9_.-]", "-", text).strip("-.")[:100] or "edgegap"


def settings(name: str, *, plugin: bool) -> str:
    """Return `Pulumi.yaml`."""
    runtime = f"""\
name: {json.dumps(name)}
description: Exported from Edgegap
runtime:
  name: python
  options:
    toolchain: pip
    virtualenv: .venv
"""
    return runtime + _PLUGIN if plugin else runtime


def requirements() -> str:
    """Return `requirements.txt`."""
    major, minor, *_ = version("pulumi-edgegap").split(".")
    return f"{sdk.requirement()}\npulumi-edgegap>={major}.{minor},<{int(major) + 1}\n"


def main(name: str, imports: Sequence[str], *, plugin: bool) -> str:
    """Return `__main__.py`."""
    about = f'"""The Edgegap objects of {name}: each module declares its own as it is imported."""'
    rules, first = ("", _USE_PLUGIN) if plugin else (": F401", "")
    lines = "".join(f"import {each}\n" for each in imports)
    return f"{about}\n# ruff: noqa{rules}\n\n{first}{lines}"


def import_command(import_file: str) -> str:
    """Return the command that imports the state."""
    return f"pulumi import --file {import_file} --generate-code=false --protect=false --yes"


def secret_commands(plan: Plan) -> list[str]:
    """Return the commands that set the secrets of a plan."""
    return [f"pulumi config set --secret {shlex.quote(key)}" for key in plan.secrets]


def steps(plan: Plan, import_file: str, new_modules: Sequence[str], *, plugin: bool) -> list[str]:
    """Return the commands that bring the program under Pulumi.

    Pulumi refuses a plugin whose folder does not exist, `pulumi install` included, which would create it.

    Args:
        plan: The exported resources.
        import_file: The file to import.
        new_modules: The modules that were added to an existing project; empty for a new project.
        plugin: Whether the project uses the provider plugin.
    """
    environment = ["python3 -m venv .venv"] if plugin else []
    token = shlex.quote(f"{namespace(plan.account)}:apiToken")
    begin = [
        *environment,
        "pulumi install",
        "pulumi stack init dev",
        f"pulumi config set --secret {token}",
    ]
    return [*([] if new_modules else begin), import_command(import_file), "pulumi preview"]


def readme(plan: Plan, name: str, import_file: str, new_modules: Sequence[str], *, plugin: bool) -> str:
    """Return `README.md`: the next steps, the missing secrets, and what is not in the program."""
    oldest = ".".join(map(str, TAKES_IMPORT_FILE))
    imports = (
        "The import reads each object from Edgegap."
        if plugin
        else f"The import writes the state and sends Edgegap no requests. It needs Pulumi {oldest} or later."
    )
    added = ["Add to `__main__.py`:\n", *_block(f"import {each}" for each in new_modules)]
    parts = [
        f"# {name}\n",
        "Exported from Edgegap by `pulumi-edgegap export`.\n",
        *(added if new_modules else []),
        "To bring it under Pulumi:\n",
        *_block(steps(plan, import_file, new_modules, plugin=plugin)),
        f"{imports} The preview then shows no changes, and `{import_file}` can be deleted.\n",
    ]
    if plan.secrets:
        parts += [
            "## Secrets\n",
            "Edgegap never shows a secret, so the program does not know these. Until you set one, the one in Edgegap "
            "stays as it is. Once it is set, the next `pulumi up` sends it. A new or replaced object needs its "
            "secrets, and so does a list of variables that changes.\n",
            *_block(secret_commands(plan)),
        ]
    parts += ["## Not in the program\n", f"- {LINKS}", *(f"- {each.what}" for each in plan.left_out)]
    return "\n".join(parts) + "\n"


def _block(lines: Iterable[str]) -> list[str]:
    return ["```", *lines, "```\n"]
