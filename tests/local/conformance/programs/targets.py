"""Three apps and a version, some of which are targets."""

from pathlib import Path

import pulumi_edgegap as edgegap
from pulumi import ResourceOptions

stage = Path("stage").read_text()

arena = edgegap.App("arena", name="arena", is_active=stage == "1")
edgegap.AppVersion(
    "v1",
    app_name=arena.name,
    name="1.0",
    docker_repository="docker.io",
    docker_image="studio/arena",
    docker_tag=stage,
    req_cpu=512,
    req_memory=1024,
)
lobby = edgegap.App("lobby", name="lobby", is_active=stage == "1")
edgegap.App("after", name="after", is_active=stage == "1", opts=ResourceOptions(depends_on=[lobby]))
if stage == "2":
    edgegap.App("new", name="new-app")
