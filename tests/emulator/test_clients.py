"""The local API with the requests of independent clients.

`clients/*.yaml` says what each client sends, in our own words, where that was read and when, and what is expected.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
import yaml
from pulumi_edgegap.app import EMPTY_IMAGE
from pulumi_edgegap.emulator import EDITIONS, Emulator

CLIENTS = sorted((Path(__file__).parent / "clients").glob("*.yaml"))


@pytest.fixture(params=[False, True], ids=["lenient", "strict"])
def strict(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture(params=EDITIONS)
def emulator(request: pytest.FixtureRequest, strict: bool) -> Iterator[Emulator]:
    with Emulator(edition=request.param, strict=strict) as emulator:
        emulator.organization().registry.push("game", "1.0.0")
        yield emulator


@pytest.mark.parametrize("file", CLIENTS, ids=lambda file: file.stem)
def test_requests_of_a_client_get_the_expected_responses(
    file: Path, emulator: Emulator, strict: bool
) -> None:
    script = yaml.safe_load(file.read_text())
    assert script["source"]
    assert script["read"]
    edition = emulator.organization().edition
    if strict and edition in script.get("outdated", ()):
        pytest.skip("this client sends what a strict service of this edition refuses")
    known: dict[str, str] = {}
    headers = {name: text.replace("TOKEN", emulator.token) for name, text in script["headers"].items()}
    with httpx.Client(verify=False, base_url=emulator.url, headers=headers) as client:
        for step in script["steps"]:
            if edition in step.get("editions", EDITIONS):
                refused = step.get("strict", {}).get(edition) if strict else None
                follow(client, step, known, refused)


def follow(client: httpx.Client, step: dict[str, Any], known: dict[str, str], refused: int | None) -> None:
    """Send one request, and compare its response with what the client expects."""
    method, _, target = filled(step["request"], known).partition(" ")
    path, _, query = target.partition("?")
    body = step.get("body")
    if body and body.get("image") == "ICON":
        body = body | {"image": EMPTY_IMAGE}
    answer = client.request(method, f"{path}?{quote(query, safe='=&')}" if query else path, json=body)
    expect = step["expect"]
    statuses = [refused] if refused else expect["status"]
    if answer.status_code not in (statuses if isinstance(statuses, list) else [statuses]):
        pytest.fail(f"{step['what']}: {answer.status_code} {answer.text}")
    if answer.is_error:
        return
    for place, value in expect.get("shows", {}).items():
        shown = at(answer.json(), place)
        assert shown == (filled(value, known) if isinstance(value, str) else value), step["what"]
    for name in expect.get("hides", ()):
        assert name not in answer.text
    known |= {name: at(answer.json(), place) for name, place in expect.get("keeps", {}).items()}


def filled(text: str, known: dict[str, str]) -> str:
    for name, value in known.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def at(answer: Any, place: str) -> Any:
    for part in place.split("."):
        answer = answer[int(part)] if isinstance(answer, list) else answer[part]
    return answer
