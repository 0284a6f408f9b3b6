"""The commands of `pulumi-edgegap`, one module each, over what they know of organizations and stacks."""

from __future__ import annotations

import sys

_OF_THE_EXTRA = ("packaging", "rich", "typer", "yaml")


def main() -> None:
    """Run the command line, or say which extra it needs."""
    try:
        from .app import app
    except ModuleNotFoundError as error:
        if error.name not in _OF_THE_EXTRA:
            raise
        sys.exit(f"pulumi-edgegap needs {error.name}: run `pip install 'pulumi-edgegap[cli]'`.")
    app()
