"""The fixtures, beyond the examples of docs/testing.md."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from pulumi_edgegap.emulator import ApiError
from pulumi_edgegap.testing import EdgegapApi, StackFactory

PROGRAM = 'import pulumi_edgegap as edgegap\nedgegap.App("arena", name="arena", is_active={active})\n'


def _pytest(folder: Path, test: str, *options: str, **environment: str) -> tuple[int, str]:
    """Run a test file in a separate process, and return its exit code and output."""
    (folder / "test_it.py").write_text(test)
    command = [sys.executable, "-W", "error", "-m", "pytest", "-p", "pulumi_edgegap.testing.plugin", *options]
    environment |= {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    ran = subprocess.run(command, cwd=folder, env=os.environ | environment, capture_output=True, text=True)
    return ran.returncode, ran.stdout + ran.stderr


@pytest.fixture
def held(edgegap_api: EdgegapApi) -> EdgegapApi:
    """An API with one app, a version of it, and an image tag."""
    organization = edgegap_api.emulator.organization()
    organization.create_app({"name": "arena", "is_active": True, "image": "icon"})
    image = {"docker_repository": "docker.io", "docker_image": "studio/arena", "docker_tag": "1"}
    organization.create_version("arena", {"name": "1+1", **image, "req_cpu": 512, "req_memory": 1024})
    edgegap_api.emulator.push_tag("studio/arena", "1")
    return edgegap_api


def test_api_shows_what_it_holds_under_the_ids_of_pulumi(held: EdgegapApi):
    assert (list(held.apps), list(held.versions), list(held.tags)) == (
        ["arena"],
        ["arena/1+1"],
        ["arena/1"],
    )
    assert held.tags["studio%2Farena/1"] == held.tags["arena/1"]
    assert held.versions["arena/1+1"]["docker_tag"] == "1"
    with pytest.raises(KeyError, match="no 'arena/2' here, but 'arena/1\\+1'"):
        held.versions["arena/2"]


def test_api_can_only_be_changed_by_its_own_rules(held: EdgegapApi):
    held.versions.change("arena/1+1", docker_tag="2")
    assert held.versions["arena/1+1"]["docker_tag"] == "2"
    with pytest.raises(ValueError, match="does not change docker_tga; it changes name, "):
        held.versions.change("arena/1+1", docker_tga="3")
    with pytest.raises(ApiError, match="is_active: must be true or false"):
        held.apps.change("arena", is_active="no")
    with pytest.raises(TypeError, match="does not support item assignment"):
        held.apps["arena"]["is_active"] = False  # type: ignore[index]


def test_removing_an_app_also_deletes_its_versions(held: EdgegapApi):
    held.apps.drop("arena")
    held.tags.drop("studio%2Farena/1")
    assert held.apps == held.versions == held.tags == {}


def test_stack_runs_the_program_as_it_is_now_against_this_api_only(
    edgegap_api: EdgegapApi, edgegap_stack: StackFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE")  # set for the whole session by conftest.py
    (tmp_path / "Pulumi.yaml").write_text("name: arena\nruntime: python\n")
    (tmp_path / "Pulumi.test.yaml").write_text("config:\n  edgegap:apiUrl: http://127.0.0.1:9\n")
    program = tmp_path / "__main__.py"
    program.write_text(PROGRAM.format(active=True))
    stack = edgegap_stack(tmp_path)
    for active in (True, False):
        program.write_text(PROGRAM.format(active=active))
        stack.up()
        assert edgegap_api.apps["arena"]["is_active"] is active
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "Pulumi.test.yaml",
        "Pulumi.yaml",
        "__main__.py",
    ]


def test_program_is_searched_for_in_parent_folders(edgegap_stack: StackFactory):
    assert "project='quickstart'" in repr(edgegap_stack("examples/quickstart"))
    with pytest.raises(
        FileNotFoundError, match=r"No Pulumi.yaml was found in infra of .*plugin or a folder above"
    ):
        edgegap_stack("infra")


def test_run_without_the_fixtures_imports_none_of_their_packages(tmp_path: Path):
    test = """
def test_it():
    import sys
    assert {"cryptography", "fastapi", "httpx", "pulumi", "pydantic", "uvicorn"}.isdisjoint(sys.modules)
"""
    code, said = _pytest(tmp_path, test)
    assert code == 0, said


LEAKS = """
import os

import pytest
from pulumi_edgegap.api import Client

MARK = {place: "marker-" + place for place in ("user", "token", "env", "key")}


