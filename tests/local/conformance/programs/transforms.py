"""Transforms that add missing arguments and correct mistakes."""

from pathlib import Path

import pulumi
import pulumi_edgegap as edgegap

stage = int(Path("stage").read_text())


def transform(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult:
    supplied = {}
    if args.type_.endswith("AppVersion"):
        variables = [{"key": "KEY", "value": f"hush-{stage}", "is_secret": True}]
        supplied = {
            "docker_tag": f"1.{stage}",
            "req_memory": 1024,
            "private_token": "hush",
            "envs": variables,
        }
    return pulumi.ResourceTransformResult({**args.props, **supplied}, args.opts)


pulumi.runtime.register_resource_transform(transform)
app = edgegap.App("arena", name="arena")
edgegap.AppVersion(
    "v1",
    app_name=app.name,
    name="1.0",
    docker_repository="docker.io",
    docker_image="studio/arena",
    docker_tag="latest",
    req_cpu=512,
)
