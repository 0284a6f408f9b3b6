import pulumi
import pulumi_games as games

arena = games.Arena("arena", tag="1.27.3")

lobby = games.GameServer(
    "lobby",
    active="1.27.4",
    versions={"1.27.3": {}, "1.27.4": {"req_cpu": 1024}},
    settings={
        "docker_repository": "docker.io",
        "docker_image": "library/nginx",
        "req_cpu": 512,
        "req_memory": 1024,
        "ports": [{"port": 80, "protocol": "TCP", "name": "lobby"}],
    },
)

pulumi.export("arena", arena.version)
pulumi.export("lobby", lobby.active_version)
