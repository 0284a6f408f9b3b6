#!/usr/bin/env bash
# `pulumi package add` with the path of a plugin's program loses the path: Pulumi.yaml gets only the name and the version.
#
# With the path of a folder that has a PulumiPlugin.yaml, it writes the path. With the path of a program, such as
# ../bin/pulumi-resource-house, it starts the program for its schema and reports that the package was added, but the next
# preview looks for a release of that name to download. This adds the same plugin in both ways. It needs the Pulumi CLI with
# its YAML language host on PATH, Python 3.10 to 3.13 and PyPI. Observed with CLI 3.260.0 and SDK 3.272.0. It exits with 1 if
# the behaviour differs, and with 77 if there is no CLI.
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

mkdir folder bin program
cat >house.py <<'PYTHON'
import json
import sys

from pulumi.provider.experimental import provider
from pulumi.provider.experimental.server import main


class House(provider.Provider):
    async def get_schema(self, request):
        schema = {"name": "house", "version": "1.0.0", "resources": {"house:index:Door": {}}}
        return provider.GetSchemaResponse(json.dumps(schema))


main(sys.argv[1:], "1.0.0", House())
PYTHON
cp house.py folder/__main__.py
printf 'runtime:\n  name: python\n  options:\n    virtualenv: %s\n' "$place/sdk" >folder/PulumiPlugin.yaml
(echo "#!$place/sdk/bin/python"; cat house.py) >bin/pulumi-resource-house
chmod +x bin/pulumi-resource-house

fails=0
try() {
    local path=$1 expected=$2 got
    printf 'name: program\nruntime: yaml\n' >program/Pulumi.yaml
    got=$(pulumi -C program package add "$path" 2>&1 | grep -o "Added package house" || true)
    got="$got; $(sed -n 's/^  house: *//p' program/Pulumi.yaml)"
    echo "pulumi $(pulumi version), pulumi package add $path: $got"
    if [ "$got" != "$expected" ]; then
        echo "  this is not what was seen before: $expected"
        fails=1
    fi
}

try ../folder "Added package house; ../folder"
try ../bin/pulumi-resource-house "Added package house; house@1.0.0"
exit "$fails"
