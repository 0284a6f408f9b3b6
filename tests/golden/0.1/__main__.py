"""Resources of every kind, with given and automatic names."""

import pulumi
import pulumi_edgegap as edgegap

config = pulumi.Config()

lobby = edgegap.App("lobby")
arena = edgegap.App("arena", name="arena", is_telemetry_agent_active=True, adopt=True)
files = edgegap.EndpointStorage(
    "files",
    access_key_id="AKIA",
    secret_access_key=config.require_secret("bucketKey"),
    endpoint="https://s3.example.com",
    bucket="arena-files",
    output_format="NDJSON",
)
maps = edgegap.PullProfile(
    "maps",
    storage_name=files.name,
    name="maps",
    source="/maps",
    source_type="Folder",
    destination="/game/maps",
)
version = edgegap.AppVersion(
    "arena-1.0",
    app_name=arena.name,
    name="1.0",
    docker_repository="registry.example.com",
    docker_image="studio/arena",
    docker_tag="1.0.0",
    private_username="robot",
    private_token=config.require_secret("registryToken"),
    req_cpu=512,
    req_memory=1024,
    kind="session",
    ports=[
        edgegap.PortArgs(port=7777, protocol="UDP", name="game"),
        edgegap.PortArgs(port=8080, protocol="WS", tls_upgrade=True),
    ],
    envs=[
        edgegap.EnvArgs(key="MODE", value="ranked"),
        edgegap.EnvArgs(key="API_KEY", value=config.require_secret("apiKey"), is_secret=True),
    ],
    probe=edgegap.ProbeArgs(optimal_ping=60, rejected_ping=180),
    session_config=edgegap.SessionConfigArgs(kind="Seat", sockets=16),
    endpoint_storage=files.name,
    max_duration=60,
)
edgegap.AppVersion(
    "next",
    app_name=lobby.name,
    docker_repository="docker.io",
    docker_image="library/nginx",
    docker_tag="1.27.3",
    req_cpu=100,
    req_memory=200,
    is_active=False,
    envs=[{"key": "MODE", "value": "open"}],
)
edgegap.PullProfileLink(
    "arena-maps",
    storage_name=files.name,
    pull_profile_name=maps.name,
    app_name=arena.name,
    app_version_name=version.name,
)
edgegap.ImageTag("stable", image_name="studio/arena", tag="stable", delete_on_destroy=True)
game = edgegap.GameServer(
    "duel",
    active="2.0.0",
    versions={"2.0.0": {}},
    settings={
        "docker_repository": "docker.io",
        "docker_image": "studio/duel",
        "req_cpu": 256,
        "req_memory": 512,
        "ports": [{"port": 7000, "protocol": "TCP"}],
    },
    storages={
        "logs": {
            "access_key_id": "AKIA",
            "secret_access_key": config.require_secret("bucketKey"),
            "endpoint": "https://s3.example.com",
            "bucket": "duel-logs",
        }
    },
    logs="logs",
    pull_profiles={
        "maps": {"storage": "logs", "source": "/maps", "source_type": "Folder", "destination": "/game/maps"}
    },
)

pulumi.export("version", version.id)
pulumi.export("ports", game.ports.apply(lambda ports: {name: port.port for name, port in ports.items()}))
