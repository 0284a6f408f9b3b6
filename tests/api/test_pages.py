"""Lists of services with different kinds of pagination."""

from __future__ import annotations

import httpx
import pytest
from pulumi_edgegap.api import InvalidRequestError, InvalidResponseError, NotFoundError


class Pages:
    """A service with names, in pages of at most `most`, with the pagination that `describe` returns."""

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
        pytest.param(3, lambda *_: {"pagination": None}, 4, id="pagination is null"),
    ],
)
def test_all_names_are_read_once_however_the_service_pages(answering, most, describe, requests):
    service = Pages(NAMES, most, describe)
    with answering(*[service] * 20) as client:
        assert [app.name for app in client.apps.list()] == NAMES
    assert len(service.asked) == requests
    assert service.asked == sorted(set(service.asked))


MISSING = httpx.Response(404, json={"message": "no such page"})
LOST = {
    "page 2 does not exist": MISSING,
    "page 2 is empty": httpx.Response(200, json={"applications": []}),
    "page 2 repeats earlier rows": httpx.Response(
        200, json={"applications": [{"name": name} for name in "abc"], **official(1, 3)}
    ),
}


@pytest.mark.parametrize("lost", LOST)
@pytest.mark.parametrize(
    ("describe", "facts"),
    [
        (official, "has_next True, next_page_number 2, num_pages 3, total_count 7"),
        (lambda *_: {"pagination": {"has_next": True}}, "has_next True"),
        (lambda *_: {"pagination": {"next_page_number": 2}}, "next_page_number 2"),
        (lambda *_: {"pagination": {"paginator": {"num_pages": 3}}}, "num_pages 3"),
        (lambda *_: {"total_count": 7}, "total_count 7"),
    ],
)
def test_list_without_an_announced_page_is_an_error(answering, describe, facts, lost):
    service = Pages(NAMES, 3, describe)
    client = answering(service, LOST[lost], service, LOST[lost])
    with client, pytest.raises(InvalidResponseError) as failure:
        next(client.apps.list())
    assert f"{lost}, but page 1 says {facts}, and so far there are 3 objects; try again" in str(failure.value)


@pytest.mark.parametrize("lost", LOST.values())
def test_list_that_is_complete_at_a_second_try_is_accepted(answering, lost):
    service = Pages(NAMES, 3, official)
    with answering(service, lost, *[service] * 3) as client:
        assert [app.name for app in client.apps.list()] == NAMES
    assert service.asked == [1, 1, 2, 3]


def page_info(has_next, last=None, total=None):
    return {"total_count": total, "pagination": {"has_next": has_next, "paginator": {"num_pages": last}}}


@pytest.mark.parametrize(
    ("pages", "problem"),
    [
        pytest.param([page_info(False, 3)], "page 1 is the last, but", id="the last of three"),
        pytest.param([page_info(False, total=2)], "page 1 is the last, but", id="one of two objects"),
        pytest.param([page_info(True, 1)], "page 1 is the last, but", id="more than its only page"),
        pytest.param(
            [page_info(True, 2), page_info(True, 2)], "page 2 is the last, but", id="a page beyond the last"
        ),
        pytest.param(
            [page_info(True, total=1)] * 2, "page 2 is the last, but", id="objects beyond the count"
        ),
        pytest.param(
            [page_info(True, total=3), page_info(False, total=2)],
            "total_count fell from 3 to 2 on page 2",
            id="an object gone, so that another may have moved to a page before",
        ),
    ],
)
def test_list_whose_pages_contradict_each_other_is_an_error(answering, pages, problem):
    answers = [
        httpx.Response(200, json={"applications": [{"name": "abc"[number]}], **facts})
        for number, facts in enumerate(pages)
    ]
    with answering(*answers, *answers) as client, pytest.raises(InvalidResponseError) as failure:
        next(client.apps.list())
    assert problem in str(failure.value)


def test_list_that_counts_objects_but_has_none_is_an_error(answering):
    empty = httpx.Response(200, json={"applications": [], "total_count": 1})
    with answering(empty, empty) as client, pytest.raises(InvalidResponseError, match="page 1 is empty"):
        next(client.apps.list())


@pytest.mark.parametrize("facts", [{}, {"pagination": {"has_next": True}}])
def test_pages_without_end_come_to_an_end(answering, facts):
    asked = []

    def play(request):
        asked.append(request)
        return httpx.Response(200, json={"applications": [{"name": str(len(asked))}], **facts})

    client = answering(*[play] * 2000, requests_per_second=10_000)
    with client, pytest.raises(InvalidResponseError, match="does not end: 1000 pages held 1000 objects"):
        next(client.apps.list())
    assert len(asked) == 1000


