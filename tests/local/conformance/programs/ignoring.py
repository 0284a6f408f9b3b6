"""A version whose tag and secret variable are managed elsewhere: changes by hand, updates, refreshes."""

from pathlib import Path

import pulumi_edgegap as edgegap
from pulumi import ResourceOptions

stage = int(Path("stage").read_text())

app = edgegap.App("arena", name="arena")
edgegap.AppVersion(
    "v1",
    app_name=app.name,
    name="1.0",
    docker_repository="docker.io",
    docker_image="studio/arena",
    docker_tag=f"1.{stage}",
    req_cpu=512,
    req_memory=1024,
    max_duration=30 * stage,
    envs=[
        {"key": "KEY", "value": f"hush-{stage}", "is_secret": True},
        {"key": "MODE", "value": "a" if stage < 3 else "b"},
    ],
    opts=ResourceOptions(ignore_changes=["docker_tag", "envs[0].value"]),
)
if stage == 4:
    edgegap.AppVersion(
        "v2",
        app_name=app.name,
        name="2.0",
        docker_repository="docker.io",
        docker_image="studio/arena",
        docker_tag="2",
        req_cpu=512,
        req_memory=1024,
        opts=ResourceOptions(ignore_changes=["envs[0].value", "ports[0]"]),
    )
