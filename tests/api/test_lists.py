"""Reads of many objects of one kind, some of which use a list."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from pulumi_edgegap.api import Client, NotFoundError


class Service:
    """A service with apps, in pages of at most 100 rows; `asked` counts its requests by path."""

    def __init__(self, count: int, clock) -> None:
        self.clock = clock
        self.apps = {f"app-{number}": {"name": f"app-{number}", "image": "1"} for number in range(count)}
        self.asked: Counter[str] = Counter()
        self.tells_pages = True
        self.hidden: set[str] = set()
        self.lists_fail = False
        self.lost_page = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        self.clock.sleep(0.01)
        self.asked["list" if path == "/v1/apps" else request.method] += 1
        if path == "/v1/apps":
            return self.page(int(request.url.params["page"]))
        name = path.removeprefix("/v1/app/")
        if request.method == "DELETE":
            del self.apps[name]
        if request.method == "PATCH":
            self.apps[name] |= {"image": "2"}
        if name not in self.apps:
            return httpx.Response(200 if request.method == "DELETE" else 404, json={"message": "no such app"})
        return httpx.Response(200, json=self.apps[name])

    def page(self, number: int) -> httpx.Response:
        if self.lists_fail:
            return httpx.Response(403, json={"message": "no lists for this token"})
        rows = [
            {field: value for field, value in app.items() if field not in self.hidden}
            for app in list(self.apps.values())[(number - 1) * 100 : number * 100]
            if number != self.lost_page
        ]
        last = -(-len(self.apps) // 100)
        pagination = {"pagination": {"has_next": number < last, "paginator": {"num_pages": last}}}
        return httpx.Response(200, json={"applications": rows} | (pagination if self.tells_pages else {}))


def client_of(service) -> Client:
    transport = httpx.MockTransport(service)
    return Client("it", transport=transport, clock=service.clock, requests_per_second=1000, max_retries=0)


def read(client, *names, reader=""):
    return [client.reading_many(reader or name).apps.get(name) for name in names]


@pytest.fixture
def service(clock):
    return Service(300, clock)


@pytest.fixture
def client(service):
    with client_of(service) as client:
        yield client


def test_many_reads_use_a_list(client, service):
    assert [app.name for app in read(client, *service.apps)] == list(service.apps)
    assert service.asked == {"GET": 2, "list": 3}


def test_one_or_two_reads_do_not_use_a_list(client, service):
    read(client, "app-1", "app-2")
    assert service.asked == {"GET": 2}


def test_few_reads_do_not_read_a_long_list(clock):
    service = Service(9_000, clock)
    with client_of(service) as client:
        read(client, *(f"app-{number}" for number in range(6)))
        assert service.asked["list"] + service.asked["GET"] < 12


def test_concurrent_reads_wait_for_one_list(client, service):
    read(client, "app-0", "app-1")
    with ThreadPoolExecutor(20) as pool:
        list(pool.map(lambda name: read(client, name), list(service.apps)[2:]))
    assert service.asked == {"GET": 2, "list": 3}


def test_service_without_pagination_is_read_completely(client, service):
    service.tells_pages = False
    read(client, *service.apps)
    assert service.asked == {"GET": 2, "list": 4}


@pytest.mark.parametrize("change", ["update", "delete"])
def test_written_object_is_not_read_from_an_older_list(client, service, change):
    read(client, "app-0", "app-1", "app-2")
    if change == "update":
        client.apps.update("app-7", {"image": "2"})
        assert [app.image for app in read(client, "app-7", "app-8")] == ["2", "1"]
    else:
        client.apps.delete("app-7")
        with pytest.raises(NotFoundError):
            read(client, "app-7")
    assert service.asked["list"] == 3


def test_list_is_not_used_after_a_write_to_a_parent(answering, clock):
    rows = [{"name": f"v{number}"} for number in range(4)]
    answers = [httpx.Response(200, json=row) for row in rows[:2]]
    whole = httpx.Response(200, json={"versions": rows, "total_count": 4})
    gone = httpx.Response(404, json={"message": "gone"})
    with answering(*answers, whole, httpx.Response(200), gone) as client:
        for row in rows[:3]:
            client.reading_many(row["name"]).versions.get("a", row["name"])
        client.apps.delete("a")
        with pytest.raises(NotFoundError):
            client.reading_many("v3").versions.get("a", "v3")


def test_second_read_by_the_same_reader_returns_changes(client, service):
    read(client, *service.apps)
    service.apps["app-2"]["image"] = service.apps["app-9"]["image"] = "changed"
    assert [app.image for app in read(client, "app-2", "app-9")] == ["changed"] * 2
    assert read(client, "app-9", reader="another")[0].image == "1"


def test_old_page_is_requested_again(client, service, clock):
    read(client, "app-0", "app-1", "app-2")
    clock.sleep(5.1)
    service.apps["app-150"]["image"] = service.apps["app-151"]["image"] = "changed"
    assert [app.image for app in read(client, "app-150", "app-151")] == ["changed"] * 2
    assert service.asked == {"GET": 2, "list": 4}


def test_object_missing_in_a_list_is_read_before_it_counts_as_gone(client, service):
    read(client, "app-0", "app-1", "app-2")
    service.apps["new"] = {"name": "new"}
    assert read(client, "new")[0].name == "new"
    with pytest.raises(NotFoundError, match="/v1/app/gone"):
        read(client, "gone")


def test_list_that_fails_is_replaced_by_single_reads(client, service):
    service.lists_fail = True
    read(client, *list(service.apps)[:50])
    assert service.asked == {"GET": 50, "list": 1}


def test_incomplete_list_is_not_used(client, service):
    service.lost_page = 2
    assert [app.name for app in read(client, *service.apps)] == list(service.apps)
    assert service.asked["GET"] == 300


def test_page_that_fails_later_is_replaced_by_single_reads(client, service, clock):
    read(client, "app-0", "app-1", "app-2")
    clock.sleep(5.1)
    service.lists_fail = True
    read(client, *list(service.apps)[3:10])
    assert service.asked == {"GET": 9, "list": 4}


def test_list_whose_rows_have_fewer_fields_than_a_single_read_is_not_used(client, service):
    service.hidden = {"image"}
    assert {app.image for app in read(client, *list(service.apps)[:50])} == {"1"}
