"""`pulumi-edgegap prune-versions`."""

from __future__ import annotations

import json

import pytest
from pulumi_edgegap.emulator.service import Fault


@pytest.fixture
def prune(arena, run):
    def as_json(*options: str, keep: int = 1, code: int = 0):
        command = (
            "prune-versions",
            "arena",
            "--keep",
            str(keep),
            "--stack-export",
            str(arena.export),
            *options,
        )
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
    shown = run("prune-versions", "arena", "--keep", "1", "--stack-export", str(arena.export)).stdout
    assert "Nothing was deleted. Run the command again with --yes" in shown
    assert {request.method for request in arena.emulator.requests} == {"GET"}


def test_yes_deletes_all_but_managed_newest_and_active_versions(arena, prune):
    arena.add_versions("v1", "v2")
    arena.add_versions("v3", is_active=True)
    arena.add_versions("v4", "v5", "v6")
    found = prune("--yes", keep=2)
    assert names(found["versions"]) == ["v1", "v2", "v4"]
    assert {each["name"]: each["reason"] for each in found["kept"]} == {
        "v3": "active", "v5": "among the newest", "v6": "among the newest", "blue": "in a stack", "green": "in a stack",
    }  # fmt: skip
    assert versions(arena) == ["blue", "green", "v3", "v5", "v6"]


def test_managed_versions_are_always_kept(arena, prune):
    arena.add_versions("v1", is_active=True)
    prune("--yes", "--include-active", keep=0)
    assert versions(arena) == ["blue", "green"]


def test_version_that_a_stack_links_or_is_creating_is_kept(arena, run, tmp_path):
    document = json.loads(arena.export.read_text())
    resources = document["deployment"]["resources"]
    link = next(each for each in resources if each["type"].endswith(":PullProfileLink"))
    link["id"] = "files/maps/arena/linked"
    creating = json.loads(json.dumps(next(each for each in resources if each.get("id") == "arena/green")))
    creating["id"], creating["inputs"]["name"] = "", "creating"
    document["deployment"]["pending_operations"] = [{"type": "creating", "resource": creating}]
    (tmp_path / "other.json").write_text(json.dumps(document))
    arena.add_versions("linked", "creating", "v1")
    run("prune-versions", "arena", "--keep", "0", "--stack-export", str(tmp_path / "other.json"), "--yes")
    assert versions(arena) == ["blue", "creating", "green", "linked"]


def test_version_of_unknown_age_is_kept(arena, prune):
    arena.add_versions("v1", "v2")
    arena.change("versions", ("arena", "v1"), create_time="long ago")
    assert names(prune("--yes", keep=0)["versions"]) == ["v2"]


def test_image_tags_are_deleted_unless_another_version_or_a_stack_uses_them(arena, prune):
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
    found = prune(
        "--yes", "--image-tags", "--stack-export", str(arena.export.with_name("with-tag.json")), keep=0
    )
    assert found["tags"] == [{"image": "studio/arena", "tag": "alone", "result": "deleted", "error": None}]
    assert len(found["versions"]) == 5
    assert sorted(tag for _, tag in arena.api.tags) == ["1", "elsewhere", "managed-tag", "shared"]


@pytest.fixture
def lobby(arena):
    """Another app, whose only version on the second page of its list uses the tag of an old version."""
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
WHY = "but page 1 says has_next True, next_page_number 2, num_pages 2, total_count 101, and so far there are 100 objects"


@pytest.mark.parametrize(
    ("lost", "fault", "why"),
    [
        pytest.param([SECOND], MISSING, f"page 2 does not exist, {WHY}", id="page 2 is 404"),
        pytest.param([SECOND], EMPTY, f"page 2 is empty, {WHY}", id="page 2 is empty"),
        pytest.param(
            [FIRST, SECOND], MISSING, "it was not found (404), although its parent", id="the list is 404"
        ),
    ],
)
def test_nothing_is_deleted_if_a_list_is_incomplete(arena, run, lobby, lost, fault, why):
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
        "--stack-export",
        str(arena.export),
        "--image-tags",
        "--yes",
    )
    shown = run(*command, code=1)
    assert f"Invalid response to GET {lobby}" in shown.stderr
    assert why in shown.stderr
    assert shown.stdout == ""
    assert {request.method for request in arena.emulator.requests} == {"GET"}
    arena.emulator.choose_fault = None
    assert "version old deleted" in run(*command).stdout
    assert [tag for _, tag in arena.api.tags] == ["shared"]


