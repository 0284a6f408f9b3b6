"""Image tags as resources: the meaning of the name, and of a 404."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import grpc
import pytest
from conftest import TOKEN
from pulumi_edgegap import App, ImageTag
from pulumi_edgegap.emulator import Emulator, Organization
from support.life import DynamicServer, Life, Lives

DECLARED = {"image_name": "studio/arena", "tag": "1", "delete_on_destroy": True}
NO_IMAGE = (
    "Edgegap has no image 'studio/arena' in the registry of this organization, nor 'arena': check its name"
)

Run = Callable[..., Life]


@pytest.fixture
def tag(lives: Lives, api: Organization) -> Life:
    """A tag after a run; its ID is that of 0.1, with the project."""
    api.registry.push("studio/arena", "1")
    api.registry.push("studio/arena", "2")
    return lives(ImageTag).up(**DECLARED)


@pytest.fixture
def next_run(emulator: Emulator) -> Iterator[Run]:
    """Runs a resource in a new provider process, which has not found any objects yet."""
    servers: list[DynamicServer] = []

    def start(life: Life, **environment: str) -> Life:
        config = {"edgegap:apiToken": TOKEN, "edgegap:apiUrl": emulator.url, "edgegap:maxRetries": "0"}
        servers.append(DynamicServer(config, environment))
        return Life(servers[-1], life.kind, life.id, life.inputs, life.state)

    yield start
    for server in servers:
        server.stop()


def test_id_has_the_project_and_the_routes_do_not(tag: Life, next_run: Run, api: Organization) -> None:
    assert tag.id == "studio%2Farena/1"
    life = next_run(tag)
    assert not life.changes(**DECLARED)
    life.refresh()
    assert (life.id, life.state) == (tag.id, tag.state)
    next_run(tag).destroy()
    assert list(api.tags) == [("arena", "2")]


def test_image_name_may_omit_the_project(lives: Lives, api: Organization) -> None:
    api.registry.push("studio/arena", "1")
    life = lives(ImageTag).up(image_name="arena", tag="1").refresh()
    assert life.id == "arena/1"


def test_missing_tag_of_an_existing_image_is_gone(tag: Life, next_run: Run, api: Organization) -> None:
    del api.tags["arena", "1"]
    assert next_run(tag).refresh().id == ""
    next_run(tag).destroy()
    assert list(api.tags) == [("arena", "2")]


def test_missing_image_is_an_error_although_an_app_is_found(
    tag: Life, lives: Lives, next_run: Run, api: Organization
) -> None:
    app = lives(App).up(name="arena")
    api.tags.clear()
    run = next_run(tag)
    Life(run.server, App, app.id, app.inputs, app.state).refresh()
    for step in (run.refresh, run.destroy):
        with pytest.raises(grpc.RpcError) as caught:
            step()
        assert (
            f"ImageTag 'studio/arena/1' could not be found, and neither was anything else in the registry in this run: {NO_IMAGE}"
            in (caught.value.details())
        )
        assert "EDGEGAP_ALLOW_ALL_GONE=true" in caught.value.details()
    assert run.id == tag.id


def test_missing_image_is_gone_if_another_one_is_found_or_the_user_allows_it(
    tag: Life, lives: Lives, next_run: Run, api: Organization
) -> None:
    api.registry.push("studio/lobby", "1")
    other = lives(ImageTag).up(image_name="studio/lobby", tag="1")
    for key in api.tags.of("arena"):
        del api.tags[key]
    assert next_run(tag, EDGEGAP_ALLOW_ALL_GONE="true").refresh().id == ""
    run = next_run(tag)
    Life(run.server, ImageTag, other.id, other.inputs, other.state).refresh()
    assert run.refresh().id == ""


def test_create_in_a_missing_image_says_so(lives: Lives, api: Organization) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        lives(ImageTag).up(**DECLARED)
    assert NO_IMAGE in caught.value.details()
    assert "Push it with docker first" in caught.value.details()
