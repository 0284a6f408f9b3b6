from typing import TypedDict

import pulumi
import pulumi_edgegap as edgegap


class ArenaArgs(TypedDict):
    tag: pulumi.Input[str]
    """The tag of the image."""
    cpu: pulumi.Input[int] | None
    """How much CPU a server gets; 1024 is one vCPU. 512 by default."""


class Arena(pulumi.ComponentResource):
    """An app with one version, as all games of the studio have it."""

    version: pulumi.Output[str]
    """The ID of the version."""

    def __init__(self, name: str, args: ArenaArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("games:index:Arena", name, {}, opts)
        below = pulumi.ResourceOptions(parent=self)
        app = edgegap.App(name, below)
        version = edgegap.AppVersion(
            f"{name}-live",
            below,
            app_name=app.name,
            docker_repository="docker.io",
            docker_image="library/nginx",
            docker_tag=args["tag"],
            req_cpu=args.get("cpu") or 512,
            req_memory=1024,
            ports=[edgegap.PortArgs(port=80, protocol="TCP", name="game")],
        )
        self.version = version.id
        self.register_outputs({"version": self.version})