def test_no_tag_is_deleted_if_the_image_of_a_version_is_unknown(arena, run, lobby):
    arena.change("versions", ("lobby", "w"), docker_tag=None)
    command = ("prune-versions", "arena", "--keep", "0", "--stack-export", str(arena.export), "--yes")
    shown = run(*command, "--image-tags", code=1)
    assert "Edgegap does not show the image of version lobby/w, so any tag may be in use" in shown.stderr
    assert {request.method for request in arena.emulator.requests} == {"GET"}


def test_app_deleted_meanwhile_is_left_out(arena, run, lobby):
    def choose(_, path):
        if path != lobby:
            return None
        arena.api.apps.pop("lobby", None)
        return MISSING

    arena.emulator.choose_fault = choose
    run(
        "prune-versions", "arena", "--keep", "0", "--stack-export", str(arena.export), "--image-tags", "--yes"
    )
    assert not arena.api.tags


def test_failure_keeps_the_tag_and_does_not_stop_the_others(arena, run):
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
        "--stack-export",
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


def test_likely_mistakes_are_refused(arena, run, tmp_path):
    assert (
        "or --no-stack if there is no such stack"
        in run("prune-versions", "arena", "--keep", "1", code=2).stderr
    )
    empty = tmp_path / "empty.json"
    empty.write_text('{"version": 3, "deployment": {}}')
    messages = run("prune-versions", "arena", "--keep", "1", "--stack-export", str(empty), code=1).stderr
    assert "contains no Edgegap resources: is it the right stack?" in messages
    assert (
        run("prune-versions", "nope", "--keep", "1", "--no-stack", code=1).stderr
        == "App 'nope' does not exist.\n"
    )


SPELLINGS = [
    {"docker_repository": "registry.edgegap.com", "docker_image": "studio/arena"},
    {"docker_repository": "registry.edgegap.com/studio", "docker_image": "arena"},
    {"docker_repository": "registry.edgegap.com", "docker_image": "arena"},
]


@pytest.mark.parametrize("one", SPELLINGS)
@pytest.mark.parametrize("other", SPELLINGS)
def test_tag_is_deleted_unless_another_version_names_it_in_any_spelling(arena, prune, one, other):
    arena.api.create_app({"name": "lobby", "is_active": True, "image": "icon"})
    arena.add_versions("v1", docker_tag="alone", **one)
    arena.add_versions("v2", docker_tag="shared", **one)
    arena.add_versions("other", app="lobby", docker_tag="shared", **other)
    for tag in ("alone", "shared"):
        arena.emulator.push_tag("studio/arena", tag)
    assert [(each["tag"], each["result"]) for each in prune("--yes", "--image-tags", keep=0)["tags"]] == [
        ("alone", "deleted")
    ]
    assert list(arena.api.tags) == [("arena", "shared")]


@pytest.mark.parametrize(
    "nested", [{}, {"docker_repository": "registry.edgegap.com/studio", "docker_image": "team/arena"}]
)
def test_nested_image_does_not_match_a_shorter_name(arena, prune, nested):
    arena.add_versions("v1", docker_tag="1.0", **(nested or {"docker_image": "studio/team/arena"}))
    arena.emulator.push_tag("studio/team/arena", "1.0")
    arena.emulator.push_tag("studio/arena", "1.0")
    prune("--yes", "--image-tags", keep=0)
    assert list(arena.api.tags) == [("arena", "1.0")]


def test_tags_of_an_image_are_deleted_in_one_call_and_their_size_is_shown(arena, prune, run):
    for number in range(3):
        arena.add_versions(f"v{number}", docker_tag=f"1.{number}")
        arena.emulator.push_tag("studio/arena", f"1.{number}", size_mb=10.5)
    arena.emulator.push_tag("studio/arena", "1.2", size_mb=70, image_hash="sha256:shared")
    arena.emulator.push_tag("studio/arena", "stable", size_mb=70, image_hash="sha256:shared")
    assert prune("--image-tags", keep=0)["freed_bytes"] == 21_000_000
    arena.emulator.requests.clear()
    command = (
        "prune-versions",
        "arena",
        "--keep",
        "0",
        "--stack-export",
        str(arena.export),
        "--image-tags",
        "--yes",
    )
    shown = run(*command).stdout
    assert "Deleting them frees 21.0 MB." in shown.replace("\n", " ")
    assert "6 deleted; 21.0 MB freed." in shown
    bulk = "/v1/container-registry/images/arena/tags/bulk-delete"
    sent = [(each.method, each.path) for each in arena.emulator.requests if "container-registry" in each.path]
    assert sent == [("GET", bulk.removesuffix("/bulk-delete")), ("POST", bulk)]
    assert list(arena.api.tags) == [("arena", "stable")]


