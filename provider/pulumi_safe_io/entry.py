"""Entry points of commands, which report a missing extra in one sentence."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection


def run(
    command: str, load: Callable[[], Callable[[], object]], packages: Collection[str], remedy: str
) -> None:
    """Run a command, or exit and say what to install.

    Args:
        command: The command's name.
        load: Imports the command and returns the function that runs it.
        packages: The import names of the extra's packages. Any other missing module is a bug.
        remedy: What to do about a missing package.
    """
    try:
        loaded = load()
    except ModuleNotFoundError as error:
        if error.name not in packages:
            raise
        sys.exit(f"{command} needs {error.name}: {remedy}.")
    loaded()
