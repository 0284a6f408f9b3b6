"""What check says of mistakes, over the SDK's server: at which property, in which words."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pulumi
import pytest
from pulumi_edgegap import App, AppVersion, EndpointStorage, ImageTag, PullProfile
from pulumi_edgegap.app import EMPTY_IMAGE
from pulumi_edgegap.emulator import Emulator
from support.declared import PROFILE, STORAGE, VERSION
from support.life import Lives

VALID = {App: {"name": "arena"}, AppVersion: VERSION, EndpointStorage: STORAGE, PullProfile: PROFILE}
VALID[ImageTag] = {"image_name": "studio/arena", "tag": "1"}
JPEG = b"\xff\xd8\xff"


def port(**fields: Any) -> dict[str, Any]:
    return {"port": 7777, "protocol": "UDP"} | fields


def env(**fields: Any) -> dict[str, Any]:
    return {"key": "MODE", "value": "ranked"} | fields


def sessions(**fields: Any) -> dict[str, Any]:
    return {"kind": "Seat", "sockets": 4} | fields


MISTAKES: list[tuple[Any, dict[str, Any], str, str]] = [
    (App, {"name": "ab"}, "name", "at least 3 characters"),
    (App, {"name": "x" * 65}, "name", "at most 64 characters"),
    (App, {"name": "a/b/c"}, "name", "slash"),
    (App, {"name": "a\nbc"}, "name", "control characters"),
    (App, {"is_active": "yes"}, "is_active", "must be True or False, not a text"),
    (AppVersion, {"name": ".."}, "name", "'.' or '..'"),
    (AppVersion, {"app_name": None}, "app_name", "is required"),
    (AppVersion, {"docker_tag": "latest"}, "docker_tag", "irreproducible"),
    (AppVersion, {"endpoint_storage": ""}, "endpoint_storage", "at least 1 character"),
    (AppVersion, {"docker_tag": ""}, "docker_tag", "must be a tag"),
    (AppVersion, {"req_cpu": 99, "req_memory": 100}, "req_cpu", "100 or more"),
    (AppVersion, {"req_cpu": "512"}, "req_cpu", "must be a whole number, not a text"),
    (AppVersion, {"req_cpu": 512.5}, "req_cpu", "must be a whole number, not the number 512.5"),
    (AppVersion, {"req_memory": 1025}, "req_memory", "lower it to 1024"),
    (AppVersion, {"max_duration": 1441}, "max_duration", "1440 or less"),
    (AppVersion, {"restart_policy": "sometimes"}, "restart_policy", "'always', 'never' or 'on_failure'"),
    (AppVersion, {"cache_min_hour": 3}, "cache_max_hour", "required beside cache_min_hour"),
    (AppVersion, {"cache_min_hour": 3, "cache_max_hour": 24}, "cache_max_hour", "23 or less"),
    (AppVersion, {"enable_all_locations": True, "force_cache": True}, "enable_all_locations", "force_cache"),
    (AppVersion, {"ports": {}}, "ports", "must be a list, not an object"),
    (AppVersion, {"ports": [7777]}, "ports[0]", "must be an object (port, protocol"),
    (AppVersion, {"ports": [port(port=60000)]}, "ports[0].port", "59999 or less"),
    (AppVersion, {"ports": [port(protocol="SCTP")]}, "ports[0].protocol", "must be one of 'TCP'"),
    (AppVersion, {"ports": [port(prot="UDP")]}, "ports[0].prot", "did you mean 'port'"),
    (AppVersion, {"ports": [port(), port(tls_upgrade=True)]}, "ports[1].tls_upgrade", "this port is UDP"),
    (AppVersion, {"ports": [port(port=0)]}, "ports[0].name", "required for port 0"),
    (AppVersion, {"ports": [port(name="a"), port(port=1, name="a")]}, "ports[1].name", "ports[0]"),
    (AppVersion, {"probe": {"optimal_ping": 0, "rejected_ping": 1}}, "probe.optimal_ping", "1 or more"),
    (AppVersion, {"probe": {"optimal_ping": 9, "rejected_ping": 1}}, "probe.optimal_ping", "not be above"),
    (AppVersion, {"session_config": sessions(sockets=0)}, "session_config.sockets", "1 or more"),
    (AppVersion, {"session_config": {"kind": "Seat"}}, "session_config.sockets", "is required"),
    (PullProfile, {"source": "/maps/"}, "source", "must not end with '/'"),
    (PullProfile, {"source": "maps"}, "source", "must begin with '/'"),
    (PullProfile, {"destination": "game/maps"}, "destination", "absolute"),
    (PullProfile, {"destination": "/etc/game"}, "destination", "protected"),
    (ImageTag, {"image_name": "studio/../arena"}, "image_name", "project and an image"),
]


@pytest.mark.parametrize(("kind", "mistake", "path", "words"), MISTAKES)
def test_mistake_is_told_at_its_property(
    lives: Lives, kind: Any, mistake: dict[str, Any], path: str, words: str
) -> None:
    failures = lives(kind).check(**VALID[kind] | mistake).failures
    assert list(failures) == [path]
    assert words in failures[path]


SECRET_MISTAKES: list[tuple[Any, dict[str, Any], str, str]] = [
    (App, {"is_actve": True}, "is_actve", "is no property of App; did you mean 'is_active'"),
    (AppVersion, {"docker_image": "docker.io/studio/arena"}, "docker_image", "docker_repository"),
    (AppVersion, {"docker_image": "studio/arena:1.0"}, "docker_image", "docker_tag"),
    (AppVersion, {"docker_repository": "https://docker.io"}, "docker_repository", "host alone"),
    (
        AppVersion,
        {"docker_repository": "docker.io/studio"},
        "docker_repository",
        "in docker_image",
    ),
    (
        App,
        {"image": f"data:image/png;base64,{EMPTY_IMAGE}"},
        "image",
        "leave out what stands before the comma",
    ),
    (App, {"image": "icons/arena.png"}, "image", "must be base64"),
    (App, {"image": b64encode(b"GIF89a").decode()}, "image", "must be a PNG or a JPEG"),
    (App, {"image": ""}, "image", "must be a PNG or a JPEG"),
    (App, {"image": b64encode(JPEG + bytes(300 * 1024)).decode()}, "image", "at most 256 KB, and has 300"),
    (EndpointStorage, {"endpoint": "s3.example.com"}, "endpoint", "must be a full URL"),
    (EndpointStorage, {"endpoint": "https://u:p@s3.example.com"}, "endpoint", "user or password"),
    (AppVersion, {"private_token": "This value is set and encrypted"}, "private_token", "give the secret"),
    (AppVersion, {"envs": [env(value="x" * 4097)]}, "envs[0].value", "4 KB"),
    (AppVersion, {"envs": [env(value=3)]}, "envs[0].value", "must be a text"),
    (AppVersion, {"envs": [env(key="A=B")]}, "envs[0].key", "no '='"),
    (AppVersion, {"envs": [env(), env()]}, "envs[1].key", "envs[0]"),
    (EndpointStorage, {"secret_access_key": ""}, "secret_access_key", "at least 1 character"),
]


@pytest.mark.parametrize(("kind", "mistake", "path", "words"), SECRET_MISTAKES)
def test_mistake_where_a_secret_may_stand_is_told_without_its_value(
    lives: Lives, kind: Any, mistake: dict[str, Any], path: str, words: str
) -> None:
    """The engine prints the value of a top-level property with its failure, but none for a nested path."""
    failures = lives(kind).check(**VALID[kind] | mistake).failures
    ((where, reason),) = failures.items()
    assert where == ("" if "." not in path else path)
    assert words in reason
    assert path in (where or reason)


def test_all_mistakes_are_told_at_once(lives: Lives) -> None:
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
def test_unknown_values_pass_wherever_they_stand(lives: Lives, kind: Any) -> None:
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


def test_check_and_diff_ask_the_api_nothing(lives: Lives, emulator: Emulator) -> None:
    life = lives(AppVersion)
    life.state = life.check(**VERSION).inputs
    life.preview(**VERSION | {"req_cpu": 1024})
    assert list(emulator.requests) == []
