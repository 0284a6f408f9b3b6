"""Responses match an edition's contract: first for generated requests, then for a valid one of each operation."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, settings
from pulumi_edgegap.emulator import EDITIONS, Emulator
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.parameters import ParameterLocation

CONTRACTS = Path(__file__).parents[1] / "contract"
NAMES = {
    "app_name": "game",
    "version_name": "v1",
    "endpoint_name": "store",
    "pull_profile_name": "maps",
    "image_name": "image",
    "tag_name": "1.0.0",
}
NOT_SERVED = "/whitelist"
"""Operations of the 2024 contract that the local API does not have, because nothing uses them."""

load_all_checks()
CHOSEN = ("not_a_server_error", "content_type_conformance", "unsupported_method", "allow_header_conformance")
generated = settings(
    max_examples=8,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
edition_2024 = schemathesis.openapi.from_path(CONTRACTS / "contract-2024-07.yaml").exclude(
    path_regex=NOT_SERVED
)
edition_2026 = schemathesis.openapi.from_path(CONTRACTS / "contract-2026-05.yaml")


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator() as emulator:
        yield emulator


@pytest.fixture(scope="module")
def session() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False  # looking for proxies costs more than the request
        yield session


@edition_2024.parametrize()
@generated
def test_generated_from_2024(case, emulator, session, contracts, sow):
    judge(case, emulator, session, contracts, sow)


@edition_2026.parametrize()
@generated
def test_generated_from_2026(case, emulator, session, contracts, sow):
    judge(case, emulator, session, contracts, sow)


def judge(case, emulator, session, contracts, sow):
    """Send a case for existing objects and, unless all of it is in the body, for the generated ones."""
    names = {name: NAMES[name] for name in case.path_parameters}
    generated_names = dict(case.path_parameters)
    for path_parameters in [names] if case.operation.body or not names else [generated_names, names]:
        sow(emulator.organization())
        case.path_parameters = path_parameters
        response = case.call(
            base_url=emulator.url, session=session, headers={"Authorization": f"token {emulator.token}"}
        )
        chosen = list(CHOSEN)
        # Token and names are the test's, and not all invalid queries are refused: only the body can be invalid.
        if case.operation.body and is_wrong(case, ParameterLocation.BODY):
            chosen.append("negative_data_rejection")
        if case.operation.path.endswith("/bulk-delete"):  # a tag may have this name, and is deleted there
            chosen.remove("allow_header_conformance")
        case.validate_response(response, checks=[CHECKS.get_one(name) for name in chosen])
        if case.method != case.operation.method.upper():
            assert response.status_code in (401, 405)
            continue
        body = response.json() if response.content else None
        answer = (case.method, case.operation.path, response.status_code, as_contracted(body))
        complaints = [contract.complaint(*answer) for contract in contracts.values()]
        assert "" in complaints, complaints


def is_wrong(case, location):
    """Return whether a case was generated to be invalid there."""
    part = case.meta.components.get(location) if case.meta else None
    return part is not None and part.mode.is_negative


# One valid request of each operation, in an order in which all succeed.
PORTS = [
    {"port": 7777, "protocol": "UDP"},
    {"port": 80, "protocol": "HTTP", "to_check": False, "tls_upgrade": True, "name": "web"},
]
VERSION = {
    "name": "v2",
    "is_active": False,
    "docker_repository": "registry.example.com",
    "docker_image": "studio/game",
    "docker_tag": "2.0.0",
    "private_username": "robot",
    "private_token": "registry-secret",
    "req_cpu": 512,
    "req_memory": 1024,
    "req_video": 0,
    "max_duration": 60,
    "use_telemetry": False,
    "inject_context_env": False,
    "whitelisting_active": True,
    "force_cache": True,
    "kind": "session",
    "cache_min_hour": 1,
    "cache_max_hour": 23,
    "time_to_deploy": 60,
    "session_config": {"kind": "Seat", "sockets": 4},
    "ports": PORTS,
    "probe": {"optimal_ping": 50, "rejected_ping": 100},
    "envs": [{"key": "MODE", "value": "ranked"}, {"key": "KEY", "value": "s", "is_secret": True}],
    "verify_image": True,
    "termination_grace_period_seconds": 30,
    "endpoint_storage": "disk",
    "command": "run",
    "dns_config": "zone",
    "restart_policy": "never",
    "will_deploy_in_mainland_china": True,
    "build_type": "custom",
}
STORAGE = {
    "name": "disk",
    "access_key_id": "id",
    "secret_access_key": "storage-secret",
    "endpoint": "http://s3.example.com",
    "bucket": "maps",
    "output_format": "NDJSON",
}
PROFILE = {"name": "art", "source": "/art", "source_type": "File", "destination": "/data/art"}
_app = "/v1/app/{app_name}"
_version = _app + "/version/{version_name}"
_storage = "/v1/storage/endpoint/{endpoint_name}"
_profile = _storage + "/pull-profile/{pull_profile_name}"
_link = _profile + "/app/{app_name}/version/{version_name}"
_tags = "/v1/container-registry/images/{image_name}/tags"
GOOD = [
    ("POST", "/v1/app", {"name": "other", "is_active": True, "image": ""}),
    ("GET", _app, None),
    ("PATCH", _app, {"is_telemetry_agent_active": True}),
    ("GET", "/v1/apps", None),
    ("GET", "/v1/apps?page=2&limit=1", None),
    ("POST", "/v1/storage/endpoint", STORAGE),
    ("GET", _storage, None),
    ("PATCH", _storage, {"bucket": "other"}),
    ("GET", "/v1/storage/endpoints", None),
    ("GET", "/v1/storage/endpoints?page=2&limit=1", None),
    ("POST", _app + "/version", VERSION),
    ("GET", _version, None),
    ("PATCH", _version, {"ports": PORTS, "session_config": {"kind": "Seat", "sockets": 2}}),
    ("GET", _app + "/versions", None),
    ("POST", _storage + "/pull-profile", PROFILE),
    ("GET", _profile, None),
    ("PATCH", _profile, {"source": "/new"}),
    ("GET", _storage + "/pull-profiles", None),
    ("PUT", _link, None),
    ("PUT", _link, None),
    ("DELETE", _link, None),
    ("GET", _tags, None),
    ("POST", _tags + "/bulk-delete", {"tags": ["2.0.0", "none"]}),
    ("DELETE", _tags + "/{tag_name}", None),
    ("DELETE", _profile, None),
    ("DELETE", _storage, None),
    ("DELETE", _version, None),
    ("DELETE", _app, None),
]


def test_good_requests_cover_the_contracts(contracts):
    operations = {operation for contract in contracts.values() for operation in contract.operations}
    served = {(method, path) for method, path in operations if NOT_SERVED not in path}
    assert {(method, template.partition("?")[0]) for method, template, _ in GOOD} == served


@pytest.mark.parametrize("edition", EDITIONS)
def test_good_responses(edition, contracts, sow):
    with Emulator(edition=edition) as emulator:
        sow(emulator.organization())
        emulator.push_tag("studio/game", "1.0.0")
        emulator.push_tag("studio/game", "2.0.0")
        for method, template, response in good_answers(emulator):
            known = edition == "2025" or (method, template) in contracts[edition].operations
            assert response.is_success == known, (method, template, response.text)
            assert not known or not misfit(edition, contracts, method, template, response)


@pytest.mark.parametrize("edition", EDITIONS)
def test_responses_about_missing_objects(edition, contracts):
    with Emulator(edition=edition) as emulator:
        for method, template, response in good_answers(emulator):
            known = edition == "2025" or (method, template) in contracts[edition].operations
            assert not known or not misfit(edition, contracts, method, template, response)


def good_answers(emulator):
    """Send the valid requests, and yield the method, the path template and the response of each."""
    names = {name: quote(value) for name, value in NAMES.items()} | {"image_name": "game"}
    headers = {"Authorization": f"token {emulator.token}"}
    with httpx.Client(verify=False, base_url=emulator.url, headers=headers) as client:
        for method, target, body in GOOD:
            yield method, target.partition("?")[0], client.request(method, target.format(**names), json=body)


def as_contracted(answer):
    """Return a response about tags with the contract's name for the service's `deleted`."""
    artifacts = [
        each["artifact"]
        for each in [answer, *((answer or {}).get("data") or [])]
        if "artifact" in (each or {})
    ]
    for artifact in artifacts:
        artifact["artifact_deleted"] = artifact.pop("deleted")
    return answer


def misfit(edition, contracts, method, template, response):
    """Compare a response with its edition's contract and allow no other property; 2025 may match either."""
    status = response.status_code
    answer = response.json() if response.content else None
    if edition == "2025":
        answer = as_contracted(answer)
        complaints = [contract.complaint(method, template, status, answer) for contract in contracts.values()]
        return all(complaints) and complaints
    if not contracts[edition].documents(method, template, status):
        edition = "2026" if edition == "2024" else "2024"  # one contract forgot what the other one has
    if edition == "2024" and answer:
        # Its contract has no times in versions, but the service returns them with every object.
        for version in [answer, answer.get("version"), *answer.get("versions", [])]:
            if version and "docker_image" in version:
                del version["create_time"], version["last_updated"]
    return contracts[edition].complaint(method, template, status, answer, closed=True)
