"""`pulumi-edgegap doctor`."""

from __future__ import annotations

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from pulumi.runtime import rpc

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the CLI of these tests is a shell script")


@pytest.fixture
def cli(tmp_path, monkeypatch):
    """Put a CLI of some version on PATH as the only one."""
    (tmp_path / "bin").mkdir()
    for name, value in (("PATH", tmp_path / "bin"), ("PULUMI_HOME", tmp_path / "home"), ("HOME", tmp_path)):
        monkeypatch.setenv(name, str(value))

    def put(version: str) -> None:
        script = tmp_path / "bin" / "pulumi"
        script.write_text(f"#!/bin/sh\necho v{version}\n")
        script.chmod(0o755)

    put("3.260.0")
    return put


@pytest.fixture
def doctor(arena, cli, run, tmp_path):
    """Run it in a project; `to_fix` returns the message of one finding."""
    project = tmp_path / "project"
    project.mkdir()

    def examine(settings: str = "", code: int = 1, options=(), name: str = "arena"):
        (project / "Pulumi.yaml").write_text(f"name: {name}\nruntime: python\n")
        (project / "Pulumi.dev.yaml").write_text(f"config:\n{settings}")
        result = run("doctor", "--cwd", str(project), "--json", *options, code=code)
        assert arena.emulator.token not in result.output
        return json.loads(result.stdout)

    return examine


def to_fix(found):
    (finding,) = [each for each in found["findings"] if each["status"] == "fix"]
    return finding["about"], finding["message"]


def test_nothing_to_fix(doctor, run):
    found = doctor("  edgegap:maxRetries: 3\n  other:secret: x\n", code=0)
    assert found["ok"] is True
    assert {each["status"] for each in found["findings"] if each["about"] != "Plan"} == {"ok"}
    assert found["settings"] == [
        {"name": "EDGEGAP_API_TOKEN", "from": "environment", "kind": "secret"},
        {"name": "EDGEGAP_API_URL", "from": "environment", "kind": "plain"},
        {"name": "edgegap:maxRetries", "from": "Pulumi.dev.yaml", "kind": "plain"},
    ]
    assert run("doctor").stdout.endswith("No problems found.\n")


APP = {"name": "app", "is_active": True, "image": "aWNvbg=="}
IMAGE = {
    "docker_repository": "docker.io",
    "docker_image": "a/b",
    "docker_tag": "1",
    "req_cpu": 512,
    "req_memory": 512,
}
FREE = "2 apps, 2 versions and 5 GB in the registry"
UNKNOWN = f"The API does not say which plan this is; the documented limits of the free one are {FREE}."
MORE = f"more than the documented limits of the free plan ({FREE})."


@pytest.mark.parametrize(
    ("apps", "versions", "expected"),
    [
        (1, 1, ("ok", f"The organization has 1 app and 1 version. {UNKNOWN}")),
        (
            2,
            0,
            (
                "note",
                f"The organization has 2 apps and 0 versions. {UNKNOWN} If that is yours, a further app is "
                "refused with 400, and so is a replacement that makes the new one first: set "
                "`delete_before_replace=True` in the resource's options.",
            ),
        ),
        (1, 3, ("ok", f"The organization has 1 app and 3 versions, {MORE}")),
        (3, 0, ("ok", f"The organization has 3 apps, {MORE}")),
    ],
)
def test_counts_are_compared_with_the_documented_limits(arena, doctor, apps, versions, expected):
    organization = arena.emulator.organization()
    for name in list(organization.apps):
        organization.delete_app(name)
    for number in range(apps):
        organization.create_app(APP | {"name": f"app-{number}"})
    for number in range(versions):
        organization.create_version("app-0", IMAGE | {"name": str(number)})
    arena.emulator.requests.clear()
    (found,) = [each for each in doctor(code=0)["findings"] if each["about"] == "Plan"]
    assert (found["status"], found["message"]) == expected
    assert {each.method for each in arena.emulator.requests} == {"GET"}


def test_unavailable_counts_are_a_note(arena, doctor):
    arena.emulator.fail_next(method="GET", path="*/versions", status=500)
    (found,) = [each for each in doctor(code=0)["findings"] if each["about"] == "Plan"]
    assert found["status"] == "note"
    assert found["message"].startswith("Apps and versions could not be counted: Edgegap ")


def test_each_switch_is_a_setting(doctor):
    switches = ("adopt", "allowAllGone", "deleteChildren", "deleteWithDeployments")
    doctor("".join(f"  edgegap:{name}: true\n" for name in switches), code=0)


@pytest.mark.parametrize(
    ("variable", "value", "about", "words"),
    [
        ("EDGEGAP_API_TOKEN", "", "Token", "Missing API token: run `pulumi config set --secret"),
        ("EDGEGAP_API_TOKEN", "s3cr3t-marker", "Token", "(403): check that the API token still exists"),
        ("EDGEGAP_API_TOKEN", "s3cr3t-marker\nx", "Token", "EDGEGAP_API_TOKEN is invalid: The API token"),
        ("EDGEGAP_API_URL", "http://me:s3cr3t-marker@example.com", "URL", "must not contain a user name"),
        ("EDGEGAP_API_URL", "http://127.0.0.1:9", "URL", "could not be reached"),
        ("PATH", "", "CLI", "There is no `pulumi` on PATH or in PULUMI_HOME: install it"),
    ],
)
def test_environment_to_fix(doctor, monkeypatch, variable, value, about, words):
    monkeypatch.setenv(variable, value)
    found = to_fix(doctor())
    assert found[0] == about
    assert words in found[1]


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (
            "edgegap:apiToken: s3cr3t-marker",
            "edgegap:apiToken is not encrypted: set it again with `pulumi config",
        ),
        (
            "edgegap:apitoken: s3cr3t-marker",
            "edgegap:apitoken is not a setting: did you mean edgegap:apiToken?",
        ),
        ("edgegap:maxRetries: s3cr3t-marker", "edgegap:maxRetries must be an integer, 0 or greater"),
        ("edgegap-b:apiUrl: s3cr3t-marker", "Missing API token for the account 'b'"),
        ("- s3cr3t-marker: {", "cannot be read: it is not YAML (ParserError in line 3): fix its YAML"),
    ],
)
def test_settings_of_a_stack_to_fix(doctor, settings, words):
    about, message = to_fix(doctor(f"  {settings}\n"))
    assert about == "Settings"
    assert message.startswith("Pulumi.dev.yaml: ")
    assert words in message


