"""The entry point of `pulumi-local`."""

from __future__ import annotations

from collections.abc import Callable

from pulumi_safe_io.entry import run


def main() -> None:
    """Run the command, or exit and name the package it needs."""
    packages = ("rich", "typer", "typing_extensions", "yaml")
    remedy = "install its extra `local`, or `pip install rich typer pyyaml`"
    run("pulumi-local", _command, packages, remedy)


def _command() -> Callable[[], object]:
    from .command import main

    return main
