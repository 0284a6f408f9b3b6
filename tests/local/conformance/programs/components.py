"""Components: what children inherit, transforms, transformations, and unknowns that pass through apply."""

from pathlib import Path

import pulumi
import pulumi_edgegap as edgegap
from pulumi import ResourceOptions, ResourceTransformArgs, ResourceTransformResult

stage = Path("stage").read_text()
IMAGE = {"docker_repository": "docker.io", "docker_image": "studio/arena", "docker_tag": stage}


def transform(args: ResourceTransformArgs) -> ResourceTransformResult | None:
    if args.name != "v1":
        return None
    return ResourceTransformResult(dict(args.props) | {"max_duration": 60}, args.opts)


def transformation(args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
    if args.type_ != "pulumi-python:dynamic/edgegap:App":
        return None
    props = dict(args.props) | {"is_active": False}
    return pulumi.ResourceTransformationResult(props, args.opts)


def protects(args: ResourceTransformArgs) -> ResourceTransformResult:
    opts = ResourceOptions.merge(args.opts, ResourceOptions(ignore_changes=["is_active"]))
    return ResourceTransformResult(args.props, opts)


class Game(pulumi.ComponentResource):
    def __init__(self, name: str, opts: ResourceOptions | None = None) -> None:
        super().__init__("studio:index:Game", name, {"stage": stage}, opts)
        app = edgegap.App(
            "app", name=name, opts=ResourceOptions(parent=self, transformations=[transformation])
        )
        version = edgegap.AppVersion(
            "v1",
            app_name=app.name,
            name="1.0",
            **IMAGE,
            req_cpu=512,
            req_memory=1024,
            envs=[{"key": "SINCE", "value": app.create_time.apply(lambda time: f"since {time[:4]}")}],
            opts=ResourceOptions(parent=app),
        )
        self.version = version.id
        self.filled = version.time_to_deploy.apply(lambda seconds: f"{seconds} seconds")
        self.register_outputs({"version": version.id, "filled": self.filled})


pulumi.runtime.register_resource_transform(transform)
game = Game("arena", ResourceOptions(transforms=[protects]))
edgegap.App("after", name="after-all", opts=ResourceOptions(depends_on=[game]))
pulumi.export("version", game.version)
pulumi.export("filled", game.filled)
pulumi.export("nested", {"list": [game.version, stage]})
