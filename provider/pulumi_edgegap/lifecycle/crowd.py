"""Programs with very many resources, whose registration begins while they still declare.

The SDK registers nothing before the program has come to its end. With no registration under way it then waits for all
outputs of all resources together, and again after each that is known, which takes time by the square of their number.
Once some are under way it waits for one registration after the other.
"""

from __future__ import annotations

import asyncio
from itertools import count

from pulumi.runtime.sync_await import _sync_await  # as the SDKs use it that Pulumi publishes

CROWD = 500
"""A program that declares fewer, and fails, has registered none of them."""

_declared = count(1)


def one_more() -> None:
    """Count a resource; the last of each crowd lets the registrations so far begin."""
    if next(_declared) % CROWD == 0:
        _sync_await(asyncio.sleep(0))
