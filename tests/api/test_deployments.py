"""Listing, starting, reading and stopping deployments."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from pulumi_edgegap.api import ForbiddenError, InvalidResponseError, NotFoundError, Running

USER = {"user_type": "geo_coordinates", "user_data": {"latitude": 45.5, "longitude": -73.6}}


def page(number, *ids, total, **fields):
    pagination = {"has_next": number < total, "next_page_number": number + 1 if number < total else None}
    return {"data": [{"request_id": each, **fields} for each in ids], "pagination": pagination}


def asked(wire):
    return [parse_qs(urlsplit(line.split(" ")[1]).query) for line in wire.lines]


def test_filters_are_sent_with_each_page(client, wire, raw):
    wire.answers[:] = [raw(200, page(1, "a", "b", total=2)), raw(200, page(2, "c", total=2))]
    found = client.deployments.list("arena", "1.0 &", status="ready")
    assert [each.request_id for each in found] == ["a", "b", "c"]
    wanted = {"application": "arena", "version": "1.0 &", "status": "ready"}
    for number, query in enumerate(asked(wire), start=1):
        assert query["page"] == [str(number)]
        filters = json.loads(query["query"][0])["filters"]
        assert {each["field"]: each["value"] for each in filters} == wanted
        assert {each["operator"] for each in filters} == {"eq"}


def test_incomplete_list_is_an_error(client, wire, raw):
    wire.answers[:] = [raw(200, page(1, "a", total=2)), raw(404, {"message": "No."})] * 2
    with pytest.raises(InvalidResponseError):
        client.deployments.running("arena")


@pytest.mark.parametrize(("status", "kind", "calls"), [(404, NotFoundError, 2), (403, ForbiddenError, 1)])
def test_missing_route_is_distinguished(client, wire, raw, status, kind, calls):
    wire.answers[:] = [raw(status, {"message": "No."})]
    with pytest.raises(kind):
        client.deployments.running("arena")
    assert [line.split("?")[0] for line in wire.lines] == [
        "GET /v1/deployments", "GET /v2/deployments",
    ][:calls]  # fmt: skip


def test_existing_route_is_remembered(client, wire, raw):
    wire.answers[:] = [raw(404, {"message": "No."}), raw(200, page(1, "a", total=1))]
    assert client.deployments.running("arena") == client.deployments.running("arena") == Running(1, None)
    assert [line.split(" ")[1].split("?")[0] for line in wire.lines] == [
        "/v1/deployments", "/v2/deployments", "/v2/deployments",
    ]  # fmt: skip


def test_missing_route_is_left_by_all_concurrent_calls(answering):
    """The check before a delete: if one found another route and the next none, the delete would proceed unchecked."""
    both = threading.Barrier(2, timeout=10)

    def answer(request):
        if request.url.path == "/v1/deployments":
            both.wait()
            return httpx.Response(404, json={"message": "No."})
        return httpx.Response(200, json=page(1, "a", total=1))

    with answering(*[answer] * 4) as client, ThreadPoolExecutor(2) as threads:
        found = threads.map(client.deployments.running, ["arena", "lobby"])
        assert list(found) == [Running(1, None)] * 2


@pytest.mark.parametrize(
    ("rows", "counted"),
    [
        ([], "0 running deployments"),
        ([{}], "1 running deployment"),
        ([{"sockets_usage": 1}], "1 running deployment with 1 player"),
        ([{"sockets_usage": 0}, {"sockets_usage": 5.0}], "2 running deployments with 5 players"),
        ([{"sockets_usage": 5}, {"sockets_usage": "many"}], "2 running deployments"),
        ([{"status": "Status.TERMINATED"}, {"status": 7}], "1 running deployment"),
    ],
)
def test_players_are_shown_if_each_row_has_them(answering, rows, counted):
    data = [{"request_id": str(number), **row} for number, row in enumerate(rows)]
    client = answering(httpx.Response(200, json={"data": data, "total_count": len(data)}))
    assert str(client.deployments.running("arena")) == counted


def test_create_uses_the_older_route_if_the_newer_does_not_exist(client, wire, raw):
    wire.answers[:] = [raw(404, {"message": "No."}), raw(200, {"request_id": "abc"})]
    assert client.deployments.create("arena", "1.0", [USER], ["mine"]) == "abc"
    newer, older = map(json.loads, wire.bodies)
    assert [line.split(" ")[1] for line in wire.lines] == ["/v2/deployments", "/v1/deploy"]
    assert newer == {"application": "arena", "version": "1.0", "users": [USER], "tags": ["mine"]}
    geo = {"ip": "0.0.0.0", "latitude": 45.5, "longitude": -73.6}
    assert older == {"app_name": "arena", "version_name": "1.0", "tags": ["mine"], "geo_ip_list": [geo]}


@pytest.mark.parametrize(
    ("answer", "is_ready", "is_over"),
    [
        ({"current_status": "Status.READY", "running": True}, True, False),
        ({"running": True}, True, False),
        ({"current_status": "Status.DEPLOYING", "running": False}, False, False),
        ({"current_status": "Status.ERROR", "running": True, "error": True}, False, True),
        ({"current_status": "TERMINATED"}, False, True),
    ],
)
def test_status_is_read_however_it_is_written(answering, answer, is_ready, is_over):
    status = answering(httpx.Response(200, json={"request_id": "a", **answer})).deployments.get("a")
    assert (status.is_ready, status.is_over) == (is_ready, is_over)


def test_deployment_that_has_already_stopped_counts_as_stopped(client, wire, raw):
    wire.answers[:] = [raw(410, {"message": "Instance already terminated"})]
    client.deployments.stop("a")
    assert wire.lines[-1].startswith("DELETE /v1/stop/a ")
