#!/usr/bin/env bash
# `pulumi package gen-sdk --language go --local` writes no go.mod, so a program cannot refer to the SDK by its path.
#
# `pulumi package add` writes the same SDK with a go.mod, whose module is the import path of the schema without its last
# part, and a `replace` in the program's go.mod. This generates the SDK of one schema in both ways. It needs the Pulumi CLI
# with its Go language host on PATH, Go, Python 3.10 to 3.13, PyPI and a Go module proxy. Observed with CLI 3.260.0. It exits
# with 1 if the behaviour differs, and with 77 if there is no CLI or no Go.
set -euo pipefail

for command in pulumi pulumi-language-go go; do
    if ! command -v "$command" >/dev/null; then
        echo "This finding needs $command on PATH; see https://www.pulumi.com/docs/install/." >&2
        exit 77
    fi
done

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
python3 -m venv sdk
sdk/bin/python -m pip install --quiet "pulumi==3.272.0"
mkdir state home folder program
export PULUMI_BACKEND_URL="file://$place/state" PULUMI_HOME="$place/home" PULUMI_CONFIG_PASSPHRASE=passphrase
export PULUMI_SKIP_UPDATE_CHECK=true
cat >schema.json <<'JSON'
{
  "name": "house", "version": "1.0.0", "resources": {"house:index:Door": {}},
  "language": {"go": {"importBasePath": "example.com/houses/sdk/go/house", "respectSchemaVersion": true}}
}
JSON
cat >folder/__main__.py <<'PYTHON'
import sys
from pathlib import Path

from pulumi.provider.experimental import provider
from pulumi.provider.experimental.server import main


class House(provider.Provider):
    async def get_schema(self, request):
        return provider.GetSchemaResponse((Path(__file__).parents[1] / "schema.json").read_text())


main(sys.argv[1:], "1.0.0", House())
PYTHON
printf 'runtime:\n  name: python\n  options:\n    virtualenv: %s\n' "$place/sdk" >folder/PulumiPlugin.yaml
printf 'name: program\nruntime: go\n' >program/Pulumi.yaml
printf 'module houses\n\ngo 1.25\n\nrequire github.com/pulumi/pulumi/sdk/v3 v3.256.0\n' >program/go.mod
cat >program/main.go <<'GO'
package main

import "github.com/pulumi/pulumi/sdk/v3/go/pulumi"

func main() { pulumi.Run(func(*pulumi.Context) error { return nil }) }
GO

fails=0
check() {
    local how=$1 folder=$2 expected=$3 got="no go.mod"
    if [ -f "$folder/go.mod" ]; then
        got=$(head -1 "$folder/go.mod")
    fi
    echo "pulumi $(pulumi version), $how: $got"
    if [ "$got" != "$expected" ]; then
        echo "  this is not what was seen before: $expected"
        fails=1
    fi
}

pulumi package gen-sdk schema.json --language go --local --out generated >/dev/null
check "pulumi package gen-sdk --language go --local" generated/go "no go.mod"
(cd program && go mod tidy) >/dev/null 2>&1
pulumi -C program package add ../folder >/dev/null 2>&1
check "pulumi package add" program/sdks/house "module example.com/houses/sdk/go"
exit "$fails"
