"""A game as one component: each release is a line in `versions`, and `active` says which one players get."""

import pulumi
import pulumi_edgegap as edgegap

config = pulumi.Config()

arena = edgegap.GameServer(
    "arena",
    active=config.get("active") or "1.1.0",
    versions={
        "1.1.0": {},
        "1.2.0": {"req_cpu": 1024, "req_memory": 2048},
    },
    settings={
        "docker_repository": "registry.example.com",
        "docker_image": "studio/arena-server",
        "private_username": config.require_secret("registryUser"),
        "private_token": config.require_secret("registryToken"),
        "req_cpu": 512,
        "req_memory": 1024,
        "ports": [
            {"port": 7777, "protocol": "UDP", "name": "game"},
            {"port": 8080, "protocol": "WS", "name": "lobby", "tls_upgrade": True},
        ],
        "probe": {"optimal_ping": 60, "rejected_ping": 180},
        "max_duration": 60,
    },
    storages={
        "files": {
            "access_key_id": config.require("accessKeyId"),
            "secret_access_key": config.require_secret("secretAccessKey"),
            "endpoint": "https://s3.eu-west-1.amazonaws.com",
            "bucket": "arena-files",
        },
    },
    logs="files",
    pull_profiles={
        "maps": {
            "storage": "files",
            "source": "/maps",
            "source_type": "Folder",
            "destination": "/game/maps",
        },
    },
)

# What the matchmaker needs: which version of which app to deploy, and the names of its ports.
pulumi.export("app", arena.app_name)
pulumi.export("version", arena.active_version)
pulumi.export("ports", arena.ports.apply(lambda ports: {name: port.port for name, port in ports.items()}))
