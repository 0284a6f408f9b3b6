#!/usr/bin/env bash
# A policy's remediation that returns a new dict leaves secrets without their mark; one that changes args.props keeps it.
#
# Policies read secret properties as plain values. A remediation that returns {**args.props, ...} gives these to the
# engine as plain values: they stand in its output and in the state as such, even though the program marked them. One that
# sets a key of args.props and returns that keeps the mark. A provider cannot put it back, as
# the engine calls check before the policies and not again. It needs the Pulumi CLI on PATH, Python 3.10 to 3.13 and
# PyPI, and touches no stack of yours. Seen with CLI 3.260.0, SDK 3.272.0 and pulumi-policy 1.21.0. It exits with 1 if
# something else happens than was seen, and with 2 if there is no CLI.
set -euo pipefail

if ! command -v pulumi >/dev/null; then
    echo "There is no \`pulumi\` on PATH: install the Pulumi CLI, https://www.pulumi.com/docs/install/, and run this again."
    exit 2
fi

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
python3 -m venv sdk
sdk/bin/python -m pip install --quiet "pulumi==3.272.0" "pulumi-policy==1.21.0"
mkdir state home program
export PULUMI_BACKEND_URL="file://$place/state" PULUMI_HOME="$place/home" PULUMI_CONFIG_PASSPHRASE=passphrase
export PULUMI_SKIP_UPDATE_CHECK=true PYTHONPATH="$place/program"

cat >program/Pulumi.yaml <<'YAML'
name: words
runtime:
  name: python
  options:
    virtualenv: ../sdk
YAML

cat >program/counting_provider.py <<'PYTHON'
from pulumi import log
from pulumi.dynamic import CheckResult, CreateResult, ResourceProvider


class Counting(ResourceProvider):
    def check(self, olds, news):
        log.info(f"check sees size={news.get('size')}")
        return CheckResult(news, [])

    def create(self, props):
        return CreateResult("id", {})
PYTHON

cat >program/__main__.py <<'PYTHON'
import pulumi
from counting_provider import Counting


class Thing(pulumi.dynamic.Resource):
    pass


Thing(Counting(), "thing", {"word": pulumi.Output.secret("hush-hush")})
PYTHON

pack() {
    mkdir "$1"
    cat >"$1/PulumiPolicy.yaml" <<'YAML'
runtime:
  name: python
  options:
    virtualenv: ../sdk
YAML
    cat >"$1/__main__.py" <<PYTHON
from pulumi_policy import EnforcementLevel, PolicyPack, ResourceValidationPolicy


def remediate(args):
    if args.resource_type.startswith("pulumi-python:dynamic"):
        $2


PolicyPack("$1", [ResourceValidationPolicy("sized", "Has a size.", None, EnforcementLevel.REMEDIATE, remediate=remediate)])
PYTHON
}
pack new-dict 'return {**args.props, "size": 1}'
pack in-place 'args.props["size"] = 1; return args.props'

fails=0
seen() {
    echo "  $1: $2"
    if [ "$2" != "$3" ]; then
        echo "  this is not what was seen before: $3"
        fails=1
    fi
}
try() {
    local said
    pulumi stack init "$1" --cwd program >/dev/null 2>&1
    said=$(pulumi up --cwd program --yes --skip-preview --diff --non-interactive --policy-pack "../$1" 2>&1)
    echo "$1"
    seen "times that the secret is in the output" "$(grep -c hush-hush <<<"$said" || true)" "$2"
    seen "secret is plain in the state" "$(grep -q hush-hush "state/.pulumi/stacks/words/$1.json" && echo yes || echo no)" "$3"
    seen "calls of check" "$(grep -c 'check sees' <<<"$said" || true)" "1"
}

pulumi version
try new-dict 2 yes
try in-place 0 no
exit "$fails"
