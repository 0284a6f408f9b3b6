"""An app with a version, and a storage, changed and deleted by hand."""

import pulumi
import pulumi_edgegap as edgegap

lobby = edgegap.App("lobby", name="lobby")
arena = edgegap.App("arena", name="arena")
version = edgegap.AppVersion(
    "v1",
    app_name=arena.name,
    name="1.0",
    docker_repository="docker.io",
    docker_image="studio/arena",
    docker_tag="1",
    req_cpu=512,
    req_memory=1024,
    ports=[{"port": 7777, "protocol": "UDP", "name": "game"}],
    envs=[{"key": "KEY", "value": "hush", "is_secret": True}],
)
storage = edgegap.EndpointStorage(
    "files",
    name="files",
    access_key_id="AKIA",
    secret_access_key="hush",
    endpoint="https://s3.example.com",
    bucket="files",
)
profile = edgegap.PullProfile(
    "maps", storage_name=storage.name, name="maps", source="/maps", source_type="Folder", destination="/maps"
)
edgegap.PullProfileLink(
    "link",
    storage_name=storage.name,
    pull_profile_name=profile.name,
    app_name=arena.name,
    app_version_name=version.name,
)
pulumi.export("tag", version.docker_tag)
