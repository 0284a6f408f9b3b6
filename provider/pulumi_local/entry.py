"""The entry of `pulumi-local`: where what the command needs is missing, a sentence says so."""

from __future__ import annotations

import sys

_OF_THE_EXTRA = ("rich", "typer", "typing_extensions", "yaml")


def main() -> None:
    """Run the command, or say what it needs."""
    try:
        from .command import main as run
    except ModuleNotFoundError as error:
        if error.name not in _OF_THE_EXTRA:
            raise
        sys.exit(
            f"pulumi-local needs {error.name}: install its extra `local`, or `pip install rich typer pyyaml`."
        )
    run()
