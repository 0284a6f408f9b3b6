"""`pulumi-edgegap prune-versions`."""

from __future__ import annotations

import json

import pytest
from pulumi_edgegap.emulator.service import Fault


@pytest.fixture
def prune(arena, run):
    def as_json(*options: str, keep: int = 1, code: int = 0):
        command = ("prune-versions", "arena", "--keep", str(keep), "--not-in", str(arena.export), *options)
        return json.loads(run(*command, "--json", code=code).stdout)

    return as_json


def names(rows):
    return [each["name"] for each in rows]


def versions(arena):
    return sorted(name for _, name in arena.api.versions)


def test_dry_run_is_the_default_and_deletes_nothing(arena, prune, run):
    arena.add_versions("v1", "v2", "v3")
    found = prune("--image-tags")
    assert found["dry_run"] is True
    assert names(found["versions"]) == ["v1", "v2"]
    assert {each["result"] for each in found["versions"]} == {None}
    shown = run("prune-versions", "arena", "--keep", "1", "--not-in", str(arena.export)).stdout
    assert "Nothing was deleted. Run it again with --yes" in shown
    assert {request.method for request in arena.emulator.requests} == {"GET"}


def test_yes_deletes_all_but_the_managed_the_newest_and_the_active(arena, prune):
    arena.add_versions("v1", "v2")
    arena.add_versions("v3", is_active=True)
    arena.add_versions("v4", "v5", "v6")
    found = prune("--yes", keep=2)
    assert names(found["versions"]) == ["v1", "v2", "v4"]
    assert {each["name"]: each["reason"] for each in found["kept"]} == {
        "v3": "active", "v5": "among the newest", "v6": "among the newest", "blue": "in a stack", "green": "in a stack",
    }  # fmt: skip
    assert versions(arena) == ["blue", "green", "v3", "v5", "v6"]


def test_managed_versions_stay_whatever_is_asked(arena, prune):
    arena.add_versions("v1", is_active=True)
    prune("--yes", "--include-active", keep=0)
    assert versions(arena) == ["blue", "green"]


def test_a_version_that_a_stack_only_links_or_is_about_to_make_stays(arena, run, tmp_path):
    document = json.loads(arena.export.read_text())
    resources = document["deployment"]["resources"]
    link = next(each for each in resources if each["type"].endswith(":PullProfileLink"))
    link["id"] = "files/maps/arena/linked"
    creating = json.loads(json.dumps(next(each for each in resources if each.get("id") == "arena/green")))
    creating["id"], creating["inputs"]["name"] = "", "creating"
    document["deployment"]["pending_operations"] = [{"type": "creating", "resource": creating}]
    (tmp_path / "other.json").write_text(json.dumps(document))
    arena.add_versions("linked", "creating", "v1")
    run("prune-versions", "arena", "--keep", "0", "--not-in", str(tmp_path / "other.json"), "--yes")
    assert versions(arena) == ["blue", "creating", "green", "linked"]


def test_a_version_of_unknown_age_stays(arena, prune):
    arena.add_versions("v1", "v2")
    arena.change("versions", ("arena", "v1"), create_time="long ago")
    assert names(prune("--yes", keep=0)["versions"]) == ["v2"]


def test_image_tags_go_unless_another_version_or_a_stack_uses_them(arena, prune):
    arena.api.create_app({"name": "lobby", "is_active": True, "image": "icon"})
    arena.add_versions("other", app="lobby", docker_tag="shared")
    arena.add_versions("v1", docker_tag="alone")
    arena.add_versions("v2", docker_tag="shared")
    arena.add_versions("v3", docker_tag="1")
    arena.add_versions("v4", docker_tag="elsewhere", docker_repository="docker.io")
    arena.add_versions("v5", docker_tag="managed-tag")
    document = json.loads(arena.export.read_text())
    app = next(each for each in document["deployment"]["resources"] if each["type"].endswith(":App"))
    tag = {**app, "type": "pulumi-python:dynamic/edgegap:ImageTag", "id": "studio/managed-tag"}
    tag["inputs"] = tag["outputs"] = {"image_name": "studio/arena", "tag": "managed-tag"}
    document["deployment"]["resources"].append(tag)
    arena.export.with_name("with-tag.json").write_text(json.dumps(document))
    for name in ("alone", "shared", "1", "elsewhere", "managed-tag"):
        arena.emulator.push_tag("studio/arena", name)
    found = prune("--yes", "--image-tags", "--not-in", str(arena.export.with_name("with-tag.json")), keep=0)
    assert found["tags"] == [{"image": "studio/arena", "tag": "alone", "result": "deleted", "error": None}]
    assert len(found["versions"]) == 5
    assert sorted(tag for _, tag in arena.api.tags) == ["1", "elsewhere", "managed-tag", "shared"]


