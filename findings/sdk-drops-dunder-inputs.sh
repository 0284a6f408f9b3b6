#!/usr/bin/env bash
# Pulumi's Python SDK before 3.235 drops inputs of dynamic resources whose names begin with two underscores.
#
# The SDK sends such inputs to the engine, which keeps them; but on the way to a dynamic provider all except __provider are
# silently dropped. This starts the SDK's server for dynamic resources, calls check with a plain input and one that begins
# with two underscores, and prints which inputs the provider got. It needs Python 3.10 to 3.13 and PyPI, and exits with 1 if
# the behaviour of one of the two versions differs.
set -euo pipefail

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"

cat >echo_provider.py <<'PYTHON'
from pulumi.dynamic import CheckResult, ResourceProvider


class Echo(ResourceProvider):
    def check(self, olds, news):
        return CheckResult({"got": " ".join(sorted(news))}, [])
PYTHON

cat >ask.py <<'PYTHON'
import base64
import pickle
import subprocess
import sys

import grpc
from echo_provider import Echo
from google.protobuf import struct_pb2
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

news = struct_pb2.Struct()
news.update({"plain": "x", "__marked": "x", "__provider": base64.b64encode(pickle.dumps(Echo())).decode()})
server = subprocess.Popen([sys.executable, "-u", "-m", "pulumi.dynamic", "127.0.0.1:0"], stdout=subprocess.PIPE, text=True)
try:
    with grpc.insecure_channel(f"127.0.0.1:{int(server.stdout.readline())}") as channel:
        stub = provider_pb2_grpc.ResourceProviderStub(channel)
        stub.Configure(provider_pb2.ConfigureRequest())
        print(stub.Check(provider_pb2.CheckRequest(news=news)).inputs["got"])
finally:
    server.terminate()
PYTHON

fails=0
try() {
    local version=$1 expected=$2 got
    python3 -m venv --clear sdk
    sdk/bin/python -m pip install --quiet "pulumi==$version"
    got=$(PYTHONPATH=. sdk/bin/python ask.py)
    echo "pulumi $version: sent __marked __provider plain, got $got"
    if [ "$got" != "$expected" ]; then
        echo "  this is not what was seen before: $expected"
        fails=1
    fi
}

try 3.234.0 "__provider plain"
try 3.235.0 "__marked __provider plain"
exit "$fails"
