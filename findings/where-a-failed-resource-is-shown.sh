#!/usr/bin/env bash
# Where the CLI shows what a dynamic provider prints, logs and raises: under the stack, or under the resource.
#
# What the provider prints or logs is shown under the stack, as output of the program. A CheckFailure is one line under the
# resource, with the value of the property. An exception of create is shown under the resource with its full traceback,
# including frames of the SDK's server, and the stack says "update failed". Usually the program also ends with a
# KeyboardInterrupt, whose traceback is shown under the stack; as that depends on timing, it is ignored here. This runs both.
# It needs the Pulumi CLI on PATH, Python 3.10 to 3.13 and PyPI. Observed with CLI 3.260.0 and SDK 3.272.0. It exits with 1
# if the behaviour differs, and with 77 if there is no CLI.
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
mkdir state home
export PULUMI_BACKEND_URL="file://$place/state" PULUMI_HOME="$place/home" PULUMI_CONFIG_PASSPHRASE=passphrase
export PULUMI_SKIP_UPDATE_CHECK=true

cat >Pulumi.yaml <<'YAML'
name: failing
runtime:
  name: python
  options:
    virtualenv: sdk
YAML
cat >failing_provider.py <<'PYTHON'
from pulumi import log
from pulumi.dynamic import CheckFailure, CheckResult, ResourceProvider


class Failing(ResourceProvider):
    def check(self, olds, news):
        print("printed in check")
        log.info("logged in check")
        return CheckResult(news, [CheckFailure("step", "is wrong")] if news["step"] == "check" else [])

    def create(self, props):
        raise ValueError("raised in create")
PYTHON
cat >__main__.py <<'PYTHON'
import pulumi
from failing_provider import Failing


class Thing(pulumi.dynamic.Resource):
    pass


Thing(Failing(), "thing", {"step": pulumi.Config().require("step")})
PYTHON
export PYTHONPATH="$place"
pulumi stack init dev >/dev/null 2>&1

fails=0
try() {
    local step=$1 expected=$2 got
    pulumi config set step "$step"
    # Each diagnostic's resource, and its significant lines.
    got=$( (pulumi up --yes --skip-preview --non-interactive --color never 2>&1 || true) |
        sed -n '/^Diagnostics:/,/^Resources:/p' |
        sed -nE 's/^  [a-z].* \((.*)\):$/\1/p; s/^    ((error|info): .*|printed.*|ValueError: .*)/: \1/p' |
        awk '/^[^:]/ {who = $0; next} {print who $0}' | sort -u)
    echo "pulumi $(pulumi version), SDK 3.272.0, a failure in $step:"
    sed 's/^/  /' <<<"$got"
    if [ "$got" != "$expected" ]; then
        echo "  this is not what was seen before:"
        sed 's/^/  /' <<<"$expected"
        fails=1
    fi
}

try check "failing-dev: info: logged in check
failing-dev: printed in check
thing: error: pulumi-python:dynamic:Resource resource 'thing': property step value {check} has a problem: is wrong"
try create "failing-dev: error: update failed
failing-dev: info: logged in check
failing-dev: printed in check
thing: ValueError: raised in create
thing: error: Traceback (most recent call last):"
exit "$fails"
