"""The commands of `pulumi-edgegap`, one module each."""

from __future__ import annotations

from collections.abc import Callable

from pulumi_safe_io.entry import run


def main() -> None:
    """Run the command line, or exit and name the extra it needs."""
    packages = ("packaging", "rich", "typer", "yaml")
    run("pulumi-edgegap", _app, packages, "run `pip install 'pulumi-edgegap[cli]'`")


def _app() -> Callable[[], object]:
    from .app import app

    return app
