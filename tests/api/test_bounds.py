"""Limits of responses: time, however slowly they arrive, size, however they are compressed, and content."""

from __future__ import annotations

import gzip
import socket
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass

import httpx
import pytest
from pulumi_edgegap.api import Client, EdgegapError, InvalidResponseError, UnavailableError

TOKEN = "0123-secret-token"
HEAD = b"HTTP/1.1 200 OK\r\n"
MB = 2**20
DROPS = 300
"""After so many pieces, 0.02 s apart, a slow response ends: about 20 times later than its client allows."""


@dataclass
class Drip:
    """Sends `first`, and then small pieces, which `drops` counts."""

    url: str = ""
    first: bytes = b""
    drop: bytes = b"a"
    drops: int = 0

    def answer(self, connection: socket.socket, pause: Callable[[float], bool]) -> None:
        with connection:
            connection.recv(65536)
            connection.sendall(self.first)
            while self.drops < DROPS and not pause(0.02):
                connection.sendall(self.drop)
                self.drops += 1


@pytest.fixture
def drip() -> Iterator[Drip]:
    """A service that responds to one request."""
    drip, stopped = Drip(), threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        drip.url = f"http://127.0.0.1:{server.getsockname()[1]}"

        def serve() -> None:
            with suppress(OSError):  # the client is gone, or there was none
                drip.answer(server.accept()[0], stopped.wait)

        thread = threading.Thread(target=serve)
        thread.start()
        yield drip
        stopped.set()
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


@pytest.mark.parametrize(
    ("first", "drop"),
    [
        pytest.param(b"", b"a", id="status line"),
        pytest.param(HEAD + b"X: ", b"a", id="header"),
        pytest.param(b"", b"HTTP/1.1 100 Continue\r\n\r\n", id="interim answers"),
        pytest.param(HEAD + b"Content-Length: 99999\r\n\r\n", b" ", id="body of a length"),
        pytest.param(HEAD + b"\r\n", b" ", id="body of no length"),
        pytest.param(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n", id="chunks"),
        pytest.param(HEAD + b"Transfer-Encoding: chunked\r\n\r\n1;", b"a", id="extension of a chunk"),
    ],
)
def test_slow_response_ends_with_its_timeout(drip, first, drop):
    drip.first, drip.drop = first, drop
    client = Client(TOKEN, drip.url, max_retries=0, total_timeout=0.3)
    with (
        client,
        pytest.raises(
            UnavailableError, match=r"did not respond to GET /v1/app/a \(timed out\)\.$"
        ) as failure,
    ):
        client.apps.get("a")
    assert failure.value.sent
    assert drip.drops < DROPS


def test_timeout_of_a_response_is_that_of_one_try(drip):
    drip.first = HEAD + b"X: "
    client = Client(TOKEN, drip.url, timeout=0.3, max_retries=0)
    with client, pytest.raises(UnavailableError, match="timed out") as failure:
        client.apps.create({"name": "a"})
    assert failure.value.outcome_unknown
    assert drip.drops < DROPS


def filled(size):
    head = b'{"name": "a", "image": "'
    return head + b"i" * (size - len(head) - 2) + b'"}'


GZIP = "Content-Encoding: gzip"


@pytest.mark.parametrize("headers", [(), (GZIP,)])
def test_response_of_32_mb_is_read(wire, client, raw, headers):
    body = filled(32 * MB)
    wire.answers[:] = [raw(200, gzip.compress(body, 1) if headers else body, *headers)]
    assert len(client.apps.get("a").image) > 31 * MB
    assert wire.headers[0]["accept-encoding"] == "gzip"


@pytest.mark.parametrize("headers", [(), (GZIP,)])
@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (200, "Invalid response to POST /v1/app: it is larger than 32 MB."),
        (404, "Invalid response to POST /v1/app: it is larger than 32 MB."),
        (500, "Edgegap failed at POST /v1/app: 500 Internal Server Error."),
    ],
)
def test_larger_response_is_an_error_and_is_not_kept(wire, client, raw, headers, status, sentence):
    body = filled(100 * MB)
    wire.answers[:] = [raw(status, gzip.compress(body) if headers else body, *headers)]
    tracemalloc.start()
    with pytest.raises(EdgegapError) as failure:
        client.apps.create({"name": "a"})
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert str(failure.value) == sentence
    assert failure.value.outcome_unknown is (status != 404)
    assert peak < 60 * MB
    wire.answers[:] = [raw(200, {"name": "a"})]
    assert client.apps.get("a").name == "a"


