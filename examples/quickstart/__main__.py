"""One app and one version of it; nginx stands in for a game server."""

import pulumi
import pulumi_edgegap as edgegap

app = edgegap.App("arena")
version = edgegap.AppVersion(
    "v1",
    app_name=app.name,
    docker_repository="docker.io",
    docker_image="library/nginx",
    docker_tag="1.27.3",
    req_cpu=512,
    req_memory=1024,
    ports=[edgegap.PortArgs(port=80, protocol="TCP", name="game")],
)
pulumi.export("version", version.id)
