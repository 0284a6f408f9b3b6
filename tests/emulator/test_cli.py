"""The command `pulumi-edgegap emulator`, as a process."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from contextlib import contextmanager

import httpx
import pytest
from pulumi_edgegap.emulator import DEFAULT_TOKEN, Emulator

RUN = "from pulumi_edgegap.commands import main; main()"
APP = {"name": "game", "is_active": True, "image": ""}


def finished(*arguments, code=RUN):
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, timeout=30, check=False
    )


@contextmanager
def running(*arguments, **variables):
    """Yield the process, the lines printed until it is ready, and its URL."""
    with subprocess.Popen(
        [sys.executable, "-c", RUN, "emulator", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=os.environ | variables,
    ) as process:
        try:
            lines = [process.stdout.readline().rstrip() for _ in range(3)]
            yield process, lines, lines[1].removeprefix("export EDGEGAP_API_URL=")
        finally:
            process.kill()


def test_emulator_prints_what_to_export():
    with running() as (_, lines, url):
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", url)
        assert lines[0] == f"The local Edgegap API is ready at {url} (its routes: {url}/docs)."
        assert lines[2] == f"export EDGEGAP_API_TOKEN={DEFAULT_TOKEN}"
        headers = {"Authorization": f"token {DEFAULT_TOKEN}"}
        assert httpx.get(f"{url}/v1/apps", headers=headers).status_code == 200


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_emulator_stops_cleanly(number):
    with running() as (process, _, _url):
        process.send_signal(number)
        assert process.wait(10) == 0
        assert process.stdout.read() == ""


def test_emulator_logs_requests_without_secrets_when_asked():
    with running("--verbose", EDGEGAP_EMULATOR_TOKEN="my-own-token") as (process, lines, url):
        body = APP | {"image": "my-own-image"}
        httpx.post(f"{url}/v1/app", json=body, headers={"Authorization": "token my-own-token"})
        assert process.stdout.readline() == "POST /v1/app 200\n"
        process.terminate()
        assert "my-own" not in "\n".join(lines) + process.stdout.read()


def test_emulator_edition():
    with running("--edition", "2024") as (_, _lines, url):
        paths = httpx.get(f"{url}/openapi.json").json()["paths"]
        assert not any("container-registry" in path for path in paths)


def test_emulator_follows_the_requested_reading():
    with running("--strict", "--plan", "free", "--credentials", "clear", "--sizes", "updated") as (
        _,
        _lines,
        url,
    ):
        headers = {"Authorization": f"token {DEFAULT_TOKEN}"}
        said = httpx.post(f"{url}/v1/app", json=APP, headers=headers).json()
        assert said == {"message": "image: must be a PNG or a JPEG."}


def test_emulator_data_survives_a_kill(tmp_path):
    headers = {"Authorization": f"token {DEFAULT_TOKEN}"}
    data = ("--data", str(tmp_path / "edgegap.db"))
    with running(*data) as (process, _, url):
        httpx.post(f"{url}/v1/app", json=APP, headers=headers)
        process.kill()
    with running(*data) as (_, _lines, url):
        assert httpx.get(f"{url}/v1/app/game", headers=headers).json()["name"] == "game"


def test_emulator_says_that_the_port_is_taken():
    with Emulator() as emulator:
        port = emulator.url.rpartition(":")[2]
        done = finished("emulator", "--port", port)
    assert done.returncode == 1
    assert done.stderr.startswith(f"The emulator cannot start: port {port} cannot be used: ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("package", ["fastapi", "uvicorn"])
def test_emulator_says_which_extra_is_missing(package):
    done = finished("emulator", code=f"import sys; sys.modules['{package}'] = None; {RUN}")
    assert done.returncode == 1
    assert done.stderr == f"The emulator needs {package}: pip install 'pulumi-edgegap[emulator]'\n"


def test_command_line_is_light():
    code = "import sys, pulumi_edgegap.commands; print({'fastapi', 'uvicorn'} & set(sys.modules))"
    assert finished(code=code).stdout == "set()\n"


def test_version_and_help():
    assert re.fullmatch(r"pulumi-edgegap \d+\.\d+.*\n", finished("--version").stdout)
    assert "emulator" in finished("--help").stdout
    assert "export EDGEGAP_API_URL=" in finished("emulator", "--help").stdout
