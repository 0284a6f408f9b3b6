"""The token is sent only to the API, and neither it nor any other secret appears anywhere else."""

from __future__ import annotations

import logging
import shutil
import ssl
import subprocess
import sys
import threading
import traceback
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from pulumi_edgegap.api import Client, EdgegapError, UnavailableError

TOKEN = "0123-secret-token"
BODY = {
    "name": "v", "private_username": "user-hunter2", "private_token": "hunter2 'é\" x",
    "envs": [{"key": "A", "value": "hunter2\tb", "is_secret": True}],
}  # fmt: skip
ECHO = f"{TOKEN} token%20{TOKEN} user-hunter2 hunter2 'é\" x hunter2\tb".encode()


def echoing(line: bytes, *headers: bytes, body: bytes = b"") -> bytes:
    head = [line, b"X-Echo: " + ECHO, b"Content-Length: %d" % len(body), *headers]
    return b"\r\n".join(head) + b"\r\n\r\n" + body


@pytest.mark.parametrize(
    "answer",
    [
        echoing(
            b"HTTP/1.1 200 OK",
            body=b'{"success": true, "version": {"name": "v", "private_token": "hunter2"}}',
        ),
        echoing(b"HTTP/1.1 200 OK", body=ECHO),
        echoing(b"HTTP/1.1 400 " + ECHO, b"Set-Cookie: a=" + ECHO, body=b'{"message": "user-hunter2"}'),
        echoing(b"HTTP/1.1 302 Found", b"Location: https://elsewhere.example/?t=" + TOKEN.encode()),
        echoing(b"HTTP/1.1 502 Bad Gateway", body=b"<html>" + ECHO),
        echoing(b"HTTP/1.1 429 Slow", b"Retry-After: 9"),
        echoing(b"HTTP/1.1 200 OK", b": illegal " + ECHO),
        b"what? " + ECHO + b"\r\n\r\n",
        b"reset",
        b"silence",
    ],
)
def test_no_secret_in_logs_errors_or_messages(wire, clock, caplog, answer):
    wire.answers[:] = [answer]
    messages = []
    caplog.set_level(logging.DEBUG)
    client = Client(TOKEN, wire.url, 0.2, max_retries=2, on_wait=messages.append, clock=clock)
    shown, chained = [repr(client)], None
    with client:
        try:
            shown.append(repr(client.versions.create("a", BODY)))
        except EdgegapError as error:
            shown += [*traceback.format_exception(error), repr(error), repr(vars(error))]
            chained = error.__context__ or error.__cause__
    assert chained is None
    shown += [f"{record.getMessage()} {record.__dict__}" for record in caplog.records]
    assert b"hunter2" in wire.bodies[0]
    assert any(record.name.startswith("httpcore") for record in caplog.records)
    for secret in ("hunter2", TOKEN):
        assert [text for text in [*shown, *messages, caplog.text] if secret in text] == []


def test_logs_of_others_are_unchanged(caplog):
    caplog.set_level(logging.DEBUG)
    said = "receive_response_headers.complete return_value=(b'HTTP/1.1', 200, b'%s')"
    logging.getLogger("httpcore.http11").debug(said, "of another client")
    assert caplog.messages == [said % "of another client"]


@pytest.mark.parametrize(
    "url",
    ["http://api.edgegap.com", "HTTP://10.0.0.1", "http://localhost.evil.example", "http://127.0.0.1.nip.io",
     "http://128.0.0.1", "http://[::2]", "http://0.0.0.0"],
)  # fmt: skip
def test_plain_http_is_only_allowed_on_this_machine(url):
    with pytest.raises(ValueError, match=r"^The API URL must be https:// unless [^.]*\.$"):
        Client(TOKEN, url)
    Client(TOKEN, url, insecure=True).close()


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:80", "127.0.0.1", "127.9.8.7:81", "[::1]:82"])
def test_plain_http_on_this_machine_needs_no_permission(host):
    Client(TOKEN, f"http://{host}").close()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("call", [lambda c: c.apps.get("a"), lambda c: c.apps.create({"name": "a"})])
def test_token_is_never_sent_to_another_host(wire, raw, client, status, call):
    elsewhere = wire.url.replace("127.0.0.1", "localhost")
    wire.answers[:] = [raw(status, None, f"Location: {elsewhere}/v1/app/a"), raw(200, {"name": "a"})]
    with pytest.raises(EdgegapError, match="not followed"):
        call(client)
    assert len(wire.lines) == 1


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"])
def test_plain_http_to_this_machine_bypasses_proxies(wire, monkeypatch, variable):
    monkeypatch.setenv(variable, "http://127.0.0.1:9")
    for host in ("127.0.0.1", "localhost"):
        with Client(TOKEN, wire.url.replace("127.0.0.1", host), max_retries=0) as client:
            assert client.apps.get("a").name == "a"


