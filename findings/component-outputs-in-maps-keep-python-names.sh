#!/usr/bin/env bash
# A Python component provider returns the fields of an output under their names in the schema, but not inside a map.
#
# In the schema that component_provider_host infers, the field is_open is isOpen wherever the type is used. An output of
# that type has isOpen. An output that is a dict of that type has is_open, so the SDK that Pulumi generates for the
# consumer, which looks for isOpen, silently finds nothing. This hosts a component with both outputs, and prints the schema
# and what a program gets. It needs the Pulumi CLI on PATH (observed with 3.260.0), Python 3.10 to 3.13 and PyPI, and exits
# with 1 if the behaviour differs.
set -euo pipefail

if ! command -v pulumi >/dev/null; then
    echo "This finding needs the Pulumi CLI on PATH; see https://www.pulumi.com/docs/install/." >&2
    exit 77
fi

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"

python3 -m venv sdk
sdk/bin/python -m pip install --quiet "pulumi==3.272.0"
mkdir state provider program
export PULUMI_HOME="$place/home" PULUMI_BACKEND_URL="file://$place/state" PULUMI_CONFIG_PASSPHRASE=passphrase
export PULUMI_SKIP_UPDATE_CHECK=true

printf 'runtime:\n  name: python\n  options:\n    virtualenv: %s\n' "$place/sdk" >provider/PulumiPlugin.yaml
cat >provider/__main__.py <<'PYTHON'
from doors import Doors
from pulumi.provider.experimental import component_provider_host

if __name__ == "__main__":
    component_provider_host(name="house", components=[Doors])
PYTHON
cat >provider/doors.py <<'PYTHON'
from typing import TypedDict

import pulumi


class Door(TypedDict):
    is_open: bool


class DoorsArgs(TypedDict):
    pass


class Doors(pulumi.ComponentResource):
    front: pulumi.Output[Door]
    by_name: pulumi.Output[dict[str, Door]]

    def __init__(self, name: str, args: DoorsArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("house:index:Doors", name, {}, opts)
        self.front = pulumi.Output.from_input({"is_open": True})
        self.by_name = pulumi.Output.from_input({"back": {"is_open": True}})
        self.register_outputs({"front": self.front, "by_name": self.by_name})
PYTHON

cat >program/Pulumi.yaml <<YAML
name: finding
runtime:
  name: python
  options:
    virtualenv: $place/sdk
plugins:
  providers:
    - name: house
      path: ../provider
YAML
cat >program/__main__.py <<'PYTHON'
import pulumi


class Doors(pulumi.ComponentResource):
    front: pulumi.Output[dict]
    byName: pulumi.Output[dict]


doors = Doors("house:index:Doors", "doors", {"front": None, "byName": None}, remote=True)
pulumi.export("front", doors.front)
pulumi.export("byName", doors.byName)
PYTHON

pulumi -C program stack init finding >/dev/null 2>&1
pulumi -C program up --yes --skip-preview --non-interactive >up.log 2>&1 || { cat up.log; exit 1; }

fails=0
try() {
    local what=$1 expected=$2 got=$3
    echo "pulumi $(pulumi version), SDK 3.272.0, $what: $got"
    if [ "$got" != "$expected" ]; then
        echo "  this is not what was seen before: $expected"
        fails=1
    fi
}

field='import json, sys; print(*json.load(sys.stdin)["types"]["house:index:Door"]["properties"])'
try "the schema of Door" isOpen "$(pulumi package get-schema ./provider 2>schema.log | python3 -c "$field")"
try "front" '{"isOpen":true}' "$(pulumi -C program stack output front --json | tr -d ' \n')"
try "byName" '{"back":{"is_open":true}}' "$(pulumi -C program stack output byName --json | tr -d ' \n')"
exit "$fails"
