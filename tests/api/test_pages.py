"""Lists of services that page in their own ways."""

from __future__ import annotations

import httpx
import pytest
from pulumi_edgegap.api import AnswerNotUnderstoodError, InvalidRequestError, NotFoundError


class Pages:
    """A service that holds names, and answers pages of at most `most` with what `describe` says of them."""

    def __init__(self, names, most, describe=lambda *_: {}):
        self.names, self.most, self.describe, self.asked = names, most, describe, []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        page, limit = int(request.url.params["page"]), int(request.url.params["limit"])
        self.asked.append(page)
        assert limit == 100
        assert len(self.asked) < 20
        size = self.most or len(self.names) or 1
        rows = self.names[(page - 1) * size : page * size] if self.most else self.names
        last = -(-len(self.names) // size)
        answer = {"applications": [{"name": name} for name in rows], **self.describe(page, last)}
        return httpx.Response(200, json=answer)


def official(page, last):
    following = page + 1 if page < last else None
    return {
        "total_count": 7,
        "pagination": {
            "number": page, "next_page_number": following, "has_next": following is not None,
            "paginator": {"num_pages": last},
        },
    }  # fmt: skip


NAMES = list("abcdefg")


@pytest.mark.parametrize(
    ("most", "describe", "requests"),
    [
        pytest.param(3, official, 3, id="as documented, with smaller pages than asked for"),
        pytest.param(100, official, 1, id="one page"),
        pytest.param(3, lambda _, n: {"pagination": {"paginator": {"num_pages": n}}}, 3, id="num_pages"),
        pytest.param(3, lambda p, n: {"pagination": {"has_next": p < n}}, 3, id="has_next"),
        pytest.param(
            3,
            lambda p, n: {"pagination": {"next_page_number": p + 1 if p < n else None}},
            4,
            id="next_page_number",
        ),
        pytest.param(3, lambda *_: {}, 4, id="no pagination object: until a page is empty"),
        pytest.param(0, lambda *_: {}, 2, id="no pages at all: until the list repeats itself"),
        pytest.param(0, lambda *_: {"total_count": 7}, 1, id="no pages, but a count"),
        pytest.param(3, lambda *_: {"total_count": 7}, 3, id="pages and a count only"),
        pytest.param(0, lambda *_: {"pagination": {"has_next": True}}, 2, id="pages without end"),
        pytest.param(
            3,
            lambda *_: {"pagination": {"has_next": True, "next_page_number": 1}},
            4,
            id="pages in a circle",
        ),
        pytest.param(3, lambda *_: {"pagination": None}, 4, id="pagination is null"),
    ],
)
def test_all_names_are_read_once_however_the_service_pages(answering, most, describe, requests):
    service = Pages(NAMES, most, describe)
    with answering(*[service] * 20) as client:
        assert [app.name for app in client.apps.list()] == NAMES
    assert len(service.asked) == requests
    assert service.asked == sorted(set(service.asked))


def test_object_made_meanwhile_is_not_yielded_twice(answering):
    service = Pages(NAMES, 3, official)
    with answering(*[service] * 20) as client:
        apps = client.apps.list()
        names = [next(apps).name for _ in range(3)]
        service.names = ["new", *NAMES]
        assert names + [app.name for app in apps] == NAMES


def test_missing_page_behind_the_last_ends_the_list_and_missing_first_page_does_not(answering):
    missing = httpx.Response(404, json={"message": "no such page"})
    with answering(Pages(NAMES, 0), missing, missing) as client:
        assert len(list(client.apps.list())) == 7
        with pytest.raises(NotFoundError):
            list(client.apps.list())


@pytest.mark.parametrize("rows", [{}, {"applications": None}, {"applications": []}])
def test_empty_list_may_leave_the_rows_out_when_it_counts_none(answering, rows):
    with answering(httpx.Response(200, json={"total_count": 0, **rows})) as client:
        assert list(client.apps.list()) == []


@pytest.mark.parametrize(
    ("answer", "field"),
    [
        ({}, "applications"),
        ({"applications": {}}, "applications"),
        ({"applications": [{"name": "a"}, {}]}, "applications[1].name"),
        ({"applications": [], "pagination": {"has_next": "yes"}}, "pagination.has_next"),
        ([{"name": "a"}], ""),
    ],
)
def test_list_of_another_shape_is_not_understood(answering, answer, field):
    with (
        answering(httpx.Response(200, json=answer)) as client,
        pytest.raises(AnswerNotUnderstoodError) as failure,
    ):
        list(client.apps.list())
    assert failure.value.field == field


def test_tag_is_found_by_the_list_without_reading_further_than_it_stands(answering):
    tags = {"data": [{"tag": "v1"}, {"tag": "v2", "artifact": {"size_mb": 1.5, "remaining_tags": ["v2"]}}]}
    with answering(httpx.Response(200, json=tags)) as client:
        assert client.tags.get("p/i", "v2").artifact.size_mb == 1.5


def test_paths_of_a_list_are_checked_before_the_first_page(answering):
    with answering() as client, pytest.raises(InvalidRequestError):
        client.profiles.list("..")


def test_tag_that_is_not_in_the_list_is_not_found(answering):
    tags = httpx.Response(200, json={"data": [{"tag": "v1"}]})
    with answering(tags, tags) as client, pytest.raises(NotFoundError, match="no tag 'v2'"):
        client.tags.get("p/i", "v2")


@pytest.mark.parametrize(
    ("call", "path", "rows"),
    [
        (lambda c: c.apps.list(), "/v1/apps", "applications"),
        (lambda c: c.versions.list("a"), "/v1/app/a/versions", "versions"),
        (lambda c: c.storages.list(), "/v1/storage/endpoints", "endpoints"),
        (lambda c: c.profiles.list("s"), "/v1/storage/endpoint/s/pull-profiles", "pull_profiles"),
    ],
)
def test_each_list_has_its_route_and_its_rows(answering, call, path, rows):
    def play(request: httpx.Request) -> httpx.Response:
        assert request.url.path == path
        return httpx.Response(200, json={rows: [{"name": "a"}], "pagination": {"has_next": False}})

    with answering(play) as client:
        assert [each.name for each in call(client)] == ["a"]