def test_own_configuration_of_a_project_called_edgegap_is_no_setting(doctor):
    settings = "  edgegap:logs_key: s3cr3t-marker\n"
    assert to_fix(doctor(settings))[0] == "Settings"
    found = doctor(settings, name="edgegap", code=0)
    assert [each["name"] for each in found["settings"] if each["from"] == "Pulumi.dev.yaml"] == []


def test_encrypted_token_is_not_tried_and_the_message_says_how(doctor, monkeypatch):
    monkeypatch.delenv("EDGEGAP_API_TOKEN")
    found = doctor("  edgegap:apiToken:\n    secure: v1:abc\n", code=0)
    (note,) = [each["message"] for each in found["findings"] if each["status"] == "note"]
    assert "EDGEGAP_API_TOKEN=$(pulumi config get edgegap:apiToken) pulumi-edgegap doctor" in note
    assert any(each["about"] == "URL" and each["status"] == "ok" for each in found["findings"])


def test_url_of_a_stack_is_not_tried_and_the_message_says_how(doctor, arena):
    found = doctor("  edgegap:apiUrl: https://other.example.com\n", code=0)
    (note,) = [
        each["message"] for each in found["findings"] if each["about"] == "URL" and each["status"] == "note"
    ]
    assert note.startswith("`pulumi` uses the URL in Pulumi.dev.yaml, which was not tried; to try it, run")
    notes = [
        each["about"] for each in doctor(f"  edgegap:apiUrl: {arena.emulator.url}\n", code=0)["findings"]
    ]
    assert notes.count("URL") == 1


def test_versions_of_the_cli(doctor, cli):
    cli("2.25.0")
    assert to_fix(doctor())[0] == "CLI"
    cli("3.253.0")
    (note,) = [each["message"] for each in doctor(code=0)["findings"] if each["about"] == "CLI"]
    assert "needs 3.254" in note


def test_clock_to_fix(doctor, monkeypatch):
    class LongAgo(BaseHTTPRequestHandler):
        def date_time_string(self, timestamp=None):
            return "Wed, 01 Jan 2020 00:00:00 GMT"

        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"applications": [], "total_count": 0}')

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), LongAgo) as server:
        monkeypatch.setenv("EDGEGAP_API_URL", f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        found = doctor()
        server.shutdown()
        thread.join()
    about, message = to_fix(found)
    assert about == "Clock"
    assert "seconds ahead of Edgegap's: synchronize it with a time server." in message


KEY = "edgegap:apiToken"
ENCRYPTED = f"  {KEY}:\n    secure: v1:abc\n"


@pytest.fixture
def last_up(tmp_path, arena):
    """Write the export of a stack whose last `up` had these tokens."""

    def write(tokens):
        sealed = {
            key: {rpc._special_sig_key: rpc._special_secret_sig, **form} for key, form in tokens.items()
        }
        kind = "pulumi:providers:pulumi-python"
        resource = {
            "urn": f"urn:pulumi:dev::arena::{kind}::default",
            "type": kind,
            "custom": True,
            "inputs": sealed,
        }
        export = tmp_path / "dev.json"
        export.write_text(json.dumps({"version": 3, "deployment": {"resources": [resource]}}))
        return ["--stack-export", str(export)]

    return write


@pytest.mark.parametrize(
    ("settings", "before", "status", "words"),
    [
        (ENCRYPTED, {}, "fix", "sets edgegap:apiToken, which the last `pulumi up` did not have"),
        ("", {KEY: {"ciphertext": "v1:x"}}, "fix", "had edgegap:apiToken, which Pulumi.dev.yaml no longer sets"),
        (ENCRYPTED, {KEY: {"plaintext": '"s3cr3t-marker"'}}, "fix", "used another token than the one in EDGEGAP_API_TOKEN"),
        (ENCRYPTED, {KEY: {"plaintext": '"token TOKEN"'}}, "ok", "used the token in EDGEGAP_API_TOKEN"),
        (ENCRYPTED, {KEY: {"ciphertext": "v1:x"}}, "note", "pulumi stack export --show-secrets | EDGEGAP_API_TOKEN=$("),
        ("", {}, "ok", "took its token from the environment"),
    ],
)  # fmt: skip
def test_token_of_the_last_up(doctor, last_up, arena, settings, before, status, words):
    before = json.loads(json.dumps(before).replace("TOKEN", arena.emulator.token))
    found = doctor(settings, int(status == "fix"), last_up(before))
    (finding,) = [each for each in found["findings"] if each["about"] == "Last up"]
    assert finding["status"] == status
    assert words in finding["message"]
    assert ("--run-program" in finding["message"]) == (status == "fix")


def test_stack_without_an_up_has_no_token_of_a_last_up(doctor, tmp_path):
    (tmp_path / "new.json").write_text('{"version": 3, "deployment": {}}')
    found = doctor(ENCRYPTED, 0, ["--stack-export", str(tmp_path / "new.json")])
    assert "contains no configuration of a `pulumi up`" in str(found)