BULK = "*/tags/bulk-delete"


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param({"status": 404}, id="no such route"),
        pytest.param({"status": 405}, id="no such method"),
        pytest.param({"status": 502}, id="lost before it acted"),
        pytest.param({"status": 502, "carry_out": True}, id="lost after it acted"),
        pytest.param({"status": 207, "body": {"results": []}}, id="tells of no tag"),
        pytest.param({"status": 207, "body": [], "carry_out": True}, id="strange answer"),
    ],
)
def test_tags_are_deleted_one_by_one_if_one_call_does_not_work(arena, prune, fault):
    for number in range(2):
        arena.add_versions(f"v{number}", docker_tag=f"1.{number}")
        arena.emulator.push_tag("studio/arena", f"1.{number}", size_mb=5)
    arena.emulator.fail_next(method="POST", path=BULK, **fault)
    found = prune("--yes", "--image-tags", keep=0)
    assert [each["result"] for each in found["tags"]] == ["deleted", "deleted"]
    assert found["freed_bytes"] == 10_000_000
    assert not arena.api.tags


def test_tag_that_one_call_could_not_delete_is_a_failure(arena, prune):
    rows = [("1.0", 204, "gone"), ("1.1", 500, "the registry is busy"), ("1.2", 404, "Tag not found.")]
    for tag, _, _ in rows:
        arena.add_versions(f"v{tag}", docker_tag=tag)
    for tag in ("1.0", "1.1"):
        arena.emulator.push_tag("studio/arena", tag, size_mb=5)
    results = [{"tag": tag, "status": status, "message": message} for tag, status, message in rows]
    arena.emulator.fail_next(method="POST", path=BULK, status=207, body={"results": results, "summary": {}})
    found = prune("--yes", "--image-tags", keep=0, code=1)
    assert [each["result"] for each in found["tags"]] == ["deleted", "failed", "absent"]
    assert found["tags"][1]["error"] == 'Edgegap refused to delete it: "the registry is busy" (500).'
    assert found["freed_bytes"] == 5_000_000


def test_image_missing_in_the_registry_is_an_error_before_anything_is_deleted(arena, run):
    arena.add_versions("v1", docker_tag="1.0", docker_image="studio/areena")
    arena.emulator.push_tag("studio/arena", "1.0")
    command = (
        "prune-versions",
        "arena",
        "--keep",
        "0",
        "--stack-export",
        str(arena.export),
        "--image-tags",
        "--yes",
    )
    messages = run(*command, code=1)
    assert "Edgegap has no image 'areena' in the registry of this organization" in messages.stderr
    assert "run the command without --image-tags" in messages.stderr
    assert {request.method for request in arena.emulator.requests} == {"GET"}


def test_missing_nested_image_is_not_looked_up_by_a_shorter_name(arena, run):
    arena.add_versions("v1", docker_tag="1.0", docker_image="studio/team/arena")
    arena.emulator.push_tag("studio/arena", "1.0")
    command = (
        "prune-versions",
        "arena",
        "--keep",
        "0",
        "--stack-export",
        str(arena.export),
        "--image-tags",
        "--yes",
    )
    assert "Edgegap has no image 'team/arena'" in run(*command, code=1).stderr
    assert list(arena.api.tags) == [("arena", "1.0")]


def test_image_deleted_meanwhile_is_a_failure(arena, prune):
    arena.add_versions("v1", docker_tag="1.0")
    arena.emulator.push_tag("studio/arena", "1.0")

    def vanish(method, path):
        if method == "DELETE" and "container-registry" in path:
            arena.api.tags.clear()

    arena.emulator.choose_fault = vanish
    found = prune("--yes", "--image-tags", keep=0, code=1)
    arena.emulator.choose_fault = None
    assert found["tags"][0]["result"] == "failed"
    assert "no image 'arena'" in found["tags"][0]["error"]


def test_old_name_of_the_option_works_with_a_warning(arena, run):
    shown = run("prune-versions", "arena", "--keep", "1", "--not-in", str(arena.export))
    assert "warning: --not-in is deprecated: use --stack-export." in shown.stderr
    assert "2 in a stack" in shown.stdout
    assert "--not-in" not in run("prune-versions", "--help").stdout
