"""The output of a command after an internal error."""

from __future__ import annotations

import subprocess
import sys

import pytest

SECRET = "s3cr3t-marker"
BROKEN = """
import typer

# As in Typer below 0.23, regardless of the installed version.
typer.Typer.__init__.__kwdefaults__["pretty_exceptions_show_locals"] = True

from pulumi_edgegap.commands import drift
from pulumi_edgegap.commands.app import app
from pulumi_local import command as local


def broken(*_):
    token = "s3cr3t-" + "marker"
    raise RuntimeError("broken")


drift.read_stack_file = local._stack = broken
"""


@pytest.mark.parametrize("run", ["app(['drift', '--stack-export', '-'])", "local.app(['export'])"])
def test_internal_error_shows_its_location_and_no_local_variables(run):
    done = subprocess.run(
        [sys.executable, "-c", BROKEN + run], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert "RuntimeError: broken" in done.stderr
    assert SECRET not in done.stdout + done.stderr
