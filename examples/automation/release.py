"""Release a game from a script: the program is a function, and there is no Pulumi project on disk.

python release.py preview|up|destroy [--tag 1.27.3] [--stack dev]
"""

import argparse
import sys

import pulumi
import pulumi_edgegap as edgegap
from pulumi import automation


def arena(tag: str) -> None:
    app = edgegap.App("arena")
    version = edgegap.AppVersion(
        "live",
        app_name=app.name,
        docker_repository="docker.io",
        docker_image="library/nginx",
        docker_tag=tag,
        req_cpu=512,
        req_memory=1024,
        ports=[edgegap.PortArgs(port=80, protocol="TCP", name="game")],
    )
    pulumi.export("version", version.id)


def main() -> int:
    parser = argparse.ArgumentParser(description="Release the arena.")
    parser.add_argument("step", choices=["preview", "up", "destroy"])
    parser.add_argument("--tag", default="1.27.3", help="the tag of the image that is released")
    parser.add_argument("--stack", default="dev")
    arguments = parser.parse_args()

    stack = automation.create_or_select_stack(
        arguments.stack,
        project_name="automation",
        program=lambda: arena(arguments.tag),
        opts=automation.LocalWorkspaceOptions(
            # Pulumi starts the provider with this Python, which has the package, not with `python3` on PATH.
            env_vars={"PULUMI_RUNTIME_VIRTUALENV": sys.prefix}
        ),
    )
    try:
        getattr(stack, arguments.step)(on_output=print)
    except automation.CommandError:
        # The output of Pulumi, already printed, says why.
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
