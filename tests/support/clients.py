"""The clients that a process keeps: each command has a process of its own, which the tests share."""

from __future__ import annotations

from pulumi_edgegap.lifecycle import accounts


def close_clients() -> None:
    """Leave none for the next command."""
    while accounts._clients:
        accounts._clients.popitem()[1].close()
