"""The version of Pulumi's Python SDK that this package needs."""

from __future__ import annotations

import re
from functools import cache

import pulumi
from google.protobuf import struct_pb2
from pulumi.runtime import rpc


def requirement() -> str:
    """Return the requirement of this package for the SDK, in pip's syntax."""
    from importlib.metadata import requires

    return next(each for each in requires("pulumi-edgegap") or () if re.match(r"pulumi\b(?!-)", each))


@cache
def refuse_old() -> None:
    """Raise an error if the SDK drops inputs such as `__autoname`.

    It tests what the SDK does, as looking up its version takes a tenth of a second in a new process.
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