def test_object_created_while_pages_are_read_is_returned_once(answering):
    service = Pages(NAMES, 3, official)

    def later(request):
        service.names = ["new", *NAMES]
        return service(request)

    with answering(service, later, service) as client:
        assert [app.name for app in client.apps.list()] == NAMES


def test_tag_missing_in_an_incomplete_list_is_not_gone(answering):
    page = httpx.Response(200, json={"data": [{"tag": "v1"}], **page_info(True, 2)})
    with answering(page, MISSING, page, MISSING) as client, pytest.raises(InvalidResponseError):
        client.tags.get("p/i", "v2")


def test_missing_page_after_the_last_ends_the_list_but_a_missing_first_page_does_not(answering):
    with answering(Pages(NAMES, 0), MISSING, MISSING) as client:
        assert len(list(client.apps.list())) == 7
        with pytest.raises(NotFoundError):
            list(client.apps.list())


@pytest.mark.parametrize("rows", [{}, {"applications": None}, {"applications": []}])
def test_empty_list_may_omit_the_rows(answering, rows):
    with answering(httpx.Response(200, json={"total_count": 0, **rows})) as client:
        assert list(client.apps.list()) == []


@pytest.mark.parametrize(
    ("answer", "field"),
    [
        ({}, "applications"),
        ({"applications": {}}, "applications"),
        ({"applications": [], "pagination": {"has_next": "yes"}}, "pagination.has_next"),
        ([{"name": "a"}], ""),
    ],
)
def test_list_of_another_shape_is_invalid(answering, answer, field):
    with (
        answering(httpx.Response(200, json=answer)) as client,
        pytest.raises(InvalidResponseError) as failure,
    ):
        list(client.apps.list())
    assert failure.value.field == field


def test_tag_is_found_by_the_list_without_reading_further_pages(answering):
    tags = {"data": [{"tag": "v1"}, {"tag": "v2", "artifact": {"size_mb": 1.5, "remaining_tags": ["v2"]}}]}
    with answering(httpx.Response(200, json=tags)) as client:
        assert client.tags.get("p/i", "v2").artifact.size_mb == 1.5


def test_paths_of_a_list_are_checked_before_the_first_page(answering):
    with answering() as client, pytest.raises(InvalidRequestError):
        client.profiles.list("..")


def test_tag_that_is_not_in_the_list_is_not_found(answering):
    tags = httpx.Response(200, json={"data": [{"tag": "v1"}]})
    with answering(tags, tags) as client, pytest.raises(NotFoundError, match="tag 'v2' does not exist"):
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


ODD = [
    {"name": "a"}, {"name": "b", "is_active": "yes", "image": 7}, {"name": "c", "serial": 2**53 + 1},
    {"is_active": True}, None, {"name": "d"},
]  # fmt: skip


def test_invalid_row_does_not_fail_its_list_and_is_reported_once(answering):
    messages = []
    answer = httpx.Response(200, json={"applications": ODD, "total_count": 6})
    with answering(answer, answer, on_odd=messages.append) as client:
        apps = list(client.apps.list())
        assert [(app.name, app.is_active, app.image) for app in apps] == [
            (name, None, None) for name in ("a", "b", "c", "d")
        ]
        assert list(client.apps.list()) == apps
    ends = [sentence.partition("In this list, ")[2] for sentence in messages]
    assert ends == [
        "b is read without that field.", "c is read without that field.", "row 4 of page 1 is skipped.",
        "row 5 of page 1 is skipped.",
    ]  # fmt: skip
    assert "field 'applications[1].is_active' should be a valid boolean" in messages[0]


def test_names_of_a_list_include_every_row(answering):
    answer = httpx.Response(200, json={"versions": ODD, "total_count": 6})
    with answering(answer) as client:
        assert client.versions.names("x") == ["a", "b", "c", "d", "row 4 of page 1", "row 5 of page 1"]


def test_invalid_row_is_an_error_for_its_own_object(answering):
    rows = [{"tag": "1"}, {"tag": "2", "last_push_at": 7}]
    answer = httpx.Response(200, json={"data": rows})
    with answering(answer, answer) as client:
        assert client.tags.get("game", "1").tag == "1"
        with pytest.raises(InvalidResponseError, match="last_push_at"):
            client.tags.get("game", "2")
