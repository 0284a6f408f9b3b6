#!/usr/bin/env bash
# diff_config of pulumi.provider.experimental is inverted: changes=True reaches the engine as "no changes".
#
# The server passes changes to the protocol unconverted, where True is 1, which is DIFF_NONE; Diff converts it. So the engine
# keeps the provider with the settings of the previous run, and an up with a new setting changes nothing, but the next one
# does. A detailed diff is not possible at all: the server reads PropertyDiff.inputDiff, which is called input_diff. With the
# diff_config of the base class, which returns nothing, a new setting is used at once. This runs a provider of each kind with
# one setting and then another. It needs the Pulumi CLI on PATH, Python 3.10 to 3.13 and PyPI. Observed with CLI 3.260.0 and
# SDK 3.272.0. It exits with 1 if the behaviour differs, and with 77 if there is no CLI.
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

mkdir base true detailed program
cat >words.py <<'PYTHON'
import sys
from pathlib import Path

from pulumi.provider.experimental import provider
from pulumi.provider.experimental.property_value import PropertyValue
from pulumi.provider.experimental.server import main

how = Path(__file__).parent.name


class Words(provider.Provider):
    async def configure(self, request):
        self.word = request.args["word"]
        return await super().configure(request)

    async def diff_config(self, request):
        if how == "base":
            return await super().diff_config(request)
        changes = request.old_state["word"] != request.new_inputs["word"]
        update = provider.PropertyDiff(provider.PropertyDiffKind.UPDATE, True)
        detailed = {"word": update} if how == "detailed" and changes else {}
        return provider.DiffResponse(changes=changes, detailed_diff=detailed)

    async def check(self, request):
        return provider.CheckResponse(inputs={"word": self.word})

    async def diff(self, request):
        return provider.DiffResponse(changes=request.old_state["word"] != request.new_inputs["word"])

    async def create(self, request):
        return provider.CreateResponse(resource_id="id", properties=request.properties)

    async def update(self, request):
        return provider.UpdateResponse(properties={"word": self.word})


main(sys.argv[1:], "0.0.1", Words())
PYTHON

cat >program/__main__.py <<'PYTHON'
import pulumi


class Words(pulumi.ProviderResource):
    def __init__(self, word):
        super().__init__("words", "words", {"word": word})


class Thing(pulumi.CustomResource):
    word: pulumi.Output[str]

    def __init__(self, provider):
        super().__init__("words:index:Thing", "thing", {"word": None}, pulumi.ResourceOptions(provider=provider))


pulumi.export("word", Thing(Words(pulumi.Config().require("word"))).word)
PYTHON

fails=0
try() {
    local how=$1 expected=$2 got="" word said
    cp words.py "$how/__main__.py"
    printf 'runtime:\n  name: python\n  options:\n    virtualenv: %s\n' "$place/sdk" >"$how/PulumiPlugin.yaml"
    printf 'name: words\nruntime:\n  name: python\n  options:\n    virtualenv: %s\n' "$place/sdk" >program/Pulumi.yaml
    printf 'plugins:\n  providers:\n    - name: words\n      path: ../%s\n' "$how" >>program/Pulumi.yaml
    pulumi -C program stack init "$how" >/dev/null 2>&1
    for word in one two two; do
        pulumi -C program config set word "$word"
        said=$(pulumi -C program up --yes --skip-preview --non-interactive --color never 2>&1 || true)
        if grep -q "has no attribute 'inputDiff'" <<<"$said"; then
            got+="up with $word: no attribute 'inputDiff'; "
        else
            got+="up with $word: $(pulumi -C program stack output word); "
        fi
    done
    echo "pulumi $(pulumi version), SDK 3.272.0, diff_config $how: $got"
    if [ "$got" != "$expected" ]; then
        echo "  this is not what was seen before: $expected"
        fails=1
    fi
}

try base "up with one: one; up with two: two; up with two: two; "
try true "up with one: one; up with two: one; up with two: two; "
try detailed "up with one: one; up with two: no attribute 'inputDiff'; up with two: no attribute 'inputDiff'; "
exit "$fails"
