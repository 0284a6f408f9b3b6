"""Two apps that write their logs to one bucket, and each pull a configuration file from another."""

import pulumi
import pulumi_edgegap as edgegap

config = pulumi.Config()
endpoint = config.get("endpoint") or "https://s3.eu-west-1.amazonaws.com"

# Two keys with different permissions: one writes logs to a bucket, the other reads files from a second one.
logs = edgegap.EndpointStorage(
    "logs",
    access_key_id=config.require("logsAccessKeyId"),
    secret_access_key=config.require_secret("logsSecretAccessKey"),
    endpoint=endpoint,
    bucket=config.get("logsBucket") or "studio-game-logs",
)
files = edgegap.EndpointStorage(
    "files",
    access_key_id=config.require("filesAccessKeyId"),
    secret_access_key=config.require_secret("filesSecretAccessKey"),
    endpoint=endpoint,
    bucket=config.get("filesBucket") or "studio-game-files",
)

# The settings that both apps share are written once, as in any Python program.
TAGS = {"arena": "1.4.2", "lobby": "0.9.0"}

for game, tag in TAGS.items():
    app = edgegap.App(game)
    version = edgegap.AppVersion(
        f"{game}-{tag}",
        name=tag,
        app_name=app.name,
        docker_repository="docker.io",
        docker_image=f"studio/{game}-server",
        docker_tag=tag,
        req_cpu=512,
        req_memory=1024,
        ports=[edgegap.PortArgs(port=7777, protocol="UDP", name="game")],
        envs=[edgegap.EnvArgs(key="CONFIG_FILE", value="/game/config/server.json")],
        # Edgegap writes the logs of this version's deployments to this storage.
        endpoint_storage=logs.name,
    )
    # Edgegap puts the file into each container before the container starts.
    profile = edgegap.PullProfile(
        f"{game}-config",
        storage_name=files.name,
        source=f"/config/{game}.json",
        source_type="File",
        destination="/game/config/server.json",
    )
    edgegap.PullProfileLink(
        f"{game}-config",
        storage_name=files.name,
        pull_profile_name=profile.name,
        app_name=app.name,
        app_version_name=version.name,
    )
    pulumi.export(game, version.id)
