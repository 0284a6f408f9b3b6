"""Policies: the example pack, called by gRPC and with `--policy-pack`, and the effect of policies on secrets."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pulumi.runtime import rpc
from pulumi_edgegap import App, AppVersion
from pulumi_edgegap.emulator import Organization
from pulumi_edgegap.lifecycle.resource import Resource
from pulumi_edgegap.lifecycle.secrecy import mark_secrets
from support.declared import VERSION
from support.life import Lives
from support.policies import Pack, running

PACK = Path(__file__).parents[2] / "examples" / "policy"
SECRET = "s3cr3t-marker"
SECRETS = {
    "private_username": f"{SECRET}-user",
    "private_token": f"{SECRET}-token",
    "envs": [{"key": "KEY", "value": f"{SECRET}-env", "is_secret": True}],
}
GAME = {"port": 7777, "protocol": "UDP", "name": "game"}
LOBBY = {"port": 8080, "protocol": "WS", "name": "lobby"}
OF_THE_GAME = "must be named game."


@pytest.fixture(scope="module")
def running_pack() -> Iterator[Pack]:
    with running(PACK) as pack:
        yield pack


@pytest.fixture
def pack(running_pack: Pack) -> Pack:
    running_pack.configure()
    return running_pack


def asked(kind: type[Resource], lives: Lives, **inputs: Any) -> tuple[str, dict[str, Any]]:
    """Return what the engine sends to a pack: the type of a resource, and its checked inputs."""
    checked = lives(kind).check(**inputs)
    assert checked.failures == {}
    return f"pulumi-python:{kind._resource_type_name}", mark_secrets(
        kind._dynamic_provider.inputs, checked.inputs
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"force_cache": True, "ports": [GAME]}, []),
        ({"enable_all_locations": True}, []),
        ({}, ["Set force_cache=True."]),
        ({"force_cache": True, "ports": [GAME, LOBBY]}, [f"Port 8080 (WS) {OF_THE_GAME}"]),
        ({"force_cache": True, "ports": [{"port": 22, "protocol": "TCP"}]}, [f"Port 22 (TCP) {OF_THE_GAME}"]),
        (
            {"force_cache": True, "req_cpu": 2048, "req_memory": 4096},
            ["req_memory is 4096; lower it to 2048 or less."],
        ),
    ],
)
def test_violations_of_a_version(pack: Pack, lives: Lives, given: Any, said: list[str]) -> None:
    messages = pack.violations(*asked(AppVersion, lives, **VERSION | given))
    assert [each.split("\n")[1] for each in messages] == said


def test_pack_is_configured(pack: Pack, lives: Lives) -> None:
    pack.configure({"ports-of-the-game": {"names": ["game", "lobby"]}, "memory": {"megabytes": 4096}})
    large = {"force_cache": True, "ports": [GAME, LOBBY], "req_cpu": 2048, "req_memory": 4096}
    assert pack.violations(*asked(AppVersion, lives, **VERSION | large)) == []


def test_pack_leaves_other_resources_alone(pack: Pack, lives: Lives) -> None:
    app = asked(App, lives, name="arena")
    assert (pack.violations(*app), pack.remediated(*app)) == ([], None)


def test_remediation_changes_one_field_and_keeps_secrets(pack: Pack, lives: Lives) -> None:
    type_, inputs = asked(AppVersion, lives, **VERSION | SECRETS)
    assert pack.remediated(type_, inputs) == {**inputs, "force_cache": True}
    assert pack.remediated(type_, inputs | {"force_cache": True}) is None


def test_version_marks_secret_fields_for_policies(project: Any) -> None:
    project.program(version(**VERSION | SECRETS)).up()
    named = resource(project.stack.export_stack())["additionalSecretOutputs"]
    assert named == ["private_username", "private_token", "envs"]


def test_secrets_that_a_policy_exposed_are_encrypted_by_the_next_run(project: Any) -> None:
    project.program(version(**VERSION | SECRETS)).up()
    for step in (project.up, project.refresh):
        state = project.stack.export_stack()
        resource(state)["inputs"] |= SECRETS
        project.stack.import_stack(state)
        step()
        inputs = resource(project.stack.export_stack())["inputs"]
        assert all(rpc.is_rpc_secret(inputs[name]) for name in SECRETS)
    assert SECRET not in project.output


def version(**inputs: Any) -> str:
    given = {name: value for name, value in inputs.items() if name != "app_name"}
    return f'AppVersion("v1", app_name=App("arena", name="arena").name, **{given!r})'


def resource(state: Any) -> dict[str, Any]:
    (found,) = [each for each in state.deployment["resources"] if each["type"].endswith(":AppVersion")]
    return found


# With `--policy-pack`


@pytest.fixture
def with_pack(project: Any, tmp_path: Path) -> dict[str, Any]:
    """The options to run the pack on the CLI with this process's packages."""
    if "PULUMI_BACKEND_URL" not in project.environment:
        pytest.skip("the local engine runs no policies")
    shutil.copytree(PACK, tmp_path / "pack", ignore=shutil.ignore_patterns(".venv"))
    settings = tmp_path / "pack" / "PulumiPolicy.yaml"
    settings.write_text(settings.read_text().replace(".venv", f"'{sys.prefix}'"))
    return {"policy_packs": [str(tmp_path / "pack")]}


def test_pack_stops_a_preview(project: Any, with_pack: dict[str, Any]) -> None:
    said = project.program(version(**VERSION, ports=[GAME, LOBBY])).fails(project.preview, **with_pack)
    assert f"Port 8080 (WS) {OF_THE_GAME}" in said


def test_remediated_version_is_cached_and_its_secrets_are_encrypted(
    project: Any, with_pack: dict[str, Any], api: Organization
) -> None:
    project.program(version(**VERSION | SECRETS)).up(**with_pack)
    assert api.versions["arena", VERSION["name"]]["force_cache"] is True
    assert project.preview(diff=True, **with_pack) == {"same": 2}
    assert SECRET not in project.output + project.files
