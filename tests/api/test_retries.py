"""Retries: after which faults, how long the waits are, and what is known after a failure."""

from __future__ import annotations

import pickle
import re
import socket
import ssl
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

import httpx
import pytest
from pulumi_edgegap.api import (
    Client,
    EdgegapError,
    InvalidResponseError,
    NotFoundError,
    RateLimitError,
    UnavailableError,
)

TOKEN = "0123-secret-token"
CALLS = {
    "GET": lambda c: c.apps.get("a"),
    "POST": lambda c: c.apps.create({"name": "a"}),
    "PATCH": lambda c: c.apps.update("a", {}),
    "PUT": lambda c: c.links.create("s", "p", "a", "v"),
    "DELETE": lambda c: c.apps.delete("a"),
}
ALL, NONE = set(CALLS), set()
WRITES, NOT_POST, READS = ALL - {"GET"}, ALL - {"POST"}, {"GET"}
HTML = b"<html><h1>nginx</h1></html>"

# fault: what the service does, which methods are retried, for which writes the outcome is unknown, the error
FAULTS = {
    "refused connection": (None, ALL, NONE, UnavailableError),
    "reset": (b"reset", NOT_POST, WRITES, UnavailableError),
    "timeout": (b"silence", NOT_POST, WRITES, UnavailableError),
    "truncated 200": (
        b'HTTP/1.1 200 OK\r\nContent-Length: 99\r\nConnection: close\r\n\r\n{"name',
        NOT_POST, WRITES, UnavailableError,
    ),
    "truncated JSON": ((200, b'{"name": "a'), NOT_POST, WRITES, InvalidResponseError),
    "200 in HTML": ((200, HTML), NOT_POST, WRITES, InvalidResponseError),
    "404 in HTML": ((404, HTML), NONE, NONE, InvalidResponseError),
    "500": ((500, {"message": "oops"}), READS, WRITES, UnavailableError),
    "429": ((429, {"message": "slow down"}), ALL, NONE, RateLimitError),
    "429 with Retry-After": ((429, None, "Retry-After: 2"), ALL, NONE, RateLimitError),
    "502 in HTML": ((502, HTML), NOT_POST, WRITES, UnavailableError),
    "503": ((503, HTML), NOT_POST, WRITES, UnavailableError),
    "503 with Retry-After": ((503, HTML, "Retry-After: 2"), ALL, NONE, UnavailableError),
    "504": ((504, HTML), NOT_POST, WRITES, UnavailableError),
    **{str(status): ((status, {"message": "no"}), NONE, NONE, EdgegapError)
       for status in (400, 401, 403, 404, 409, 422, 424)},
}  # fmt: skip


@pytest.fixture
def play(wire, raw, clock, mocker):
    """Return a client with at most two retries, whose service fails several times and then succeeds."""

    def start(fault, times):
        played = FAULTS[fault][0]
        answer = raw(*played) if isinstance(played, tuple) else played
        wire.answers[:] = [answer] * times + [raw(200, {"name": "a"})]
        url = wire.url
        if played is None:
            with socket.socket() as unused:
                unused.bind(("127.0.0.1", 0))
                refusing = f"http://127.0.0.1:{unused.getsockname()[1]}"
            url = url if times == 0 else refusing
        return Client(
            TOKEN, url, 5, max_retries=2, clock=clock, transport=_Impatient(times * (played == b"silence"))
        )

    mocker.patch("random.uniform", side_effect=lambda low, high: high)
    return start


