#!/usr/bin/env bash
# An inline program of the Automation API with a dynamic resource ignores the option virtualenv of its project settings.
#
# The program runs in the script's process, but the engine starts the provider of dynamic resources with python3 on PATH,
# as if the option were not set: "No module named 'pulumi'". A project on disk with the same option works, and so does the
# inline program with PULUMI_RUNTIME_VIRTUALENV, which the CLI sets itself for projects on disk. This previews one dynamic
# resource in the three ways, with a python3 on PATH that has no packages. It needs the Pulumi CLI on PATH (observed with
# 3.260.0), Python 3.10 to 3.13 and PyPI, and exits with 1 if the behaviour differs.
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
python3 -m venv --without-pip bare
export PATH="$place/bare/bin:$PATH"

mkdir state project
export PULUMI_HOME="$place/home" PULUMI_BACKEND_URL="file://$place/state" PULUMI_CONFIG_PASSPHRASE=passphrase
export PULUMI_SKIP_UPDATE_CHECK=true
unset PULUMI_RUNTIME_VIRTUALENV PULUMI_PYTHON_CMD

cat >program.py <<'PYTHON'
from pulumi.dynamic import CreateResult, Resource, ResourceProvider


class Provider(ResourceProvider):
    def create(self, props):
        return CreateResult("1", props)


class One(Resource):
    def __init__(self, name):
        super().__init__(Provider(), name, {})


def program():
    One("one")
PYTHON

cat >preview.py <<'PYTHON'
import sys

from program import program
from pulumi import automation

how = sys.argv[1]
if how == "on-disk":
    stack = automation.create_stack(how, work_dir="project")
else:
    options = {"virtualenv": sys.prefix} if how == "option" else {}
    settings = automation.ProjectSettings("inline", automation.ProjectRuntimeInfo("python", options))
    variables = {"PULUMI_RUNTIME_VIRTUALENV": sys.prefix} if how == "variable" else {}
    opts = automation.LocalWorkspaceOptions(project_settings=settings, env_vars=variables)
    stack = automation.create_stack(how, project_name="inline", program=program, opts=opts)
try:
    stack.preview()
    print("works")
except automation.CommandError as error:
    print("No module named 'pulumi'" if "No module named 'pulumi'" in str(error) else error)
PYTHON

# The provider's process has to find the module of the provider.
export PYTHONPATH="$place"
printf 'from program import program\n\nprogram()\n' >project/__main__.py
printf 'name: on-disk\nruntime:\n  name: python\n  options:\n    virtualenv: %s\n' "$place/sdk" >project/Pulumi.yaml

fails=0
try() {
    local how=$1 expected=$2 got
    got=$(sdk/bin/python preview.py "$how")
    echo "pulumi $(pulumi version), SDK 3.272.0, $how: $got"
    if [ "$got" != "$expected" ]; then
        echo "  this is not what was seen before: $expected"
        fails=1
    fi
}

try on-disk works
try option "No module named 'pulumi'"
try variable works
exit "$fails"