@pytest.fixture
def api(edgegap_api):
    image = {"docker_repository": "docker.io", "docker_image": "studio/arena", "docker_tag": "1"}
    envs = [{"key": "A", "value": MARK["env"], "is_secret": True}, {"key": "B", "value": "plain"}]
    secrets = {"private_username": MARK["user"], "private_token": MARK["token"], "envs": envs}
    with Client(edgegap_api.token, edgegap_api.url) as client:
        client.apps.create({"name": "arena", "is_active": True, "image": ""})
        client.versions.create("arena", {"name": "1", "req_cpu": 512, "req_memory": 512, **image, **secrets})
        client.storages.create({"name": "files", "access_key_id": "AKIA", "secret_access_key": MARK["key"],
            "endpoint": "https://s3.example.com", "bucket": "files"})
    return edgegap_api


@pytest.mark.parametrize("look", [
    lambda api: api,
    lambda api: api.versions,
    lambda api: dict(api.storages),
    lambda api: api.versions["arena/1"],
    lambda api: api.storages["files"],
    lambda api: api.versions["arena/1"]["envs"],
    lambda api: api.versions["arena/1"]["envs"][0],
    lambda api: api.versions["arena/1"]["private_token"],
    lambda api: api.token,
    lambda api: api.requests,
    lambda api: api.requests[1],
    lambda api: [request.body for request in api.requests],
    lambda api: repr(api.emulator.organization().versions),
], ids=range(13))
def test_view(api, look):
    found = look(api)
    assert found == {"name": "1"}


def test_texts(api):
    assert api.versions["arena/1"]["private_token"] == MARK["token"] + "2"


def test_string_in_a_string(api):
    assert MARK["token"] not in api.versions["arena/1"]["private_token"]


def test_rows(api):
    assert api.versions["arena/1"] == {**api.versions["arena/1"], "name": "2"}


def test_requests(api):
    assert api.requests[1] == api.requests[2]


@pytest.mark.parametrize("wrong", [{"is_active": 1}, {"no_such": 1}])
def test_change(api, wrong):
    api.versions.change("arena/1", private_token=MARK["token"], **wrong)


def test_no_object(api):
    api.versions["arena/2"]


def test_no_project(edgegap_stack):
    edgegap_stack("nowhere", secrets={"token": MARK["token"]})


def test_no_python_project(edgegap_stack, tmp_path):
    (tmp_path / "Pulumi.yaml").write_text("name: arena\\nruntime: nodejs\\n")
    edgegap_stack(tmp_path, secrets={"token": MARK["token"]})
"""


def test_failure_shows_no_secret(tmp_path: Path):
    _, said = _pytest(tmp_path, LEAKS, "-l", "-vv", "--junitxml=found.xml", API_KEY="marker-environment")
    assert "22 failed" in said
    assert "passed" not in said
    for text in (said, (tmp_path / "found.xml").read_text()):
        assert set(re.findall("marker-[a-z]+|edgegap-emulator-token", text)) == set()


def test_secret_that_was_read_is_a_normal_string(held: EdgegapApi):
    env = {"key": "KEY", "value": "s3cr3t", "is_secret": True}
    held.versions.change("arena/1+1", private_token="s3cr3t", envs=[env])
    version = held.versions["arena/1+1"]
    assert (version["private_token"], f"{version['private_token']}", version["envs"]) == ("s3cr3t",) * 2 + (
        [env],
    )
    held.versions.change("arena/1+1", private_token=version["private_token"], envs=version["envs"])
    assert json.loads(json.dumps(dict(held.versions["arena/1+1"])))["envs"] == [env]


def test_missing_package_is_named_with_its_extra(tmp_path: Path):
    test = """
import sys

def test_it(monkeypatch, request):
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    request.getfixturevalue("edgegap_api")
"""
    _, said = _pytest(tmp_path, test)
    assert "The fixtures of pulumi-edgegap need uvicorn: pip install 'pulumi-edgegap[testing]'" in said


def test_missing_engine_is_a_usage_error(tmp_path: Path):
    nowhere = {"PATH": "", "PULUMI_HOME": "nowhere", "HOME": str(tmp_path)}
    code, said = _pytest(tmp_path, "", "--edgegap-engine=pulumi", **nowhere)
    assert code == pytest.ExitCode.USAGE_ERROR
    assert said.strip().startswith("ERROR: --edgegap-engine=pulumi needs the Pulumi CLI")
