"""Reset of the cached clients: commands run in separate processes, but tests share one."""

from __future__ import annotations

from pulumi_edgegap.lifecycle import accounts


def close_clients() -> None:
    """Close all clients before the next command."""
    while accounts._clients:
        accounts._clients.popitem()[1].close()
