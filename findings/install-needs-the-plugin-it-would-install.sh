#!/usr/bin/env bash
# `pulumi install` fails if a plugin's path in Pulumi.yaml does not exist yet, also where it would create it.
#
# A Python package can bring a provider plugin, whose program pip then puts into the environment of the project. Pulumi.yaml
# gives its path under `plugins` as .venv/bin. In a new clone that folder does not exist, and `pulumi install`, which creates
# it, stops before it does: the path is checked first. An empty environment at that path is enough. It needs the Pulumi CLI
# with its Python language host on PATH, and Python. Observed with CLI 3.260.0. It exits with 1 if the behaviour differs,
# and with 77 if there is no CLI.
set -euo pipefail

if ! command -v pulumi >/dev/null; then
    echo "This finding needs the Pulumi CLI on PATH; see https://www.pulumi.com/docs/install/." >&2
    exit 77
fi

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
mkdir state home program
export PULUMI_BACKEND_URL="file://$place/state" PULUMI_HOME="$place/home" PULUMI_CONFIG_PASSPHRASE=passphrase
export PULUMI_SKIP_UPDATE_CHECK=true
cat >program/Pulumi.yaml <<'YAML'
name: program
runtime:
  name: python
  options:
    virtualenv: .venv
plugins:
  providers:
    - name: house
      path: .venv/bin
YAML
echo "pulumi==3.272.0" >program/requirements.txt
echo "" >program/__main__.py

fails=0
try() {
    local when=$1 expected=$2 got
    if pulumi -C program install >output 2>&1; then
        got="installed"
    else
        got=$(grep -o "no folder at path" output | head -1)
    fi
    echo "pulumi $(pulumi version), pulumi install $when: $got"
    if [ "$got" != "$expected" ]; then
        echo "  this is not what was seen before: $expected"
        fails=1
    fi
}

try "in a new clone" "no folder at path"
python3 -m venv program/.venv
try "with an empty environment" "installed"
exit "$fails"
