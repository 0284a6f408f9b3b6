"""A service that returns secrets in plain text, which the contract neither promises nor forbids."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pulumi_edgegap.emulator import objects, versions
from pulumi_edgegap.emulator.fields import Edition, Record, show


def shows_secrets(patch: pytest.MonkeyPatch) -> None:
    """Make every emulator of this process return secrets in plain text."""
    for kind, name in (
        (objects.VERSION, "private_username"),
        (objects.VERSION, "private_token"),
        (objects.STORAGE, "secret_access_key"),
    ):
        patch.setitem(kind, name, replace(kind[name], shown="yes"))

    def shown_env(env: Record, edition: Edition) -> Record:
        return show(objects.ENV, env | {"is_hidden": env["is_secret"]}, edition)

    patch.setattr(versions, "_shown_env", shown_env)
