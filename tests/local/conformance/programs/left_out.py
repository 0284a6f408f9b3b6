"""Children of an app and a storage that fail: check does not get the inputs that come from those."""

from pathlib import Path

import pulumi
import pulumi_edgegap as edgegap

stage = int(Path("stage").read_text())

app = edgegap.App("arena", name="arena", is_active=stage == 1)
storage = edgegap.EndpointStorage(
    "logs",
    name="logs",
    access_key_id="AKIA",
    secret_access_key="hush",
    endpoint="https://s3.example.com",
    bucket=f"logs-{stage}",
)
version = edgegap.AppVersion(
    "v1",
    app_name=app.name,
    name="1.0",
    docker_repository="docker.io",
    docker_image="studio/arena",
    docker_tag=f"1.{stage}",
    req_cpu=512,
    req_memory=1024,
    envs=[{"key": "MADE", "value": app.create_time}, {"key": "STAGE", "value": str(stage)}],
    endpoint_storage=storage.name,
)
profile = edgegap.PullProfile(
    "maps", storage_name=storage.name, name="maps", source="/maps", source_type="Folder", destination="/maps"
)
edgegap.PullProfileLink(
    "link",
    storage_name=storage.name,
    pull_profile_name=profile.name,
    app_name=app.name,
    app_version_name=version.name,
)
# No other app: the fault of the first `up` is for the only app that is created.
edgegap.EndpointStorage(
    "apart",
    name="apart",
    access_key_id="AKIA",
    secret_access_key="hush",
    endpoint="https://s3.example.com",
    bucket=f"apart-{min(stage, 2)}",
)
pulumi.export("version", version.id)
