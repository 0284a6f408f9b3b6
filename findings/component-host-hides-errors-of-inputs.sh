#!/usr/bin/env bash
# component_provider_host hides the type of an InputPropertyError or a RunError that a component raises.
#
# According to the SDK, InputPropertyError reports a bad input property to the client, and RunError ends a program without a
# stack trace. Its server does that for a provider that raises them in construct. The host wraps all exceptions of a
# constructor before the server sees them, so both become "Unexpected <class 'Exception'>" with a stack trace. This previews
# the same component in a provider of each kind and prints the engine's output. It needs the Pulumi CLI on PATH (observed
# with 3.260.0), Python 3.10 to 3.13 and PyPI, and exits with 1 if the behaviour differs.
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
mkdir state hosted direct program
export PULUMI_HOME="$place/home" PULUMI_BACKEND_URL="file://$place/state" PULUMI_CONFIG_PASSPHRASE=passphrase
export PULUMI_SKIP_UPDATE_CHECK=true

cat >doors.py <<'PYTHON'
from typing import TypedDict

import pulumi
from pulumi.errors import InputPropertyError


class DoorsArgs(TypedDict):
    how: str


class Doors(pulumi.ComponentResource):
    def __init__(self, name: str, args: DoorsArgs, opts: pulumi.ResourceOptions | None = None):
        super().__init__("house:index:Doors", name, {}, opts)
        if args["how"] == "InputPropertyError":
            raise InputPropertyError("how", "must be another")
        raise pulumi.RunError("how must be another")
PYTHON

cat >hosted/__main__.py <<'PYTHON'
from doors import Doors
from pulumi.provider.experimental import component_provider_host

if __name__ == "__main__":
    component_provider_host(name="house", components=[Doors])
PYTHON

cat >direct/__main__.py <<'PYTHON'
import sys

from doors import Doors
from pulumi.provider import ConstructResult, Provider, main


class House(Provider):
    def construct(self, name, resource_type, inputs, options=None):
        return ConstructResult(Doors(name, inputs, options).urn, {})


if __name__ == "__main__":
    main(House("0.0.0"), sys.argv[1:])
PYTHON

cat >program/__main__.py <<'PYTHON'
import pulumi

pulumi.ComponentResource("house:index:Doors", "doors", {"how": pulumi.Config().require("how")}, remote=True)
PYTHON

fails=0
try() {
    local kind=$1 how=$2 expected=$3 got
    cp doors.py "$kind"
    printf 'runtime:\n  name: python\n  options:\n    virtualenv: %s\n' "$place/sdk" >"$kind/PulumiPlugin.yaml"
    printf 'name: finding\nruntime:\n  name: python\n  options:\n    virtualenv: %s\n' "$place/sdk" >program/Pulumi.yaml
    printf 'plugins:\n  providers:\n    - name: house\n      path: ../%s\n' "$kind" >>program/Pulumi.yaml
    pulumi -C program stack select --create finding >/dev/null 2>&1
    pulumi -C program config set how "$how"
    pulumi -C program preview --non-interactive --color never >preview.log 2>&1 || true
    got=$(sed -n '/^Diagnostics:/,/^Resources:/p' preview.log | grep -A1 "has a problem: *$\|must be another\(.)\)\?:*$" | head -2 |
        tr -s '[:space:]' ' ' | sed "s#^ *##; s#File .*#(a stack trace)#; s# error: Program failed.*##; s# *\$##")
    echo "pulumi $(pulumi version), SDK 3.272.0, $how in a provider that is $kind:"
    echo "  $got"
    if [ "$got" != "$expected" ]; then
        echo "  this is not what was seen before: $expected"
        fails=1
    fi
}

problem="error: house:index:Doors resource 'doors' has a problem:"
try direct InputPropertyError "$problem - property how with value '{InputPropertyError}' has a problem: must be another"
try hosted InputPropertyError "$problem Unexpected <class 'Exception'>: ('how', 'must be another'): (a stack trace)"
try direct RunError "$problem Unexpected <class 'pulumi.errors.RunError'>: how must be another"
try hosted RunError "$problem Unexpected <class 'Exception'>: how must be another: (a stack trace)"
exit "$fails"
