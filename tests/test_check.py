"""The mistakes that check reports through the SDK's server: property and message."""

from __future__ import annotations

from typing import Any

import pulumi
import pytest
from pulumi_edgegap import App, AppVersion, EndpointStorage, ImageTag, PullProfile
from pulumi_edgegap.emulator import Emulator
from support.declared import PROFILE, STORAGE, VERSION
from support.life import Lives

VALID = {App: {"name": "arena"}, AppVersion: VERSION, EndpointStorage: STORAGE, PullProfile: PROFILE}
VALID[ImageTag] = {"image_name": "studio/arena", "tag": "1"}


def port(**fields: Any) -> dict[str, Any]:
    return {"port": 7777, "protocol": "UDP"} | fields


def env(**fields: Any) -> dict[str, Any]:
    return {"key": "MODE", "value": "ranked"} | fields


def sessions(**fields: Any) -> dict[str, Any]:
    return {"kind": "Seat", "sockets": 4} | fields


def test_all_mistakes_are_reported_at_once(lives: Lives) -> None:
    wrong = {"req_cpu": 1, "docker_tag": "latest", "ports": [port(port=-1), port(tls_upgrade=True)], "nme": 1}
    failures = lives(AppVersion).check(**VERSION | wrong).failures
    assert set(failures) == {
        "req_cpu",
        "docker_tag",
        "ports[0].port",
        "ports[1].tls_upgrade",
        "",
        "req_memory",
    }


@pytest.mark.parametrize("kind", VALID)
def test_unknown_values_pass_everywhere(lives: Lives, kind: Any) -> None:
    unknown = dict.fromkeys(VALID[kind], pulumi.UNKNOWN)
    assert lives(kind).check(**unknown).failures == {}


def test_unknown_values_pass_inside_lists_and_objects(lives: Lives) -> None:
    nested = {
        "ports": [port(port=pulumi.UNKNOWN), pulumi.UNKNOWN],
        "envs": [env(value=pulumi.UNKNOWN)],
        "probe": {"optimal_ping": pulumi.UNKNOWN, "rejected_ping": 100},
    }
    checked = lives(AppVersion).check(**VERSION | nested)
    assert checked.failures == {}
    assert isinstance(checked.inputs["ports"][0]["port"], pulumi.output.Unknown)
    assert isinstance(checked.inputs["ports"][1], pulumi.output.Unknown)


def test_check_fills_in_defaults_so_that_a_preview_shows_them(lives: Lives) -> None:
    inputs = lives(AppVersion).check(**VERSION, ports=[port()], envs=[env()]).inputs
    assert inputs["is_active"] is True
    assert inputs["ports"] == [port(to_check=True, tls_upgrade=False)]
    assert inputs["envs"] == [env(is_secret=False)]


def test_check_and_diff_send_no_requests(lives: Lives, emulator: Emulator) -> None:
    life = lives(AppVersion)
    life.state = life.check(**VERSION).inputs
    life.preview(**VERSION | {"req_cpu": 1024})
    assert list(emulator.requests) == []
