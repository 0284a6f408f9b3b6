#!/usr/bin/env bash
# Pulumi's server for dynamic resources runs four calls at a time, regardless of --parallel.
#
# All dynamic resources of a program share one process, python -m pulumi.dynamic, whose thread pool has four workers; no
# option or variable changes that. This starts the server, sends eight creates at once, and makes them wait for one another:
# groups of four meet, and groups of five never do. It needs Python 3.10 to 3.13 and PyPI. Observed with SDK 3.272.0. It
# exits with 1 if the behaviour differs.
set -euo pipefail

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
python3 -m venv sdk
sdk/bin/python -m pip install --quiet "pulumi==3.272.0"

cat >meeting_provider.py <<'PYTHON'
import threading

from pulumi.dynamic import CreateResult, ResourceProvider

meetings = {size: threading.Barrier(size, timeout=5) for size in (4, 5)}


class Meeting(ResourceProvider):
    def create(self, props):
        try:
            meetings[int(props["size"])].wait()
        except threading.BrokenBarrierError:
            return CreateResult("id", {"met": False})
        return CreateResult("id", {"met": True})
PYTHON

cat >ask.py <<'PYTHON'
import base64
import pickle
import subprocess
import sys

import grpc
from google.protobuf import struct_pb2
from meeting_provider import Meeting
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

properties = struct_pb2.Struct()
properties.update({"size": int(sys.argv[1]), "__provider": base64.b64encode(pickle.dumps(Meeting())).decode()})
server = subprocess.Popen([sys.executable, "-u", "-m", "pulumi.dynamic", "127.0.0.1:0"], stdout=subprocess.PIPE, text=True)
try:
    with grpc.insecure_channel(f"127.0.0.1:{int(server.stdout.readline())}") as channel:
        stub = provider_pb2_grpc.ResourceProviderStub(channel)
        stub.Configure(provider_pb2.ConfigureRequest())
        calls = [stub.Create.future(provider_pb2.CreateRequest(properties=properties)) for _ in range(8)]
        met = sum(call.result().properties["met"] for call in calls)
        print(f"{met} of {len(calls)} met")
finally:
    server.terminate()
PYTHON

fails=0
try() {
    local size=$1 expected=$2 got
    got=$(PYTHONPATH=. sdk/bin/python ask.py "$size")
    echo "SDK 3.272.0, eight creates that wait until $size are under way: $got"
    if [ "$got" != "$expected" ]; then
        echo "  this is not what was seen before: $expected"
        fails=1
    fi
}

try 4 "8 of 8 met"
try 5 "0 of 8 met"
exit "$fails"
