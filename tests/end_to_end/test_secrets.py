"""Secrets in states of an earlier version."""

from __future__ import annotations

from typing import Any

from pulumi.runtime import rpc
from pulumi_edgegap.emulator import Organization

PROGRAM = """
    image = dict(docker_repository="docker.io", docker_image="studio/arena", docker_tag="1", req_cpu=512, req_memory=1024)
    version = AppVersion("v1", app_name=App("arena", name="arena").name, name="1.0", **image,
        envs=[EnvArgs(key="MODE", value="duel")])
    pulumi.export("envs", version.envs)
    """


def test_state_that_names_no_secret_outputs_shows_no_change_and_gets_them(
    project: Any, api: Organization
) -> None:
    """Version 0.1 named only those that the program sets, and recorded secrets that a service returns."""
    project.program(PROGRAM).up()
    state = project.stack.export_stack()
    (version,) = versions(state)
    assert version.pop("additionalSecretOutputs") == ["private_username", "private_token"]
    assert version["outputs"]["envs"][0]["value"] == "duel"
    version["outputs"]["private_token"] = "s3cr3t"
    version["outputs"]["__filled"].append("private_token")
    project.stack.import_stack(state)

    assert project.preview(diff=True, expect_no_changes=True) == {"same": 2}
    project.up()
    (version,) = versions(project.stack.export_stack())
    assert version["additionalSecretOutputs"] == ["private_username", "private_token"]
    assert rpc.is_rpc_secret(version["outputs"]["private_token"])
    assert "s3cr3t" not in project.output


def versions(state: Any) -> list[dict[str, Any]]:
    return [each for each in state.deployment["resources"] if each["type"].endswith(":AppVersion")]
