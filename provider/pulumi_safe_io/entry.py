"""The entry of a command: where a package of its extra is missing, a sentence says so."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection


def run(
    command: str, load: Callable[[], Callable[[], object]], packages: Collection[str], remedy: str
) -> None:
    """Run a command, or end with what to install.

    Args:
        command: The command's name.
        load: Imports the command, and gives what runs it.
        packages: The packages that only the extra brings, as they are imported. Any other one that is missing
            is a mistake.
        remedy: What to do about one that is missing.
    """
    try:
        loaded = load()
    except ModuleNotFoundError as error:
        if error.name not in packages:
            raise
        sys.exit(f"{command} needs {error.name}: {remedy}.")
    loaded()
