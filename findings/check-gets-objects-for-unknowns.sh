#!/usr/bin/env bash
# In a preview, check and diff of a dynamic provider get a pulumi.output.Unknown object for each value that is not yet known.
#
# On the wire it is a fixed UUID; in the provider it is an object, at any depth, that is true and has no value, not a string.
# check has to return it unchanged, and it becomes the UUID again. This starts the SDK's server for dynamic resources and
# calls check with the UUID, as the engine does in a preview. It needs Python 3.10 to 3.13 and PyPI. Observed with SDKs
# 3.235.0 and 3.272.0. It exits with 1 if the behaviour differs.
set -euo pipefail

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"

cat >kinds_provider.py <<'PYTHON'
from pulumi.dynamic import CheckResult, ResourceProvider


def kind(value):
    if isinstance(value, list):
        return [kind(each) for each in value]
    if isinstance(value, dict):
        return {key: kind(each) for key, each in value.items()}
    return f"{type(value).__name__} that is {bool(value)}"


class Kinds(ResourceProvider):
    def check(self, olds, news):
        return CheckResult({**news, "got": f"{kind(news['name'])}, {kind(news['list'])}"}, [])
PYTHON

cat >ask.py <<'PYTHON'
import base64
import pickle
import subprocess
import sys

import grpc
from google.protobuf import struct_pb2
from kinds_provider import Kinds
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc
from pulumi.runtime.rpc import UNKNOWN

news = struct_pb2.Struct()
provider = base64.b64encode(pickle.dumps(Kinds())).decode()
news.update({"name": UNKNOWN, "list": [{"name": UNKNOWN}], "__provider": provider})
server = subprocess.Popen([sys.executable, "-u", "-m", "pulumi.dynamic", "127.0.0.1:0"], stdout=subprocess.PIPE, text=True)
try:
    with grpc.insecure_channel(f"127.0.0.1:{int(server.stdout.readline())}") as channel:
        stub = provider_pb2_grpc.ResourceProviderStub(channel)
        stub.Configure(provider_pb2.ConfigureRequest())
        inputs = stub.Check(provider_pb2.CheckRequest(news=news)).inputs
        back = inputs["name"] == UNKNOWN and inputs["list"][0]["name"] == UNKNOWN
        print(f"{inputs['got']}, {'the same' if back else 'something else'} on the way back")
finally:
    server.terminate()
PYTHON

fails=0
try() {
    local version=$1 expected=$2 got
    python3 -m venv --clear sdk
    sdk/bin/python -m pip install --quiet "pulumi==$version"
    got=$(PYTHONPATH=. sdk/bin/python ask.py)
    echo "pulumi $version: check gets $got"
    if [ "$got" != "$expected" ]; then
        echo "  this is not what was seen before: $expected"
        fails=1
    fi
}

seen="Unknown that is True, [{'name': 'Unknown that is True'}], the same on the way back"
try 3.235.0 "$seen"
try 3.272.0 "$seen"
exit "$fails"
