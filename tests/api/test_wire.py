"""Requests on a real socket, and sockets that misbehave."""

from __future__ import annotations

import json
import re
import socket
import traceback
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pulumi_edgegap.api import Client, EdgegapError, InvalidRequestError, UnavailableError

TOKEN = "0123-secret-token"


@pytest.mark.parametrize(
    "pasted",
    [TOKEN, f"token {TOKEN}", f" Token  TOKEN\t{TOKEN} \n"],
    ids=["bare", "with word", "doubled word"],
)
def test_token_is_sent_with_the_word_exactly_once(wire, pasted):
    with Client(pasted, wire.url) as client:
        client.apps.get("a")
    assert wire.headers[0]["authorization"] == f"token {TOKEN}"
    assert re.fullmatch(r"pulumi-edgegap/\S+ \(python/3\.\d+; httpx/[\d.]+\)", wire.headers[0]["user-agent"])


@pytest.mark.parametrize("wrong", ["", "  ", "token", "TOKEN token ", "ab\r\nX: 1", "ab\x00c", "ключ-секрет"])
def test_invalid_token_is_refused_without_showing_it(wrong):
    with pytest.raises(ValueError, match=r"^The API token [^.]*\.$") as refusal:
        Client(wrong)
    assert len(wrong.strip()) < 3 or wrong.strip() not in str(refusal.value).replace("API token", "")


@pytest.mark.parametrize("path", ["", "/", "/pre/fix", "/pre/fix/"])
def test_base_url_may_have_a_path_and_a_trailing_slash(wire, path):
    with Client(TOKEN, wire.url + path) as client:
        client.apps.get("a")
    assert wire.target == path.rstrip("/") + "/v1/app/a"


@pytest.mark.parametrize(
    "url",
    ["ftp://hunter2", "hunter2", "https://", "https://u:hunter2@h", "https://hunter2@h", "http://h/?k=hunter2",
     "https://h:hunter2", "http://[hunter2", "http://h:1/#hunter2",
     "http://a..hunter2", "http://hunter2:99999", "http://hunter2:0"],
)  # fmt: skip
def test_invalid_url_is_refused_without_showing_it(url):
    with pytest.raises(ValueError, match=r"^The API URL must") as refusal:
        Client(TOKEN, url)
    assert "hunter2" not in "".join(traceback.format_exception(refusal.value)[-1:])


@pytest.mark.parametrize("timeout", [0, -1.0, float("nan"), float("inf")])
def test_timeout_must_be_a_positive_number(timeout):
    with pytest.raises(ValueError, match="timeout"):
        Client(TOKEN, timeout=timeout)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(names=st.lists(st.text(), min_size=4, max_size=4))
@example(names=["%2e%2e", "a%2Fb", "/etc/", "?x=1#y"])
@example(names=["a b+c", "é漢😀", "\x00\r\n", "..."])
@example(names=["a", "..", "a", "a"])
def test_any_name_arrives_as_itself_in_its_own_segment(wire, client, names):
    sent = len(wire.lines)
    try:
        client.links.delete(*names)
    except InvalidRequestError:
        assert {"", ".", ".."} & set(names)
        assert len(wire.lines) == sent
    else:
        parts = wire.target.split("/")
        fixed = ["", "v1", "storage", "endpoint", "pull-profile", "app", "version"]
        assert parts[:4] + parts[5::2] == fixed
        assert [unquote(part, errors="strict") for part in parts[4::2]] == names


def test_slash_in_an_image_name_is_kept_and_each_part_is_escaped(wire, client):
    client.tags.delete("my project/game?server", "v1/2")
    assert wire.target == "/v1/container-registry/images/my%20project/game%3Fserver/tags/v1%2F2"


