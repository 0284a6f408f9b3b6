"""The examples and commands of docs/guides."""

from __future__ import annotations

import pytest
from pulumi_edgegap.testing.engine import Engine, find_engine

CLI = find_engine()


@pytest.fixture
def cli() -> Engine:
    if CLI is None:
        pytest.skip("there is no `pulumi` on PATH or in PULUMI_HOME")
    return CLI