@pytest.mark.parametrize("exempt", ["api.invalid", ".invalid", "x, API.INVALID", "*"])
def test_no_proxy_of_the_environment_is_respected(wire, monkeypatch, clock, exempt):
    monkeypatch.setenv("HTTPS_PROXY", wire.url)
    monkeypatch.setenv("NO_PROXY", exempt)
    client = Client(TOKEN, "https://api.invalid", max_retries=0)
    with client, pytest.raises(UnavailableError, match="could not be reached"):
        client.apps.get("a")
    assert wire.lines == []


@pytest.mark.parametrize(
    ("proxy", "sentence"),
    [
        (
            "ftp://u:hunter2@h",
            "The proxy in the environment must be http://, https:// or socks5:// with a host.",
        ),
        (
            "http://u:hunter2@h:port",
            "The proxy in the environment must be http://, https:// or socks5:// with a host.",
        ),
        (
            "socks5://u:hunter2@h",
            "The proxy in the environment needs another package: run `pip install 'httpx[socks]'`.",
        ),
    ],
)
def test_invalid_proxy_is_reported_without_its_password(monkeypatch, mocker, proxy, sentence):
    mocker.patch.dict(sys.modules, socksio=None)
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    with pytest.raises(ValueError, match="^The proxy in the environment") as refusal:
        Client(TOKEN, "https://api.invalid")
    assert str(refusal.value) == sentence


def test_proxy_of_the_environment_is_used(wire, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", wire.url)
    with Client(TOKEN, "http://api.invalid", insecure=True) as client:
        client.apps.get("a")
    assert wire.lines == ["GET http://api.invalid/v1/app/a HTTP/1.1"]


def test_refusing_proxy_is_not_retried_and_never_gets_the_token(wire, raw, monkeypatch, clock):
    monkeypatch.setenv("HTTPS_PROXY", wire.url)
    wire.answers[:] = [raw(407)]
    client = Client(TOKEN, "https://api.invalid", clock=clock)
    with client, pytest.raises(UnavailableError, match="407") as failure:
        client.apps.create({"name": "a"})
    assert (failure.value.sent, failure.value.temporary, failure.value.outcome_unknown) == (False,) * 3
    assert wire.lines == ["CONNECT api.invalid:443 HTTP/1.1"]
    assert "authorization" not in wire.headers[0]


@pytest.fixture
def tls(tmp_path):
    """A service with its own certificate, and the path of the certificate."""
    if shutil.which("openssl") is None:
        pytest.skip("there is no openssl to make a certificate with")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    make = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    names = ["-subj", "/CN=test", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2"]
    subprocess.run([*make, *names, "-keyout", key, "-out", certificate], check=True, capture_output=True)

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_):
            """Log nothing."""

        def do_GET(self):
            if self.path == "/v1/app/a":
                self.wfile.write(b'HTTP/1.0 200 OK\r\n\r\n{"name": "a"}')
                return
            with suppress(OSError):  # the client is gone
                self.wfile.write(b"HTTP/1.0 200 OK\r\nX: ")
                for _ in range(300):
                    pause.wait(0.02)
                    self.wfile.write(b"a")

    class Server(HTTPServer):
        def get_request(self):
            connection, address = super().get_request()
            connection.settimeout(5)
            return context.wrap_socket(connection, server_side=True), address

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    pause = threading.Event()
    yield f"https://127.0.0.1:{server.server_port}", str(certificate)
    server.shutdown()
    thread.join()
    server.server_close()


def test_certificates_are_verified_against_the_environment(tls, clock, monkeypatch):
    url, certificate = tls
    with (
        Client(TOKEN, url, clock=clock) as client,
        pytest.raises(UnavailableError, match="certificate") as failure,
    ):
        client.apps.get("a")
    assert (failure.value.sent, failure.value.temporary) == (False, False)
    assert clock.slept == []
    monkeypatch.setenv("SSL_CERT_FILE", certificate)
    with Client(TOKEN, url, total_timeout=2, max_retries=0, clock=clock) as client:
        assert client.apps.get("a").name == "a"
        with pytest.raises(UnavailableError, match="timed out"):
            client.apps.get("trickles")
