"""`pulumi-edgegap drift`."""

from __future__ import annotations

import json

import pytest
from pulumi_edgegap.emulator import MASK
from support.in_clear import shows_secrets


@pytest.fixture
def drift(run):
    def as_json(*exports, code: int = 0, **kwargs):
        options = [option for export in exports for option in ("--stack-export", str(export))]
        return json.loads(run("drift", *options, "--json", code=code, **kwargs).stdout)

    return as_json


def changes(found, name):
    resource = next(each for each in found["resources"] if each["name"] == name)
    return {each["property"]: (each["stack"], each["edgegap"]) for each in resource["changes"]}


def test_nothing_differs_after_up_and_masked_secrets_are_not_drift(arena, drift):
    for export, not_compared in ((arena.export, ["envs"]), (arena.open_export, [])):
        found = drift(export)
        assert found["summary"] == {
            "same": 6, "changed": 0, "gone": 0, "failed": 0, "left_out": 0, "unmanaged": 0,
        }  # fmt: skip
        blue = next(each for each in found["resources"] if each["name"] == "blue")
        assert blue["not_compared"] == not_compared
    assert {request.method for request in arena.emulator.requests} == {"GET"}


def test_changes_by_hand_are_shown_as_in_a_preview_with_refresh(arena, drift):
    blue = arena.api.versions["arena", "blue"]
    arena.change("versions", ("arena", "blue"), is_active=False, max_duration=1440, docker_tag="hacked")
    arena.change("versions", ("arena", "green"), ports=[blue["ports"][0] | {"port": 9000}])
    arena.change("profiles", ("files", "maps"), destination="/tmp")
    found = drift(arena.export, code=3)
    assert changes(found, "blue") == {
        "docker_tag": ("1", "hacked"),
        "is_active": (True, False),
        "max_duration": (60, 1440),
    }
    (added,) = changes(found, "green").items()
    assert added[0] == "ports[9000/UDP]"
    assert added[1][0] is None
    assert added[1][1]["port"] == 9000

    lines: list[str] = []
    preview = arena.stack.preview(refresh=True, diff=True, on_output=lines.append)
    assert preview.change_summary["update"] == found["summary"]["changed"] == 3
    shown = "".join(lines)
    for each in ("docker_tag", "is_active", "max_duration", "ports", "destination"):
        assert f"~ {each}" in shown or f"- {each}" in shown


def test_secrets_that_differ_are_reported_and_not_shown(arena, drift):
    envs = [env | {"value": "s3cr3t-marker-2"} for env in arena.api.versions["arena", "blue"]["envs"]]
    arena.change("versions", ("arena", "blue"), envs=[envs[0]])
    found = drift(arena.open_export, code=3)
    assert changes(found, "blue") == {
        "envs[KEY]": ("[secret]", None),
        "envs[MODE].value": ("[secret]", "[secret]"),
    }


def test_secret_that_the_service_returns_is_reported_and_not_shown(arena, drift, monkeypatch):
    shows_secrets(monkeypatch)
    foreign = {"key": "KEY", "value": "s3cr3t-marker-2", "is_secret": True}
    arena.change("versions", ("arena", "green"), envs=[foreign], private_token="s3cr3t-marker-2")
    for export in (arena.export, arena.open_export):
        found = drift(export, code=3)
        assert changes(found, "blue") == {}
        assert changes(found, "green")["envs[KEY]"] == (None, foreign | {"value": MASK})


def test_deleted_object_is_gone_with_its_links(arena, drift, run):
    del arena.api.versions["arena", "green"]
    found = drift(arena.export, code=3)
    assert [each["name"] for each in found["resources"] if each["status"] == "gone"] == ["green", "link"]
    result = run("drift", "--stack-export", str(arena.export), code=3)
    assert [line.split() for line in result.stdout.splitlines() if "gone" in line][:2] == [
        ["AppVersion", "green", "gone"],
        ["PullProfileLink", "link", "gone"],
    ]
    assert result.stderr == ""


def test_resource_with_an_encrypted_name_is_found_to_be_gone(arena, drift):
    document = json.loads(arena.export.read_text())
    app = next(each for each in document["deployment"]["resources"] if each["type"].endswith(":App"))
    secret = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "v1:x:y"}
    app["inputs"]["name"] = app["outputs"]["name"] = secret
    assert drift("-", input=json.dumps(document))["summary"]["same"] == 6
    arena.api.apps.clear()
    assert drift("-", input=json.dumps(document), code=3)["summary"]["gone"] >= 1


def test_unmanaged_objects_are_listed_and_are_not_drift(arena, drift, tmp_path):
    arena.api.create_app({"name": "lobby", "is_active": True, "image": "icon"})
    arena.add_versions("by-hand")
    found = drift(arena.export)
    assert [(each["kind"], each["id"]) for each in found["unmanaged"]] == [
        ("AppVersion", "arena/by-hand"),
        ("App", "lobby"),
    ]

    other = tmp_path / "lobby.json"
    other.write_text(arena.export.read_text().replace('"arena"', '"lobby"'))
    assert [each["id"] for each in drift(arena.export, other, code=3)["unmanaged"]] == ["arena/by-hand"]


def test_resources_of_another_account_wait_for_its_token(arena, drift, run):
    document = json.loads(arena.export.read_text())
    for each in document["deployment"]["resources"]:
        if "dynamic/edgegap" in each["type"]:
            each["outputs"]["account"] = each["inputs"]["account"] = "studio-b"
    text = json.dumps(document)
    summary = drift("-", input=text)["summary"]
    assert (summary["left_out"], summary["unmanaged"]) == (6, 5)
    messages = run("drift", "--stack-export", "-", input=text).stdout
    assert "6 of the account 'studio-b'; run again with --account studio-b and its token" in messages
    found = json.loads(
        run("drift", "--stack-export", "-", "--account", "studio-b", "--json", input=text).stdout
    )
    assert found["summary"] | {"same": 6, "left_out": 0, "unmanaged": 0} == found["summary"]


def test_unreadable_resource_does_not_hide_others(arena, drift):
    arena.change("profiles", ("files", "maps"), destination="/tmp")
    arena.emulator.fail_next(path="/v1/app/arena", status=403, body={"message": "no"})
    found = drift(arena.export, code=1)
    assert found["summary"]["failed"] == found["summary"]["changed"] == 1
    assert "App 'arena' could not be read" in next(
        filter(None, (each["error"] for each in found["resources"]))
    )


def test_errors_are_one_sentence(arena, drift, run, monkeypatch, tmp_path):
    broken = tmp_path / "broken.json"
    broken.write_text("{")
    assert "is not JSON; create one with `pulumi stack export" in drift(broken, code=1)["error"]
    assert run("drift", "--stack-export", str(broken), code=1).stderr.count("\n") == 1
    monkeypatch.setenv("EDGEGAP_API_TOKEN", "wrong")
    assert "(403)" in drift(arena.export, code=1)["error"]
    monkeypatch.delenv("EDGEGAP_API_TOKEN")
    assert drift(arena.export, code=1) == {"error": "Missing API token: set EDGEGAP_API_TOKEN."}
    run("drift", code=2)


def test_table_fits_a_narrow_terminal_without_colour(arena, run, monkeypatch):
    arena.change("versions", ("arena", "blue"), is_active=False)
    monkeypatch.setenv("COLUMNS", "60")
    shown = run("drift", "--stack-export", str(arena.export), code=3).stdout
    assert max(map(len, shown.splitlines())) <= 60
    assert "\x1b" not in shown
