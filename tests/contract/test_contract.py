"""`make contract` against the local API: it reports each reading and what does not hold, and no secret."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from contract.changes import SENTENCES
from contract.facts import READING
from pulumi_edgegap.app import EMPTY_IMAGE
from pulumi_edgegap.emulator import EDITIONS, Emulator

ROOT = Path(__file__).parents[2]
TOKEN = "token-of-the-contract"
HUSH = ("hush-of-an-env", "hush-of-a-registry", "hush-of-a-storage", TOKEN)
VERSION = {
    "name": "v1", "docker_repository": "registry.edgegap.com", "docker_image": "studio/game", "docker_tag": "1",
    "req_cpu": 512, "req_memory": 512, "private_token": HUSH[1],
}  # fmt: skip
STORAGE = {
    "name": "logs", "access_key_id": "id", "secret_access_key": HUSH[2], "endpoint": "https://s3.example.com", "bucket": "b",
}  # fmt: skip


@pytest.fixture
def service(request: pytest.FixtureRequest) -> Iterator[Emulator]:
    with Emulator([TOKEN], **request.param) as emulator:
        organization = emulator.organization()
        for name in ("game", "lobby"):
            organization.create_app({"name": name, "is_active": True, "image": EMPTY_IMAGE})
        flag = "is_hidden" if organization.edition == "2026" else "is_secret"
        organization.create_version("game", VERSION | {"envs": [{"key": "K", "value": HUSH[0], flag: True}]})
        organization.create_storage(STORAGE)
        organization.registry.push("game", "1")
        organization.orchestrator.run("game", "v1")
        yield emulator


def contract(emulator: Emulator, code: int, **environment: str) -> dict[str, tuple[str, str]]:
    """Run it, and return the status and detail of each fact."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EDGEGAP_")}
    asked = {"EDGEGAP_API_TOKEN": TOKEN, "EDGEGAP_API_URL": emulator.url, "PYTHONPATH": str(ROOT / "tests")}
    done = subprocess.run(
        [sys.executable, "-m", "contract"], env=kept | asked | environment, capture_output=True, text=True
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert not any(secret in done.stdout + done.stderr for secret in HUSH)
    *lines, _ = done.stdout.splitlines() or [""]
    found = {}
    for line in lines:
        status, _, rest = line.partition("  ")
        sentence, _, detail = rest.rstrip("]").partition(" [")
        found[sentence.rpartition(" (")[0]] = (status.strip(), detail)
    return found


def about(found: dict[str, tuple[str, str]], words: str) -> tuple[str, str]:
    (outcome,) = [outcome for sentence, outcome in found.items() if words in sentence]
    return outcome


def readings(**changed: Any) -> Any:
    return pytest.mark.parametrize(
        "service", [{"edition": edition} | changed for edition in EDITIONS], indirect=True
    )


@readings()
def test_every_edition_is_read_and_nothing_is_changed(service: Emulator) -> None:
    edition = service.organization().edition
    found = contract(service, 0)
    assert {each.method for each in service.requests} == {"GET"}
    assert len(found) == len(READING)
    assert about(found, "The registry's routes")[0] == ("unseen" if edition == "2024" else "holds")
    assert about(found, "credentials")[1] == "masked"
    flags = {"2024": "is_secret", "2025": "is_hidden and is_secret", "2026": "is_hidden"}
    assert about(found, "The flag of a secret")[1] == flags[edition]
    assert about(found, "caching_percent")[1] == ("left out" if edition == "2024" else "")


@readings(strict=True, credentials="clear", sizes="updated")
def test_writes_need_the_option_and_leave_nothing(service: Emulator) -> None:
    found = contract(service, 0, WRITE="1")
    assert len(found) == len(READING) + len(SENTENCES)
    assert about(found, "credentials")[1] == "in clear"
    assert about(found, "An unknown argument") == ("holds", "400")
    assert about(found, "An update changes") == ("holds", "200, changes")
    assert about(found, "The name of an app that is taken") == ("holds", "409")
    assert sorted(service.organization().apps) == ["game", "lobby"]


@pytest.mark.parametrize("service", [{"edition": "2025"}], indirect=True)
def test_fact_that_does_not_hold_is_reported_and_fails(service: Emulator) -> None:
    rows = [
        {"name": "v1", "envs": [{"key": "K", "value": HUSH[0], "is_secret": True}], "caching_percent": 80}
    ]
    service.fail_next(path="/v1/app/game/versions", status=200, body={"versions": rows}, times=1)
    found = contract(service, 1)
    assert about(found, "The value of a secret variable is masked") == ("fails", "1 of 1 are not")
    assert about(found, "caching_percent")[0] == "fails"
    assert about(found, "Apps are listed")[0] == "holds"
    service.fail_next(path="/v1/apps/", status=503)  # which is the service's state, and no fact about it
    assert about(contract(service, 0), "A path with a slash") == ("unseen", "503")


@pytest.mark.parametrize("service", [{"edition": "2025"}], indirect=True)
def test_created_app_is_deleted_whatever_fails(service: Emulator) -> None:
    service.fail_next(method="POST", path="/v1/app", drop="after")
    service.fail_next(method="PATCH", status=503)
    found = contract(service, 0, WRITE="1")
    assert about(found, "An app is created")[0] == "unseen"
    assert sorted(service.organization().apps) == ["game", "lobby"]
    found = contract(service, 0, WRITE="1")
    assert about(found, "A create returns")[0] == "holds"
    assert about(found, "`PATCH` replaces") == ("unseen", "what comes before it failed")
    assert sorted(service.organization().apps) == ["game", "lobby"]


@pytest.mark.parametrize("service", [{"plan": "free"}], indirect=True)
def test_what_cannot_be_checked_is_not_a_failure(service: Emulator) -> None:
    found = contract(service, 0, WRITE="1")  # there are two apps: the plan has no room for one more
    assert about(found, "An app is created") == ("unseen", "400: the plan may have no room for an app")
    assert about(found, "Deleting an app") == ("unseen", "what comes before it failed")


@pytest.mark.parametrize("service", [{}], indirect=True)
@pytest.mark.parametrize(
    "wrong",
    [{"EDGEGAP_API_TOKEN": ""}, {"EDGEGAP_API_TOKEN": "x"}, {"EDGEGAP_API_URL": "http://127.0.0.1:9"}],
)
def test_unreachable_service(service: Emulator, wrong: dict[str, str]) -> None:
    assert contract(service, 2, **wrong) == {}


def test_documentation_has_each_fact_with_its_source() -> None:
    facts = [(fact.sentence, fact.source, "") for fact in READING]
    facts += [(sentence, source, "`WRITE=1`") for sentence, source in SENTENCES.values()]
    table = "\n".join(f"| {' | '.join(row)} |" for row in facts)
    text = (ROOT / "docs/api-behaviour.md").read_text()
    assert table in text
