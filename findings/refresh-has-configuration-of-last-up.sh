#!/usr/bin/env bash
# `pulumi refresh` and `pulumi destroy` configure providers with the configuration of the last `pulumi up`.
#
# Later changes by `pulumi config set` are silently ignored: a replaced token is still the old one. With --run-program the
# configuration is the current one, and a refresh saves it in the state for the next one. The provider here prints its
# configuration. It needs the Pulumi CLI on PATH, Python 3.10 to 3.13 and PyPI, and does not touch your stacks. Observed with
# CLI 3.260.0 and SDK 3.272.0. It exits with 1 if the behaviour differs, and with 77 if there is no CLI.
set -euo pipefail

if ! command -v pulumi >/dev/null; then
    echo "There is no \`pulumi\` on PATH: install the Pulumi CLI, https://www.pulumi.com/docs/install/, and run this again."
    exit 77
fi

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
python3 -m venv sdk
sdk/bin/python -m pip install --quiet "pulumi==3.272.0"
mkdir state home
export PULUMI_BACKEND_URL="file://$place/state" PULUMI_HOME="$place/home" PULUMI_CONFIG_PASSPHRASE=passphrase
export PULUMI_SKIP_UPDATE_CHECK=true PYTHONPATH="$place"

cat >Pulumi.yaml <<'YAML'
name: words
runtime:
  name: python
  options:
    virtualenv: sdk
YAML

cat >word_provider.py <<'PYTHON'
from pulumi import log
from pulumi.dynamic import CreateResult, ReadResult, ResourceProvider


class Word(ResourceProvider):
    def configure(self, req):
        self.word = req.config.get("words:word")

    def create(self, props):
        return CreateResult("id", {})

    def read(self, id, props):
        log.info(f"configured with {self.word}")
        return ReadResult(id, {})

    def delete(self, id, props):
        log.info(f"configured with {self.word}")
PYTHON

cat >__main__.py <<'PYTHON'
import pulumi
from word_provider import Word


class Thing(pulumi.dynamic.Resource):
    pass


Thing(Word(), "thing", {})
PYTHON

fails=0
try() {
    local expected=$1 got
    shift
    got=$(pulumi "$@" --yes --skip-preview --non-interactive | sed -n 's/.*configured with \([a-z]*\).*/\1/p' | sort -u)
    echo "pulumi $*: the provider is configured with $got"
    if [ "$got" != "$expected" ]; then
        echo "  this is not what was seen before: $expected"
        fails=1
    fi
}

pulumi version
pulumi stack init dev >/dev/null 2>&1
pulumi config set word one
pulumi up --yes --skip-preview --non-interactive >/dev/null
echo "pulumi up: with word=one"
pulumi config set word two
echo "pulumi config set word two"
try one refresh
try two refresh --run-program
try two refresh
pulumi config set word three
echo "pulumi config set word three"
try two destroy
exit "$fails"
