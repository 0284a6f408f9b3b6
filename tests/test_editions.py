"""Every field in every edition of the service is accepted and stable, or reported."""

from __future__ import annotations

from typing import Any

import grpc
import pytest
from pulumi_edgegap import App, AppVersion, EndpointStorage
from pulumi_edgegap.emulator import Emulator
from support.declared import STORAGE, VERSION
from support.life import Life, Lives

ACCOUNTS = [None, "edition-2024", "edition-2026"]
OPTIONAL: dict[str, Any] = {
    "private_username": "robot",
    "private_token": "token",
    "req_video": 1024,
    "is_active": False,
    "verify_image": True,
    "ports": [
        {"port": 0, "protocol": "TCP/UDP", "name": "b"},
        {"port": 80, "protocol": "HTTP", "tls_upgrade": True},
    ],
    "envs": [{"key": "B", "value": "2", "is_secret": True}, {"key": "A", "value": "1"}],
    "probe": {"optimal_ping": 60, "rejected_ping": 180},
    "session_config": {
        "kind": "Seat",
        "sockets": 4,
        "autodeploy": True,
        "empty_ttl": 5,
        "session_max_duration": 60,
    },
    "kind": "session",
    "max_duration": 30,
    "restart_policy": "on_failure",
    "termination_grace_period_seconds": 60,
    "time_to_deploy": 60,
    "command": "/run",
    "arguments": "--port 80",
    "endpoint_storage": "logs",
    "dns_config": "studio",
    "use_telemetry": False,
    "inject_context_env": False,
    "whitelisting_active": True,
    "force_cache": True,
    "cache_min_hour": 1,
    "cache_max_hour": 3,
    "will_deploy_in_mainland_china": True,
    "build_type": "docker",
}


@pytest.fixture
def parents(lives: Lives, editions: dict[str, Emulator]) -> None:
    for edition in editions.values():
        organization = edition.organization()
        for table in (organization.apps, organization.versions, organization.storages):
            table.clear()
    for account in ACCOUNTS:
        lives(App).up(name="arena", account=account)
        lives(EndpointStorage).up(**STORAGE, account=account)


def settled(life: Life, declared: dict[str, Any]) -> None:
    assert not life.changes(**declared)
    assert not life.refresh().changes(**declared)


def test_every_optional_field_is_tried() -> None:
    elsewhere = {"account", "adopt", "delete_with_deployments", "enable_all_locations"}
    elsewhere |= {"wait_for_caching", "caching_timeout"}
    assert set(OPTIONAL) == set(AppVersion._dynamic_provider.inputs.fields) - set(VERSION) - elsewhere


@pytest.mark.parametrize("account", ACCOUNTS)
def test_nothing_changes_after_an_up_with_all_fields_or_none(
    lives: Lives, parents: None, account: str
) -> None:
    full = VERSION | OPTIONAL | {"account": account}
    settled(lives(AppVersion).up(**full), full)
    bare = VERSION | {"account": account, "name": "bare"}
    settled(lives(AppVersion).up(**bare), bare)


LEFT_AS_IT_WAS = {("edition-2024", "max_duration"), ("edition-2026", "req_video")}


@pytest.mark.parametrize("field", [name for name in OPTIONAL if name != "kind"])
@pytest.mark.parametrize("account", ACCOUNTS)
def test_field_is_added_and_dropped_with_nothing_left_to_change(
    lives: Lives, parents: None, account: str, field: str
) -> None:
    bare = VERSION | {"account": account}
    with_field = bare | {field: OPTIONAL[field]}
    if field.startswith("cache_"):
        with_field |= {"cache_min_hour": 1, "cache_max_hour": 3}
    life = lives(AppVersion).up(**bare)
    if (account, field) in LEFT_AS_IT_WAS:
        with pytest.raises(grpc.RpcError, match=f"left {field} unchanged"):
            life.up(**with_field)
    else:
        settled(life.up(**with_field), with_field)
        settled(life.up(**bare), bare)


def test_cpu_that_the_newest_edition_does_not_change_is_an_error_with_a_remedy(
    lives: Lives, parents: None
) -> None:
    life = lives(AppVersion).up(**VERSION, account="edition-2026")
    with pytest.raises(grpc.RpcError, match=r"left req_cpu unchanged.*give the resource a new name"):
        life.up(**VERSION | {"req_cpu": 1024, "account": "edition-2026"})
