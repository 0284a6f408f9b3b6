"""Minimal inputs of one object of each kind, with the parents `arena` and `logs`."""

from __future__ import annotations

from typing import Any

VERSION: dict[str, Any] = {
    "app_name": "arena",
    "name": "1.0.0",
    "docker_repository": "docker.io",
    "docker_image": "studio/arena",
    "docker_tag": "1.0.0",
    "req_cpu": 512,
    "req_memory": 1024,
}
STORAGE: dict[str, Any] = {
    "name": "logs",
    "access_key_id": "AKIA",
    "secret_access_key": "key",
    "endpoint": "https://s3.example.com",
    "bucket": "logs",
}
PROFILE: dict[str, Any] = {
    "storage_name": "logs",
    "name": "maps",
    "source": "/maps",
    "source_type": "Folder",
    "destination": "/game/maps",
}
ENVS = [{"key": "A", "value": "plain"}, {"key": "S", "value": "deep", "is_secret": True}]
