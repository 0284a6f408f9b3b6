"""Refusals of Edgegap, and the deletion of a storage that a version names."""

from pathlib import Path

import pulumi_edgegap as edgegap
from pulumi import ResourceOptions

stage = int(Path("stage").read_text())

app = edgegap.App("arena", name="arena")
named = {}
if stage < 2:
    named["endpoint_storage"] = edgegap.EndpointStorage(
        "logs",
        name="logs",
        access_key_id="AKIA",
        secret_access_key="hush",
        endpoint="https://s3.example.com",
        bucket="logs",
    ).name
if stage < 4:
    edgegap.AppVersion(
        "v1",
        app_name=app.name,
        name="1.0",
        docker_repository="docker.io",
        docker_image="studio/arena",
        docker_tag=f"1.{stage}",
        req_cpu=512,
        req_memory=1024,
        **named,
    )
if stage == 5:
    edgegap.App("taken", name="taken", opts=ResourceOptions(depends_on=[app]))
