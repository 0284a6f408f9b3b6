"""The registry's routes take image names without the project; callers may pass them with or without it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pulumi
import pytest
from pulumi_edgegap import get_image_tags
from pulumi_edgegap.api import Client, ImageNotFoundError, NotFoundError
from pulumi_edgegap.emulator import Emulator

TAGS = "/v1/container-registry/images/{}/tags"


@pytest.fixture(scope="module")
def served() -> Iterator[Emulator]:
    with Emulator() as emulator:
        yield emulator


@pytest.fixture
def registry(served: Emulator) -> Emulator:
    """A registry with the image `arena` of the project `studio`, and the nested one `team/arena`."""
    served.organization().tags.clear()
    served.push_tag("studio/arena", "1", size_mb=3)
    served.push_tag("studio/arena", "2")
    served.push_tag("studio/team/arena", "nested")
    served.requests.clear()
    return served


@pytest.fixture
def client(registry: Emulator) -> Iterator[Client]:
    with Client(registry.token, registry.url, max_retries=0) as client:
        yield client


def asked(emulator: Emulator) -> list[str]:
    return [f"{request.method} {request.path}" for request in emulator.requests]


@pytest.mark.parametrize(
    ("image", "tags", "requests"),
    [
        ("arena", ["1", "2"], ["arena", "arena"]),
        ("studio/arena", ["1", "2"], ["studio/arena", "arena", "arena"]),
        ("team/arena", ["nested"], ["team/arena", "team/arena"]),
        ("studio/team/arena", ["nested"], ["studio/team/arena", "team/arena", "team/arena"]),
    ],
)
def test_image_is_found_with_or_without_its_project_and_remembered(
    client: Client, registry: Emulator, image: str, tags: list[str], requests: list[str]
) -> None:
    assert [tag.tag for tag in client.tags.list(image)] == tags
    assert client.reading_many("somebody").tags.get(image, tags[0]).tag == tags[0]
    assert asked(registry) == ["GET " + TAGS.format(name) for name in requests]


def test_concurrent_threads_send_one_more_request(client: Client, registry: Emulator) -> None:
    with ThreadPoolExecutor(4) as threads:
        found = threads.map(lambda _: client.tags.get("studio/arena", "1").tag, range(8))
    assert list(found) == ["1"] * 8
    assert asked(registry).count("GET " + TAGS.format("studio/arena")) == 1


def test_delete_knows_the_image_before_it_deletes(client: Client, registry: Emulator) -> None:
    registry.push_tag("studio/studio/arena", "other")  # so `studio/arena` is an image of its own
    with pytest.raises(NotFoundError) as caught:
        client.tags.delete("studio/arena", "1")
    assert not isinstance(caught.value, ImageNotFoundError)
    assert ("arena", "1") in registry.organization().tags
    client.tags.delete("studio/team/arena", "nested")
    assert ("team/arena", "nested") not in registry.organization().tags


CALLS: list[Callable[[Client, str], object]] = [
    lambda client, image: client.tags.list(image),
    lambda client, image: client.tags.get(image, "1"),
    lambda client, image: client.tags.delete(image, "1"),
    lambda client, image: client.tags.delete_many(image, ["1"]),
]


@pytest.mark.parametrize("call", CALLS, ids=["list", "get", "delete", "delete many"])
def test_missing_image_is_named_in_the_error(client: Client, call: Callable[..., object]) -> None:
    with pytest.raises(ImageNotFoundError) as caught:
        call(client, "studio/gone")
    assert str(caught.value).startswith(
        "Edgegap has no image 'studio/gone' in the registry of this organization, nor 'gone': check its name, "
    )
    assert "No image named gone found inside your project." in str(caught.value)


@pytest.mark.parametrize("image", ["arena", "studio/arena"])
def test_missing_tag_is_not_a_missing_image(client: Client, image: str) -> None:
    for missing in (lambda: client.tags.get(image, "3"), lambda: client.tags.delete(image, "3")):
        with pytest.raises(NotFoundError) as caught:
            missing()
        assert not isinstance(caught.value, ImageNotFoundError)


def test_only_the_exact_name_is_tried(client: Client, registry: Emulator) -> None:
    with pytest.raises(ImageNotFoundError):
        client.tags.delete("studio/arena", "1", exact=True)
    assert ("arena", "1") in registry.organization().tags


def test_bulk_delete_reports_each_tag(client: Client, registry: Emulator) -> None:
    results = client.tags.delete_many("studio/arena", ["1", "none"])
    assert [(each.tag, each.status) for each in results] == [("1", 204), ("none", 404)]
    assert ("arena", "1") not in registry.organization().tags


@pytest.mark.parametrize("edition", ["2025", "2026"])
def test_tag_list_is_read_in_both_forms(edition: str) -> None:
    with Emulator(edition=edition) as emulator, Client(emulator.token, emulator.url) as client:  # type: ignore[arg-type]
        for number in range(120):
            emulator.push_tag("studio/arena", str(number), image_hash="sha256:1", size_mb=7)
        tags = list(client.tags.list("studio/arena"))
    artifact = tags[0].artifact
    assert len(tags) == 120
    assert artifact is not None
    assert (artifact.artifact_deleted, artifact.size_mb) == (False, 7)
    assert "deleted" not in artifact.answered()


def test_list_with_fewer_rows_than_its_count_is_incomplete(client: Client, registry: Emulator) -> None:
    body = {"data": [{"tag": "1"}], "count": 40, "pagination": {"number": 1, "has_next": False}}
    registry.fail_next(path=TAGS.format("arena"), status=200, body=body, times=2)
    with pytest.raises(Exception, match="count 40, and so far there are 1 objects"):
        client.tags.list("arena")


@pytest.mark.parametrize("image", ["arena", "studio/arena"])
def test_function_lists_the_tags_of_an_image(
    registry: Emulator, monkeypatch: pytest.MonkeyPatch, image: str
) -> None:
    monkeypatch.setenv("EDGEGAP_API_URL", registry.url)
    monkeypatch.setenv("EDGEGAP_API_TOKEN", registry.token)
    assert [tag.tag for tag in get_image_tags(image).image_tags] == ["1", "2"]
    with pytest.raises(pulumi.RunError, match="Edgegap has no image 'studio/gone' .*, nor 'gone'"):
        get_image_tags("studio/gone")
