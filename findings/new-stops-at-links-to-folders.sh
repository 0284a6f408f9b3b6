#!/usr/bin/env bash
# `pulumi new` of a folder on disk stops at a symbolic link to a folder in it, such as a .venv that is shared.
#
# The CLI copies the link as a file, and ends with "is a directory" before the copy is complete. A link to a file is copied
# as what it leads to. This makes projects of a template with either. It needs the Pulumi CLI on PATH and no network. Seen with
# CLI 3.260.0. It exits with 1 if something else happens than was seen, and with 77 if there is no CLI.
set -euo pipefail

if ! command -v pulumi >/dev/null; then
    echo "This finding needs the Pulumi CLI on PATH; see https://www.pulumi.com/docs/install/." >&2
    exit 77
fi

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
mkdir state home template elsewhere
export PULUMI_BACKEND_URL="file://$place/state" PULUMI_HOME="$place/home" PULUMI_CONFIG_PASSPHRASE=passphrase
export PULUMI_SKIP_UPDATE_CHECK=true
printf 'name: template\ndescription: A template\nruntime: python\n' >template/Pulumi.yaml
touch elsewhere/__main__.py

fails=0
try() {
    local to=$1 name=$2 expected=$3 got
    ln -s "$to" "template/$name"
    mkdir "made-$name"
    got=$(pulumi -C "made-$name" new ../template --name made --yes --generate-only 2>&1 | grep -o "Created project\|is a directory" || true)
    got="$got; $(ls "made-$name" | tr '\n' ' ')"
    rm "template/$name"
    echo "pulumi $(pulumi version), pulumi new with a link $name -> $to: $got"
    if [ "$got" != "$expected" ]; then
        echo "  this is not what was seen before: $expected"
        fails=1
    fi
}

try ../elsewhere/__main__.py __main__.py "Created project; Pulumi.yaml __main__.py "
try ../elsewhere .venv "is a directory; "
exit "$fails"
