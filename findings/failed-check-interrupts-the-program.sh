#!/usr/bin/env bash
# A failed check ends the Python program with an interrupt, and its traceback stands among the diagnostics of the preview.
#
# The engine sends SIGINT to the program, which has done nothing wrong. Python prints a KeyboardInterrupt traceback through
# asyncio and threading, of some 20 lines, which the CLI shows under the stack, below the reason of the failed check. Python
# prints it by sys.excepthook: a program that replaces that shows nothing of the interrupt. A program that ends before the
# signal comes shows no traceback either, so this previews a dynamic resource whose check fails five times at most, without
# and with such a hook. It needs the Pulumi CLI with its Python language host on PATH, Python 3.10
# to 3.13 and PyPI. Observed with CLI 3.260.0 and SDK 3.272.0. It exits with 1 if the behaviour differs, and with 77 if there
# is no CLI.
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
mkdir state home program
export PULUMI_BACKEND_URL="file://$place/state" PULUMI_HOME="$place/home" PULUMI_CONFIG_PASSPHRASE=passphrase
export PULUMI_SKIP_UPDATE_CHECK=true
printf 'name: failing\nruntime:\n  name: python\n  options:\n    virtualenv: %s\n' "$place/sdk" >program/Pulumi.yaml
cat >program/__main__.py <<'PYTHON'
import os
import sys

from pulumi import dynamic


class Provider(dynamic.ResourceProvider):
    def check(self, olds, news):
        return dynamic.CheckResult(news, [dynamic.CheckFailure("size", "must be smaller")])


class Thing(dynamic.Resource):
    def __init__(self, name):
        super().__init__(Provider(), name, {"size": 2})


if os.environ.get("HOOK"):
    sys.excepthook = lambda *error: None
Thing("thing")
PYTHON
pulumi -C program stack init dev >/dev/null 2>&1

fails=0
try() {
    local how=$1 hook=$2 expected=$3 got
    for _ in 1 2 3 4 5; do
        got="the reason"
        HOOK=$hook pulumi -C program preview --non-interactive >output 2>&1 && got="no failure"
        sed -n '/^Diagnostics:/,$p' output >diagnostics
        grep -q "must be smaller" diagnostics || got="no reason"
        if grep -q "^ *KeyboardInterrupt" diagnostics; then
            got="$got, and a traceback of KeyboardInterrupt"
            break
        fi
    done
    echo "pulumi $(pulumi version), $how: $got"
    if [ "$got" != "$expected" ]; then
        echo "  this is not what was seen before: $expected"
        fails=1
    fi
}

try "a program" "" "the reason, and a traceback of KeyboardInterrupt"
try "a program that replaces sys.excepthook" 1 "the reason"
exit "$fails"