class _Impatient(httpx.HTTPTransport):
    """Waits briefly for a response only if none will come, so that a slow machine changes nothing."""

    def __init__(self, silent):
        super().__init__(verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
        self._silent, self.sent = silent, 0

    def handle_request(self, request):
        self.sent += 1
        if self.sent <= self._silent:
            request.extensions["timeout"]["read"] = 0.15
        return super().handle_request(request)


@pytest.mark.parametrize("method", CALLS)
@pytest.mark.parametrize("fault", FAULTS)
def test_fault_that_stays(play, clock, fault, method):
    _, repeated, unknown, kind = FAULTS[fault]
    with play(fault, 9) as client, pytest.raises(kind) as failure:
        CALLS[method](client)
    tries = client._http._transport.sent
    assert tries == (3 if method in repeated else 1)
    assert clock.slept == ([] if tries == 1 else [2, 2] if "Retry-After" in fault else [1, 2])
    assert failure.value.outcome_unknown is (method in unknown)
    assert failure.value.__context__ is None
    again = pickle.loads(pickle.dumps(failure.value))
    assert vars(again) == vars(failure.value)


@pytest.mark.parametrize("method", CALLS)
@pytest.mark.parametrize("fault", [fault for fault, (played, *_) in FAULTS.items() if played])
def test_fault_that_passes(play, fault, method):
    with play(fault, 2) as client:
        if method in FAULTS[fault][1]:
            assert method == "DELETE" or CALLS[method](client).name == "a"
            assert method != "DELETE" or CALLS[method](client) is None
            assert client._http._transport.sent == 3
        else:
            with pytest.raises(EdgegapError):
                CALLS[method](client)
            assert client._http._transport.sent == 1


def test_empty_response_to_a_read_is_an_error_but_not_to_a_delete(answering):
    empty, full = httpx.Response(200), httpx.Response(200, json={"name": "a"})
    with answering(empty, full, max_retries=1) as client:
        assert client.apps.get("a").name == "a"
    with answering(empty, max_retries=1) as client:
        client.apps.delete("a")


def lost(request):
    raise httpx.ReadError("reset", request=request)


def unreachable(request):
    raise httpx.ConnectError("refused", request=request)


@pytest.mark.parametrize(
    ("method", "first", "repeated", "unknown"),
    [
        ("DELETE", lost, True, False),
        ("PATCH", lost, True, True),  # a change of the name may have been carried out
        ("DELETE", unreachable, False, False),
        ("POST", unreachable, False, False),
        ("GET", lost, False, False),
    ],
)
def test_not_found_says_whether_an_earlier_try_may_have_succeeded(
    answering, method, first, repeated, unknown
):
    client = answering(first, httpx.Response(404), max_retries=1)
    with client, pytest.raises(NotFoundError) as failure:
        CALLS[method](client)
    assert (failure.value.repeated, failure.value.outcome_unknown) == (repeated, unknown)


@pytest.mark.parametrize("last", [unreachable, httpx.Response(429), httpx.Response(409)])
def test_unknown_outcome_of_an_earlier_try_remains_whatever_the_last_one_says(answering, last):
    with answering(lost, last, max_retries=1) as client, pytest.raises(EdgegapError) as failure:
        client.apps.update("a", {})
    assert failure.value.outcome_unknown


@pytest.mark.parametrize("answer", [{}, {"name": 3}, None, {"success": True, "version": []}])
def test_unreadable_success_of_a_write_leaves_its_outcome_unknown(answering, answer):
    with answering(httpx.Response(200, json=answer)) as client, pytest.raises(EdgegapError) as failure:
        client.versions.create("a", {"name": "v"})
    assert failure.value.outcome_unknown
    with answering(httpx.Response(200, json=answer)) as client, pytest.raises(EdgegapError) as failure:
        client.versions.get("a", "v")
    assert not failure.value.outcome_unknown


@pytest.mark.parametrize(
    "call",
    [
        lambda c: c.versions.create("a", {"name": "v"}),
        lambda c: c.versions.update("a", "v", {}),
        lambda c: c.storages.update("s", {}),
        lambda c: c.profiles.update("s", "p", {}),
    ],
)
def test_failed_read_after_a_write_says_that_the_write_may_have_succeeded(answering, call):
    written = httpx.Response(200, json={"success": True})
    with answering(written, httpx.Response(404)) as client, pytest.raises(NotFoundError) as failure:
        call(client)
    assert failure.value.outcome_unknown


@pytest.mark.parametrize(
    ("failure", "tries"),
    [
        (lost, 3),  # as many as a call is made
        (httpx.Response(500), 1),
        (unreachable, 1),  # the outcome is known
    ],
)
def test_step_is_repeated_while_its_outcome_is_unknown(answering, clock, mocker, failure, tries):
    mocker.patch("random.uniform", side_effect=lambda low, high: high)
    taken = []
    once = answering(*[failure] * 3)
    patient = answering(max_retries=2, clock=clock)

    def attempt():
        taken.append(1)
        with pytest.raises(EdgegapError) as raised:
            once.apps.create({"name": "a"})
        return raised.value

    with once, patient:
        assert isinstance(patient.persist("the creation of App 'a'", attempt), UnavailableError)
        assert patient.persist("the creation of App 'a'", lambda: "made") == "made"
    assert len(taken) == tries
    assert clock.slept == [1, 2][: tries - 1]


def test_waits_grow_up_to_the_longest_with_full_jitter(answering, clock, mocker):
    ranges = []

    def lowest(low, high):
        ranges.append((low, high))
        return low

    mocker.patch("random.uniform", side_effect=lowest)
    client = answering(*[unreachable] * 6, max_retries=5, max_wait=6, clock=clock)
    with client, pytest.raises(UnavailableError):
        client.apps.get("a")
    assert ranges[:5] == [(0, 1), (0, 2), (0, 4), (0, 6), (0, 6)]


def test_without_retries_nothing_waits(answering, clock):
    with answering(unreachable, clock=clock) as client, pytest.raises(UnavailableError):
        client.apps.get("a")
    assert clock.slept == []


@pytest.mark.parametrize(
    ("header", "least", "most"),
    [
        ("7", 7, 7),
        (lambda: format_datetime(datetime.now(timezone.utc) + timedelta(seconds=30), usegmt=True), 27, 31),
        ("60", 60, 60),
        ("0", 0, 1),
        ("soon", 0, 1),
    ],
)
def test_retry_after_is_respected_as_seconds_and_as_a_date(answering, clock, header, least, most):
    busy = httpx.Response(429, headers={"Retry-After": header() if callable(header) else header})
    with answering(busy, httpx.Response(200, json={"name": "a"}), max_retries=1, clock=clock) as client:
        client.apps.create({"name": "a"})
    assert least <= sum(clock.slept) <= most


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_beyond_the_longest_wait_fails_at_once_and_says_how_long(answering, clock, status):
    busy = httpx.Response(status, headers={"Retry-After": "3600"})
    with answering(busy, max_retries=5, clock=clock) as client, pytest.raises(EdgegapError) as failure:
        client.apps.get("a")
    assert "It asks to wait 3600 s, but at most 60 s are allowed: run the command again later." in str(
        failure.value
    )
    assert clock.slept == []


def test_call_has_a_timeout_and_each_try_gets_the_rest_of_it(answering, clock):
    allowed = []

    def busy(request):
        allowed.append(request.extensions["timeout"]["read"])
        return httpx.Response(503, headers={"Retry-After": "40"})

    client = answering(*[busy] * 9, max_retries=9, timeout=30, total_timeout=100, clock=clock)
    with client, pytest.raises(UnavailableError):
        client.apps.get("a")
    assert clock.slept == [40, 40]
    assert allowed == [30, 30, 20]


def test_only_long_waits_are_reported(answering, clock):
    messages = []
    answers = [httpx.Response(429, headers={"Retry-After": wait}) for wait in ("2", "8")]
    answers += [httpx.Response(503, html="<html>", headers={"Retry-After": "9"})]
    client = answering(*answers, httpx.Response(409), max_retries=5, on_wait=messages.append, clock=clock)
    with client, pytest.raises(EdgegapError):
        client.apps.create({"name": "a"})
    assert messages == [
        "Edgegap returned 429 for POST /v1/app; waiting 8 s before trying again (2 of 5).",
        "Edgegap returned 503 for POST /v1/app; waiting 9 s before trying again (3 of 5).",
    ]


@pytest.mark.parametrize(
    ("fault", "messages"),
    [
        (lost, "Edgegap did not respond to PATCH /v1/app/a; waiting"),
        (unreachable, "Edgegap could not be reached for PATCH /v1/app/a; waiting"),
        (httpx.Response(200, text="?"), "Invalid response from Edgegap to PATCH /v1/app/a; waiting"),
    ],
)
def test_user_sees_what_happened(answering, mocker, fault, messages):
    mocker.patch("random.uniform", return_value=9.0)
    heard = []

    def fails(sentence):
        heard.append(sentence)
        raise RuntimeError("no listener any more")

    done = httpx.Response(200, json={"name": "a"})
    with answering(fault, done, max_retries=5, on_wait=fails) as client:
        client.apps.update("a", {})
    assert [re.sub(r" waiting.*", " waiting", each) for each in heard] == [messages]


@pytest.mark.parametrize(
    "wrong",
    [
        {"max_retries": -1}, {"max_retries": True}, {"max_retries": 1.5}, {"max_wait": -1},
        {"max_wait": float("inf")}, {"total_timeout": 0}, {"total_timeout": float("nan")},
        {"requests_per_second": 0}, {"requests_per_second": float("inf")},
    ],
)  # fmt: skip
def test_implausible_timeouts_are_refused(wrong):
    with pytest.raises(ValueError, match=r"^The [^.]* must be [^.]*\.$"):
        Client(TOKEN, **wrong)
