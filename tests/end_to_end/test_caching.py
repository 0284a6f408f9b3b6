"""A version that waits for its image to be cached: the output of a preview, of a success and of a timeout."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pulumi_edgegap.emulator import Emulator, Organization

PROGRAM = """
app = App("arena", name="arena")
version = AppVersion(
    "v1", app_name=app.name, name="1.0", docker_repository="docker.io", docker_image="studio/arena", docker_tag="{tag}",
    req_cpu=512, req_memory=1024, wait_for_caching=0.8, caching_timeout=0,
)
pulumi.export("active", version.is_active)
"""
WILL_WAIT = (
    "AppVersion 'arena/1.0' is inactive until 80 % of its image is cached, which `pulumi up` waits for"
)


@pytest.fixture
def half_cached(api: Organization) -> Iterator[Organization]:
    api.cached = 0.5
    yield api
    api.cached = None


def test_wait_is_announced_and_its_result_is_recorded(
    project: Any, half_cached: Organization, emulator: Emulator
) -> None:
    first = project.program(PROGRAM.format(tag="1"))
    assert first.preview() == {"create": 2}
    assert not emulator.requests
    assert first.up() == {"create": 2}
    assert "after 0 s 50 % of its image is cached, of 80 % wanted" in project.output
    assert project.stack.outputs()["active"].value is False

    project.said.clear()
    emulator.requests.clear()
    assert first.preview() == {"same": 1, "update": 1}
    assert WILL_WAIT in project.output
    assert not emulator.requests

    half_cached.cached = 0.8
    assert first.up() == {"same": 1, "update": 1}
    assert project.stack.outputs()["active"].value is True
    assert first.preview() == {"same": 2}

    project.said.clear()
    assert project.program(PROGRAM.format(tag="2")).preview() == {"same": 1, "update": 1}
    assert WILL_WAIT in project.output
    project.up()
    assert half_cached.versions["arena", "1.0"]["is_active"] is True
    assert half_cached.versions["arena", "1.0"]["docker_tag"] == "2"
