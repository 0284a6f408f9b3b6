"""Create and select stacks, with the functions of Pulumi's Automation API.

```python
from pulumi_local import create_or_select_stack

stack = create_or_select_stack("test", work_dir="infra")
stack.up()
assert stack.preview().change_summary == {"same": 4}
```
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from pulumi.automation import LocalWorkspaceOptions
from pulumi.automation._cmd import CommandResult
from pulumi.automation.errors import StackAlreadyExistsError, StackNotFoundError
from typing_extensions import TypedDict, Unpack

from .failures import command_error, command_errors
from .stack import LocalStack

# As in stack.py: hides the environment from tracebacks.
__tracebackhide__ = True


class Selection(TypedDict, total=False):
    """The arguments that select a stack, in addition to its name.

    Attributes:
        work_dir: The project's directory, the current one by default. Its `Pulumi.yaml` names the program.
        project_name: Not supported, like `program`: only the Automation API runs inline programs.
        program: Not supported.
        opts: `env_vars` are set for the program and the provider, and `work_dir` is the default for the
            argument; other options are not supported.
        state: The state file; by default in `.pulumi-local` in the project.
    """

    work_dir: str | Path | None
    project_name: str | None
    program: Callable[[], Any] | None
    opts: LocalWorkspaceOptions | None
    state: str | Path | None


def create_stack(stack_name: str, *inline: object, **selection: Unpack[Selection]) -> LocalStack:
    """Create a stack.

    Raises:
        CommandError: There is no such project, or the program is inline.
        StackAlreadyExistsError: The stack already exists.
    """
    stack = _stack(stack_name, *inline, **selection)
    if stack._store.exists:
        raise StackAlreadyExistsError(CommandResult("", f"error: stack '{stack_name}' already exists", 255))
    stack._store.create()
    return stack


def select_stack(stack_name: str, *inline: object, **selection: Unpack[Selection]) -> LocalStack:
    """Select a stack.

    Raises:
        CommandError: There is no such project, or the program is inline.
        StackNotFoundError: The stack does not exist.
    """
    stack = _stack(stack_name, *inline, **selection)
    if not stack._store.exists:
        raise StackNotFoundError(CommandResult("", f"error: no stack named '{stack_name}' found", 255))
    return stack


def create_or_select_stack(stack_name: str, *inline: object, **selection: Unpack[Selection]) -> LocalStack:
    """Select a stack, creating it if it does not exist.

    Raises:
        CommandError: There is no such project, or the program is inline.
    """
    stack = _stack(stack_name, *inline, **selection)
    if not stack._store.exists:
        stack._store.create()
    return stack


def _stack(
    name: str,
    *inline: object,
    work_dir: str | Path | None = None,
    project_name: str | None = None,
    program: Callable[[], Any] | None = None,
    opts: LocalWorkspaceOptions | None = None,
    state: str | Path | None = None,
) -> LocalStack:
    given = vars(opts) if opts is not None else {}
    inline += (project_name, program, given.get("program"), given.get("project_settings"))
    if any(inline):
        raise command_error(
            "the local engine runs the program of a project on disk, not an inline one: write it as __main__.py "
            "beside a Pulumi.yaml, and give their directory as work_dir, without project_name, program and project_settings."
        )
    refused = sorted(key for key, value in given.items() if value and key not in ("env_vars", "work_dir"))
    if refused:
        raise TypeError(f"The local engine takes env_vars and work_dir of opts, not {', '.join(refused)}.")
    directory = Path(work_dir or given.get("work_dir") or ".")
    with command_errors():
        return LocalStack(name, directory, Path(state) if state else None, given.get("env_vars") or {})
