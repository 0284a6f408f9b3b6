"""The objects that every contender creates: an app, 99 versions of it, the next app, and so on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

IN_A_ROW = 100
IMAGE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="


@dataclass(frozen=True)
class Object:
    """An app, or a version of `app`."""

    app: str | None
    name: str
    body: dict[str, Any]

    @property
    def label(self) -> str:
        """A unique logical name."""
        return f"{self.app}-{self.name}" if self.app else self.name

    @property
    def collection(self) -> str:
        """The path to create it at."""
        return f"/v1/app/{self.app}/version" if self.app else "/v1/app"

    @property
    def path(self) -> str:
        """The path to read, update and delete it at."""
        return f"{self.collection}/{self.name}"


def fleet(size: int, *, changed: int = 0) -> Iterator[Object]:
    """Yield `size` objects; one in `changed` versions differs, or none if it is 0."""
    app = ""
    for index in range(size):
        position = index % IN_A_ROW
        if position == 0:
            app = f"app-{index // IN_A_ROW}"
            yield Object(None, app, {"name": app, "is_active": True, "image": IMAGE})
            continue
        body = {
            "name": f"v{position}",
            "docker_repository": "docker.io",
            "docker_image": "studio/server",
            "docker_tag": "1.0.1" if changed and position % changed == 1 % changed else "1.0.0",
            "req_cpu": 512,
            "req_memory": 1024,
            "ports": [{"port": 7777, "protocol": "UDP", "name": "game"}],
        }
        yield Object(app, f"v{position}", body)
