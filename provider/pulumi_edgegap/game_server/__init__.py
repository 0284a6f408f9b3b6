"""A game at Edgegap as one component: releases by tag, and one argument that says which of them is live.

A release is a line in ``versions``; a blue/green switch, or a rollback, is another ``active``::

    arena = edgegap.GameServer(
        "arena",
        active="1.2.0",
        versions={"1.1.0": {}, "1.2.0": {"req_cpu": 1024}},
        settings={"docker_repository": "docker.io", "docker_image": "studio/arena", ...},
    )

With ``active="1.1.0"`` a preview then shows a change of one field in each of two versions, and the output that the
matchmaker follows::

     ~  ├─ pulumi-python:dynamic/edgegap:AppVersion  arena-1.1.0     update     [diff: ~is_active]
     ~  └─ pulumi-python:dynamic/edgegap:AppVersion  arena-1.2.0     update     [diff: ~is_active]
    Outputs:
      ~ version: "1.2.0" => "1.1.0"

The version that goes live is updated, or created with its links, before any other one is stopped; a version that was
removed from ``versions`` is deleted last.
"""

from .arguments import (
    GameServerAppArgsDict,
    GameServerAppVersionArgsDict,
    GameServerArgs,
    GameServerArgsDict,
    GameServerEndpointStorageArgsDict,
    GameServerPullProfileArgsDict,
)
from .component import GameServer

__all__ = [
    "GameServer",
    "GameServerAppArgsDict",
    "GameServerAppVersionArgsDict",
    "GameServerArgs",
    "GameServerArgsDict",
    "GameServerEndpointStorageArgsDict",
    "GameServerPullProfileArgsDict",
]
