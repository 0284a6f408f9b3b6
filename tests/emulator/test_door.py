"""The emulator's access control, request limits and file permissions."""

from __future__ import annotations

import os
import socket
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from pulumi_edgegap.emulator import DEFAULT_TOKEN, Emulator

TOKEN = {"Authorization": f"token {DEFAULT_TOKEN}"}
LARGEST = 32 * 1024 * 1024


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator() as emulator:
        yield emulator


def ask(emulator: Emulator, *lines: str) -> tuple[bytes, bytes]:
    """Send the head of a request, and return the first line and the rest of the response."""
    address = ("127.0.0.1", int(emulator.url.rpartition(":")[2]))
    with socket.create_connection(address, timeout=5) as connection:
        connection.sendall("\r\n".join((*lines, "", "")).encode())
        answer = b""
        while b"}" not in answer and (part := connection.recv(4096)):
            answer += part
    first, _, rest = answer.partition(b"\r\n")
    return first, rest


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:PORT", "127.0.0.1.evil.example", "localhost.evil.example:PORT",
     "[::1]:PORT", "0.0.0.0", "127.0.0.2", "localhost@evil.example", "localhost evil.example", ""],
)  # fmt: skip
def test_other_hosts_are_not_its_own(emulator, host):
    name = host.replace("PORT", emulator.url.rpartition(":")[2])
    for path in ("/v1/apps", "/docs", "/"):
        answer = httpx.get(emulator.url + path, headers={**TOKEN, "Host": name})
        assert answer.status_code == 421
    assert answer.json()["message"].startswith(
        "This local API answers to the hosts 127.0.0.1 and localhost only"
    )


@pytest.mark.parametrize("hosts", [(), ("127.0.0.1", "evil.example"), ("evil.example", "127.0.0.1")])
def test_request_has_one_host(emulator, hosts):
    named = [f"Host: {host}" for host in hosts]
    first, _ = ask(emulator, "GET /v1/apps HTTP/1.1", *named, f"Authorization: {TOKEN['Authorization']}")
    assert first.split()[1] in (b"400", b"421")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LocalHost:80", "127.0.0.1:65535"])
def test_own_hosts_have_any_port_or_none(emulator, host):
    assert httpx.get(f"{emulator.url}/v1/apps", headers={**TOKEN, "Host": host}).status_code == 200


def test_token_is_checked_before_a_body_is_read(emulator):
    first, rest = ask(
        emulator,
        "POST /v1/app HTTP/1.1",
        "Host: localhost",
        "Content-Length: 100",
        "Authorization: token wrong",
    )
    assert (first.split()[1], b"The token was deleted" in rest) == (b"403", True)


def test_fault_needs_a_valid_token(emulator):
    emulator.fail_next(status=503)
    assert httpx.get(f"{emulator.url}/v1/apps").status_code == 401
    assert httpx.get(f"{emulator.url}/v1/apps", headers=TOKEN).status_code == 503


def test_body_with_a_too_large_content_length_is_not_read(emulator):
    first, rest = ask(
        emulator, "POST /v1/app HTTP/1.1", "Host: localhost", f"Content-Length: {LARGEST + 1}",
        f"Authorization: {TOKEN['Authorization']}",
    )  # fmt: skip
    assert (first.split()[1], b"32 MB" in rest) == (b"413", True)


def test_received_bytes_of_a_body_are_counted(emulator):
    with httpx.Client(verify=False, base_url=emulator.url, headers=TOKEN) as client:
        answer = client.post("/v1/app", content=(b" " * 2**20 for _ in range(33)))
        assert (answer.status_code, answer.json()) == (413, {"message": "The body is larger than 32 MB."})
        answer = client.post("/v1/app", content=(b" " * 2**20 for _ in range(32)))
        assert (answer.status_code, answer.json()) == (400, {"message": "The body must be a JSON object."})
    assert [(request.status, request.body) for request in emulator.requests][-2:] == [
        (413, None),
        (400, None),
    ]


def rights(*paths: Path) -> list[int]:
    return [stat.S_IMODE(path.stat().st_mode) for path in paths]


@pytest.fixture
def no_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such rights")
@pytest.mark.usefixtures("no_umask")
def test_data_file_is_private_from_the_first_byte_on(tmp_path, monkeypatch):
    tmp_path.chmod(0o755)
    file = tmp_path / "new" / "deeper" / "edgegap.db"
    log = file.with_name("edgegap.db-wal")
    connect, seen = sqlite3.connect, []
    monkeypatch.setattr(
        sqlite3, "connect", lambda *args, **kwargs: (seen.append(rights(file)), connect(*args, **kwargs))[1]
    )
    for _ in range(2):
        with Emulator(data=file) as emulator:
            emulator.organization().create_app({"name": f"app-{len(seen)}", "is_active": True, "image": ""})
            assert rights(file, log) == [0o600, 0o600]
        file.chmod(0o666)
        log.touch()
        log.chmod(0o666)
    assert seen == [[0o600], [0o600]]
    assert rights(tmp_path, file.parent.parent, file.parent) == [0o755, 0o700, 0o700]
