"""A game's servers: blue and green versions, a private registry, logs and maps in a bucket."""

import pulumi
import pulumi_edgegap as edgegap

config = pulumi.Config()
active = config.get("active") or "blue"

app = edgegap.App("arena")

storage = edgegap.EndpointStorage(
    "arena-files",
    access_key_id=config.require("accessKeyId"),
    secret_access_key=config.require_secret("secretAccessKey"),
    endpoint="https://s3.eu-west-1.amazonaws.com",
    bucket="arena-files",
)

maps = edgegap.PullProfile(
    "arena-maps",
    storage_name=storage.name,
    source="/maps",
    source_type="Folder",
    destination="/game/maps",
)


def version(color: str, tag: str) -> edgegap.AppVersion:
    """Declare one of the two versions; only the active one can be deployed."""
    declared = edgegap.AppVersion(
        color,
        name=color,
        app_name=app.name,
        is_active=color == active,
        docker_repository="registry.example.com",
        docker_image="studio/arena-server",
        docker_tag=tag,
        private_username=config.require_secret("registryUser"),
        private_token=config.require_secret("registryToken"),
        req_cpu=512,
        req_memory=1024,
        ports=[
            edgegap.PortArgs(port=7777, protocol="UDP", name="game"),
            edgegap.PortArgs(port=8080, protocol="WS", name="lobby", tls_upgrade=True),
        ],
        envs=[
            edgegap.EnvArgs(key="MODE", value="ranked"),
            edgegap.EnvArgs(key="API_KEY", value=config.require_secret("apiKey"), is_secret=True),
        ],
        probe=edgegap.ProbeArgs(optimal_ping=60, rejected_ping=180),
        endpoint_storage=storage.name,
        max_duration=60,
    )
    edgegap.PullProfileLink(
        f"{color}-maps",
        storage_name=storage.name,
        pull_profile_name=maps.name,
        app_name=app.name,
        app_version_name=declared.name,
    )
    return declared


# To release, set a new tag on the inactive version, `pulumi up`, and then make it the active one:
# `pulumi config set active green && pulumi up`. The previous version stays for a rollback.
versions = {"blue": version("blue", "1.4.1"), "green": version("green", "1.4.2")}
if active not in versions:
    raise pulumi.RunError(f"active is {active!r}; set it to one of {', '.join(versions)}.")

pulumi.export("app", app.name)
pulumi.export("active", versions[active].id)
