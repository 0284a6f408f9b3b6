#!/usr/bin/env bash
# A dynamic provider of the main program is pickled by value, including module-level state, and only few resources can use it.
#
# A class of the program itself, as in tutorials, is stored in each resource with its code and the module-level values that
# it uses, as they are at that moment. So two resources can get providers that share nothing, and a value that changes from
# run to run changes all resources. The SDK's pickler also wraps itself again with each call, so each resource takes longer
# than the previous one, until a RecursionError. A class of an imported module without state is pickled by name only and has
# neither problem. This declares resources of both with Pulumi's mocks. It needs Python 3.10 to 3.13 and PyPI. Observed with
# SDK 3.272.0. It exits with 1 if the behaviour differs.
set -euo pipefail

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
python3 -m venv sdk
sdk/bin/python -m pip install --quiet "pulumi==3.272.0"

cat >counting_provider.py <<'PYTHON'
from pulumi.dynamic import CreateResult, ResourceProvider

made = []


class Counting(ResourceProvider):
    serialize_as_secret_always = False

    def create(self, props):
        made.append(1)
        return CreateResult("id", {"number": len(made)})
PYTHON

cat >declare.py <<'PYTHON'
import base64

import pulumi

pickles = []


class Mocks(pulumi.runtime.Mocks):
    def new_resource(self, args):
        pickles.append(args.inputs["__provider"])
        return args.name, {}

    def call(self, args):
        return {}


class Thing(pulumi.dynamic.Resource):
    pass


@pulumi.runtime.test
def two_then_many():
    Thing(Counting(), "one", {})
    made.append(1)
    Thing(Counting(), "two", {})
    try:
        for number in range(1000):
            Thing(Counting(), str(number), {})
    except RecursionError:
        outcome.append("a RecursionError before the 1,000th")
    else:
        outcome.append("1,000 resources")


outcome = []
pulumi.runtime.set_mocks(Mocks())
two_then_many()
size = "more than 500 bytes" if len(base64.b64decode(pickles[0])) > 500 else "less than 100 bytes"
print(f"{size}, {'another' if len(set(pickles)) > 1 else 'the same'} once the list has changed, {outcome[0]}")
PYTHON

fails=0
try() {
    local how=$1 expected=$2 got
    got=$(sdk/bin/python "$how.py" 2>/dev/null)
    echo "SDK 3.272.0, a provider that is $how: $got"
    if [ "$got" != "$expected" ]; then
        echo "  this is not what was seen before: $expected"
        fails=1
    fi
}

cat counting_provider.py declare.py >defined.py
(echo "from counting_provider import Counting, made"; cat declare.py) >imported.py
try defined "more than 500 bytes, another once the list has changed, a RecursionError before the 1,000th"
try imported "less than 100 bytes, the same once the list has changed, 1,000 resources"
exit "$fails"
