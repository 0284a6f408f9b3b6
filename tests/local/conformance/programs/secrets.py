"""Secrets: of the configuration, in lists, through apply, as outputs."""

from pathlib import Path

import pulumi
import pulumi_edgegap as edgegap

stage = Path("stage").read_text()
password = pulumi.Config().require_secret("password")

app = edgegap.App("arena", name="arena")
version = edgegap.AppVersion(
    "v1",
    app_name=app.name,
    name="1.0",
    docker_repository="docker.io",
    docker_image="studio/arena",
    docker_tag="1",
    req_cpu=512,
    req_memory=1024,
    private_username="user",
    private_token=password.apply(lambda text: f"{text}-{stage}"),
    envs=[
        {"key": "MODE", "value": "ranked"},
        {"key": "PLAIN", "value": password},
        {"key": "KEY", "value": f"key-{stage}", "is_secret": True},
    ],
)
edgegap.EndpointStorage(
    "files",
    name=pulumi.Output.secret("files"),
    access_key_id=password.apply(lambda text: text.upper()),
    secret_access_key=password,
    endpoint="https://s3.example.com",
    bucket="files",
)
pulumi.export("password", password)
pulumi.export("nested", {"list": ["plain", password], "envs": version.envs})
pulumi.export("made", pulumi.Output.secret(stage))