WHOLE = gzip.compress(b'{"name": "a"}', mtime=0)


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        pytest.param("gzip", b"no gzip", id="none"),
        pytest.param("gzip", WHOLE[:-9], id="cut off"),
        pytest.param("gzip, gzip", gzip.compress(WHOLE), id="twice"),
        pytest.param("br", b"?", id="another one"),
    ],
)
def test_response_that_cannot_be_decompressed_is_invalid(wire, client, raw, encoding, body):
    wire.answers[:] = [raw(200, body, f"Content-Encoding: {encoding}")]
    with pytest.raises(InvalidResponseError, match=r"it has an? (broken |unsupported )?content encoding"):
        client.apps.create({"name": "a"})


SECRET = "hunter2 " * 250


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (" " * 20 * MB + "late", "400 Bad Request"),
        ("early" + " " * 20 * MB, "early"),
        (SECRET * 50, "400 Bad Request"),  # no half of the one that is cut
    ],
)
def test_text_of_an_error_is_cut_before_it_is_cleaned(answering, said, message):
    with (
        answering(httpx.Response(400, json={"message": said})) as client,
        pytest.raises(EdgegapError) as failure,
    ):
        client.storages.update("s", {"secret_access_key": SECRET})
    assert failure.value.message == message


TOO_LARGE = "is a number too large for a double"


@pytest.mark.parametrize(
    ("fields", "field", "problem"),
    [
        ('{"docker_tag": "\\ud800"}', "docker_tag", "contains a lone surrogate"),
        ('{"envs": [{}, {"value": "a\\udfff"}]}', "envs[1].value", "contains a lone surrogate"),
        ('{"brand_new": {"it": ["\\ud800"]}}', "brand_new.it[0]", "contains a lone surrogate"),
        ('{"brand_new": {"\\ud800": 1}}', r"brand_new.\ud800", "has a name that contains a lone surrogate"),
        ('{"req_cpu": 9007199254740993}', "req_cpu", TOO_LARGE),
        ('{"req_cpu": 1' + "0" * 400 + "}", "req_cpu", TOO_LARGE),
        ('{"brand_new": -9007199254740993}', "brand_new", TOO_LARGE),
        ('{"caching_percent": 1e999}', "caching_percent", TOO_LARGE),
        ('{"brand_new": [-1e999]}', "brand_new[0]", TOO_LARGE),
        ('{"it": ' + "[" * 60 + "]" * 60 + "}", "it" + "[0]" * 25 + "[0…", "is nested too deeply"),
    ],
)
def test_value_that_a_state_cannot_contain_is_refused_with_its_field(answering, fields, field, problem):
    answer = httpx.Response(200, content=fields.replace("{", '{"name": "v", ', 1))
    with answering(answer) as client, pytest.raises(InvalidResponseError) as failure:
        client.versions.get("a", "v")
    assert failure.value.field == field
    assert f"field {field!r} {problem}" in str(failure.value)


@pytest.mark.parametrize("value", [2**53, -(2**53), 2**60, 1e300, 0.1, "é😀"])
def test_values_that_a_state_can_contain_are_accepted(answering, value):
    with answering(httpx.Response(200, json={"name": "a", "brand_new": value})) as client:
        assert client.apps.get("a").answered()["brand_new"] == value


OTHER = {"name": "A"}


@pytest.mark.parametrize(
    ("call", "answer", "field"),
    [
        (lambda c: c.apps.get("a"), OTHER, "name"),
        (lambda c: c.apps.create({"name": "a"}), OTHER, "name"),
        (lambda c: c.apps.update("a", {}), OTHER, "name"),
        (lambda c: c.apps.update("A", {"name": "a"}), OTHER, "name"),
        (lambda c: c.versions.get("x", "a"), OTHER, "name"),
        (lambda c: c.versions.create("x", {"name": "a"}), {"version": OTHER}, "version.name"),
        (lambda c: c.versions.update("x", "a", {}), {"version": OTHER}, "version.name"),
        (lambda c: c.storages.get("a"), OTHER, "name"),
        (lambda c: c.storages.create({"name": "a"}), OTHER, "name"),
        (lambda c: c.storages.update("a", {}), OTHER, "name"),
        (lambda c: c.profiles.get("x", "a"), OTHER, "name"),
        (lambda c: c.profiles.create("x", {"name": "a"}), OTHER, "name"),
        (lambda c: c.profiles.update("x", "a", {}), OTHER, "name"),
        (lambda c: c.links.create("s", "p", "a", "v"), {"app_version": "V"}, "app_version"),
        (lambda c: c.links.create("s", "p", "a", "v"), {"endpoint": "p", "pull_profile": "p"}, "endpoint"),
    ],
)
def test_response_about_another_object_is_refused(answering, call, answer, field):
    with (
        answering(httpx.Response(200, json=answer)) as client,
        pytest.raises(InvalidResponseError) as failure,
    ):
        call(client)
    assert failure.value.field == field
    assert failure.value.outcome_unknown is (failure.value.method != "GET")
