"""Early registration: in a program with very many resources, it begins while the program still declares them.

Otherwise the SDK registers nothing before the program ends. It then waits for all outputs of all resources together,
and again after each one, which takes quadratic time. Once some registrations have begun, it waits for them one by one.
"""

from __future__ import annotations

import asyncio
from itertools import count

from pulumi.runtime.sync_await import _sync_await  # Pulumi's own SDKs use it too

BATCH = 500
"""The number of resources after which registration begins; a smaller program that fails has registered none."""

_declared = count(1)


def count_resource() -> None:
    """Count a resource; the last one of each batch starts the registrations so far."""
    if next(_declared) % BATCH == 0:
        _sync_await(asyncio.sleep(0))
