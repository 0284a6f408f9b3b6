"""Deployments of the local API, in their v1 and v2 routes."""

from __future__ import annotations

import json
from collections.abc import Iterator

import httpx
import pytest
from pulumi_edgegap.emulator import EDITIONS, Emulator, Organization

USERS = [{"user_type": "ip_address", "user_data": {"ip_address": "192.0.2.1"}}]


@pytest.fixture(params=EDITIONS)
def emulator(request: pytest.FixtureRequest, sow) -> Iterator[Emulator]:
    with Emulator(edition=request.param) as emulator:
        sow(emulator.organization())
        yield emulator


@pytest.fixture
def api(emulator: Emulator) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"token {emulator.token}"}
    with httpx.Client(verify=False, base_url=emulator.url, headers=headers) as client:
        yield client


def listed(api: httpx.Client, **filters: str) -> list[str]:
    asked = [{"field": name, "operator": "eq", "value": value} for name, value in filters.items()]
    answer = api.get("/v1/deployments", params={"query": json.dumps({"filters": asked})}).json()
    return [each["request_id"] for each in answer["data"]]


def test_deployment_becomes_ready_and_is_stopped(api: httpx.Client) -> None:
    made = api.post("/v1/deploy", json={"app_name": "game", "version_name": "v1"}).json()
    one = made["request_id"]
    seen = [api.get(f"/v1/status/{one}").json() for _ in range(4)]
    assert [each["current_status"] for each in seen] == [
        "Status.SEEKING", "Status.DEPLOYING", "Status.READY", "Status.READY",
    ]  # fmt: skip
    assert [each["running"] for each in seen] == [False, False, True, True]
    assert seen[-1]["location"]["city"] == "Montreal"
    assert listed(api, application="game", version="v1", status="ready") == [one]
    assert listed(api, version="v0") == listed(api, status="seeking") == []
    assert api.delete(f"/v1/stop/{one}").status_code == 200
    assert api.delete(f"/v1/stop/{one}").status_code == 410
    assert listed(api, application="game") == []


def test_v2_deploys_for_users_and_lists_as_v1_does(api: httpx.Client, emulator: Emulator) -> None:
    body = {"application": "game", "version": "v1", "users": USERS, "tags": ["smoke"]}
    made = api.post("/v2/deployments", json=body)
    if emulator.app.version == "2024":
        assert made.status_code == 404
        return
    assert made.status_code == 202
    assert api.get("/v2/deployments").json() == api.get("/v1/deployments").json()
    assert listed(api, tags="smoke") == [made.json()["request_id"]]
    assert api.post("/v2/deployments", json=body | {"users": []}).status_code == 400
    assert api.post("/v2/deployments", json=body | {"version": "none"}).status_code == 404
    assert api.get("/v1/deployments", params={"query": "{"}).status_code == 400


def test_version_with_running_deployments_can_be_deleted(api: httpx.Client, emulator: Emulator) -> None:
    organization: Organization = emulator.organization()
    organization.orchestrator.run("game", "v1", sockets_usage=3)
    assert api.delete("/v1/app/game/version/v1").is_success
    (row,) = api.get("/v1/deployments").json()["data"]
    assert row.get("sockets_usage") == (None if emulator.app.version == "2026" else 3)