@pytest.mark.parametrize(
    "spelled",
    [
        {"docker_repository": "registry.edgegap.com/studio", "docker_image": "arena"},
        {"docker_repository": "registry.edgegap.com", "docker_image": "arena"},
    ],
)
def test_an_image_tag_stays_however_another_version_spells_its_image(arena, prune, spelled):
    arena.api.create_app({"name": "lobby", "is_active": True, "image": "icon"})
    arena.add_versions("v1", docker_tag="shared")
    arena.add_versions("other", app="lobby", docker_tag="shared", **spelled)
    arena.emulator.push_tag("studio/arena", "shared")
    assert prune("--yes", "--image-tags", keep=0)["tags"] == []
    assert arena.api.tags


@pytest.fixture
def lobby(arena):
    """Another app, of which the one version on the second page of its list uses the tag of an old version."""
    arena.add_versions("old", docker_tag="shared")
    arena.api.create_app({"name": "lobby", "is_active": True, "image": "icon"})
    arena.add_versions(*(f"v{number}" for number in range(100)), "w", app="lobby", docker_tag="shared")
    for number in range(100):
        arena.change("versions", ("lobby", f"v{number}"), docker_tag="other")
    arena.emulator.push_tag("studio/arena", "shared")
    yield "/v1/app/lobby/versions"
    arena.emulator.choose_fault = None


MISSING = Fault(status=404)
EMPTY = Fault(status=200, body={"versions": [], "total_count": 101, "pagination": {"has_next": False}})
FIRST, SECOND = 0, 1
WHY = "but page 1 tells has_next True, next_page_number 2, num_pages 2, total_count 101, and the objects so far are 100"


@pytest.mark.parametrize(
    ("lost", "fault", "why"),
    [
        pytest.param([SECOND], MISSING, f"page 2 is answered with 404, {WHY}", id="page 2 is 404"),
        pytest.param([SECOND], EMPTY, f"page 2 is empty, {WHY}", id="page 2 is empty"),
        pytest.param([FIRST, SECOND], MISSING, "it is 404, although the list above", id="the list is 404"),
    ],
)
def test_nothing_is_deleted_where_a_list_is_not_whole(arena, run, lobby, lost, fault, why):
    asked = []

    def choose(_, path):
        asked.append(path)
        return fault if path == lobby and (asked.count(lobby) - 1) % 2 in lost else None

    arena.emulator.choose_fault = choose
    command = (
        "prune-versions",
        "arena",
        "--keep",
        "0",
        "--not-in",
        str(arena.export),
        "--image-tags",
        "--yes",
    )
    shown = run(*command, code=1)
    assert f"The answer to GET {lobby} was not understood" in shown.stderr
    assert why in shown.stderr
    assert shown.stdout == ""
    assert {request.method for request in arena.emulator.requests} == {"GET"}
    arena.emulator.choose_fault = None
    assert "version old deleted" in run(*command).stdout
    assert [tag for _, tag in arena.api.tags] == ["shared"]


def test_no_tag_is_deleted_where_the_image_of_a_version_is_not_told(arena, run, lobby):
    arena.change("versions", ("lobby", "w"), docker_tag=None)
    command = ("prune-versions", "arena", "--keep", "0", "--not-in", str(arena.export), "--yes")
    shown = run(*command, "--image-tags", code=1)
    assert (
        "Edgegap does not tell which image the version lobby/w has, so any tag may be in use" in shown.stderr
    )
    assert {request.method for request in arena.emulator.requests} == {"GET"}


def test_app_that_is_deleted_meanwhile_is_left_out(arena, run, lobby):
    def choose(_, path):
        if path != lobby:
            return None
        arena.api.apps.pop("lobby", None)
        return MISSING

    arena.emulator.choose_fault = choose
    run("prune-versions", "arena", "--keep", "0", "--not-in", str(arena.export), "--image-tags", "--yes")
    assert not arena.api.tags


def test_a_failure_leaves_its_tag_and_stops_nothing_else(arena, run):
    arena.add_versions("v1", docker_tag="a")
    arena.add_versions("v2", docker_tag="b")
    for tag in ("a", "b"):
        arena.emulator.push_tag("studio/arena", tag)
    refused = {"message": "it has deployments"}
    arena.emulator.fail_next(method="DELETE", path="/v1/app/arena/version/v1", status=400, body=refused)
    result = run(
        "prune-versions",
        "arena",
        "--keep",
        "0",
        "--not-in",
        str(arena.export),
        "--image-tags",
        "--yes",
        code=1,
    )
    assert "version v1 could not be deleted: Edgegap refused" in result.stderr
    assert "it has deployments" in result.stderr
    assert "1 failed" in result.stdout
    assert "v2" not in versions(arena)
    assert [tag for _, tag in arena.api.tags] == ["a"]


def test_it_refuses_what_may_be_a_mistake(arena, run, tmp_path):
    assert "or --no-stack if there is none" in run("prune-versions", "arena", "--keep", "1", code=2).stderr
    empty = tmp_path / "empty.json"
    empty.write_text('{"version": 3, "deployment": {}}')
    told = run("prune-versions", "arena", "--keep", "1", "--not-in", str(empty), code=1).stderr
    assert "holds no Edgegap resource: is it the right stack?" in told
    assert (
        run("prune-versions", "nope", "--keep", "1", "--no-stack", code=1).stderr
        == "There is no app 'nope'.\n"
    )