@pytest.mark.parametrize(
    ("call", "line"),
    [
        (lambda c: c.apps.create({}), "POST /v1/app"),
        (lambda c: c.apps.get("a"), "GET /v1/app/a"),
        (lambda c: c.apps.update("a", {}), "PATCH /v1/app/a"),
        (lambda c: c.apps.delete("a"), "DELETE /v1/app/a"),
        (lambda c: c.versions.create("a", {}), "POST /v1/app/a/version"),
        (lambda c: c.versions.get("a", "v"), "GET /v1/app/a/version/v"),
        (lambda c: c.versions.update("a", "v", {}), "PATCH /v1/app/a/version/v"),
        (lambda c: c.versions.delete("a", "v"), "DELETE /v1/app/a/version/v"),
        (lambda c: c.storages.create({}), "POST /v1/storage/endpoint"),
        (lambda c: c.storages.get("s"), "GET /v1/storage/endpoint/s"),
        (lambda c: c.storages.update("s", {}), "PATCH /v1/storage/endpoint/s"),
        (lambda c: c.storages.delete("s"), "DELETE /v1/storage/endpoint/s"),
        (lambda c: c.profiles.create("s", {}), "POST /v1/storage/endpoint/s/pull-profile"),
        (lambda c: c.profiles.get("s", "p"), "GET /v1/storage/endpoint/s/pull-profile/p"),
        (lambda c: c.profiles.update("s", "p", {}), "PATCH /v1/storage/endpoint/s/pull-profile/p"),
        (lambda c: c.profiles.delete("s", "p"), "DELETE /v1/storage/endpoint/s/pull-profile/p"),
        (
            lambda c: c.links.create("s", "p", "a", "v"),
            "PUT /v1/storage/endpoint/s/pull-profile/p/app/a/version/v",
        ),
    ],
)
def test_each_method_has_its_route(wire, client, raw, call, line):
    wire.answers[:] = [raw(200, {"name": line[-1], "success": True, "version": {"name": line[-1]}})]
    answer = call(client)
    assert wire.lines == [f"{line} HTTP/1.1"]
    assert (wire.bodies[0] == b"{}") is line.startswith(("POST", "PATCH"))
    assert answer is None or answer.answered()["name"] == line[-1]


@pytest.mark.parametrize("name", ["\ud800", None, 3])
def test_name_that_is_not_a_string_is_never_sent(wire, client, name):
    with pytest.raises(InvalidRequestError):
        client.apps.delete(name)
    assert wire.lines == []


@pytest.mark.parametrize("image", ["", "/a", "a/", "a//b", "../app", "a/./b", "a/..", None])
def test_image_name_that_would_reach_another_route_is_never_sent(wire, client, image):
    with pytest.raises(InvalidRequestError):
        client.tags.delete(image, "v1")
    with pytest.raises(InvalidRequestError):
        client.tags.list(image)
    assert wire.lines == []


def test_body_goes_as_json(wire, client, raw):
    wire.answers[:] = [raw(200, {"success": True, "version": {"name": "é"}})]
    client.versions.create("a", {"name": "é", "req_cpu": 512, "command": None})
    assert json.loads(wire.bodies[0]) == {"name": "é", "req_cpu": 512, "command": None}
    assert wire.headers[0]["content-type"] == "application/json"


def test_threads_share_one_pool(wire, client):
    with ThreadPoolExecutor(4) as threads:
        assert {app.name for app in threads.map(client.apps.get, ["a"] * 40)} == {"a"}
    assert wire.connections <= 4


def test_redirect_is_an_error_that_names_the_host_and_is_not_followed(wire, client, raw):
    wire.answers[:] = [raw(302, b"", "Location: https://u:hunter2@elsewhere.example:81/x?y=hunter2")]
    with pytest.raises(EdgegapError) as refusal:
        client.apps.delete("a")
    assert "https://elsewhere.example:81" in str(refusal.value)
    assert "hunter2" not in str(refusal.value)
    assert refusal.value.status == 302
    assert len(wire.lines) == 1


def test_refused_connection_is_unavailable_and_was_not_sent():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        with Client(TOKEN, url, max_retries=0) as client, pytest.raises(UnavailableError) as failure:
            client.apps.get("a")
    assert not failure.value.sent
    assert failure.value.status is None
    assert url in str(failure.value)


@pytest.mark.parametrize(
    ("call", "may_stand"), [(lambda c: c.apps.get("a"), False), (lambda c: c.apps.delete("a"), True)]
)
def test_only_a_write_is_reported_as_possibly_carried_out(wire, client, call, may_stand):
    wire.answers[:] = [b"reset"]
    with pytest.raises(UnavailableError, match="did not respond") as failure:
        call(client)
    assert ("the request may still have been carried out" in str(failure.value)) is may_stand


@pytest.mark.parametrize(
    "misbehaviour", [b"reset", b"silence", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"]
)
def test_connection_lost_after_sending_is_unavailable_and_may_have_been_sent(wire, misbehaviour):
    wire.answers[:] = [misbehaviour]
    client = Client(TOKEN, wire.url, timeout=0.2, max_retries=0)
    with client, pytest.raises(UnavailableError) as failure:
        client.apps.delete("a")
    assert failure.value.sent
    assert TOKEN not in "".join(traceback.format_exception(failure.value))
    assert failure.value.__context__ is None
    assert len(wire.lines) == 1


def test_name_too_long_for_a_url_is_never_sent(wire, client):
    with pytest.raises(InvalidRequestError):
        client.apps.get("a" * 70_000)
    assert wire.lines == []


def test_repr_shows_where_and_not_the_token(client, wire):
    assert repr(client) == f"Client(url='{wire.url}')"
