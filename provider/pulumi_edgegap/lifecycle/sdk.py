"""Pulumi's Python SDK beneath this package: which one it needs, and whether the one that is there will do."""

from __future__ import annotations

import re
from functools import cache

import pulumi
from google.protobuf import struct_pb2
from pulumi.runtime import rpc


def requirement() -> str:
    """Give what this package needs of it, as pip takes it."""
    from importlib.metadata import requires

    return next(each for each in requires("pulumi-edgegap") or () if re.match(r"pulumi\b(?!-)", each))


@cache
def refuse_old() -> None:
    """Stop a program on an SDK that drops the inputs `__autoname` and `__filled` on their way.

    What the SDK does is looked at, not its version: that costs a tenth of a second in a new process.
    """
    sent = struct_pb2.Struct()
    sent.update({"__kept": True})
    if "__kept" in rpc.deserialize_properties(sent):
        return
    from importlib.metadata import version

    raise pulumi.RunError(
        f"pulumi-edgegap does not work with pulumi {version('pulumi')}, which drops inputs of dynamic resources: "
        f"run `pip install '{requirement()}'`."
    )
