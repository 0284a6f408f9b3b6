"""`pulumi-local`."""

import json
import os
import pty
import re
import subprocess
import sys

import pytest
from pulumi.automation import CommandError, OpType
from pulumi_local.command import app
from pulumi_local.events import Progress
from pulumi_local.live import LiveDisplay
from pulumi_local.resource import Resource
from pulumi_local.steps import Step
from typer.testing import CliRunner

PROGRAM = """
edgegap.App("arena", name="arena", is_active={active})
pulumi.export("word", config.require_secret("word"))
"""


@pytest.fixture
def run(studio, monkeypatch):
    for name, value in studio.environment.items():
        monkeypatch.setenv(name, value)

    def invoke(command: str, *options: str, code: int = 0, **kwargs) -> str:
        result = CliRunner().invoke(app, [command, "--cwd", str(studio.directory), *options], **kwargs)
        assert result.exit_code == code, result.output
        return result.output

    return invoke


def test_plain_lines_in_a_pipe_and_one_object_as_json(studio, run):
    studio.write(PROGRAM.format(active=True))
    shown = run("preview", "--secret", "word=hush")
    assert re.search(r"^ \+  pulumi-python:dynamic/edgegap:App arena create$", shown, re.MULTILINE)
    assert 'name     : "arena"' in shown
    assert "word: [secret]" in shown

    made = json.loads(run("up", "--json"))
    assert made["result"] == "succeeded"
    assert made["summary"] == {"create": 2}
    assert made["outputs"] == {"word": "[secret]"}
    assert {step["op"] for step in made["steps"]} == {"create"}
    assert "\x1b" not in shown

    studio.write(PROGRAM.format(active=False))
    (step,) = json.loads(run("up", "--json"))["steps"]
    assert (step["op"], step["id"], step["error"]) == ("update", "arena", None)
    assert step["diff"] == {"is_active": {"kind": "update", "old": True, "new": False}}


def test_terminal_shows_progress_without_colour_on_request(studio):
    studio.write(PROGRAM.format(active=True)).stack()
    terminal, side = pty.openpty()
    process = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "from pulumi_local.command import main; main()",
            "up",
            "--secret",
            "word=hush",
        ],
        cwd=studio.directory,
        env={**os.environ, **studio.environment, "NO_COLOR": "1", "TERM": "xterm"},
        stdout=side,
        stderr=side,
    )
    os.close(side)
    shown = b""
    while True:
        try:
            shown += os.read(terminal, 4096)
        except OSError:  # the process has closed its side
            break
    os.close(terminal)
    assert process.wait() == 0
    text = shown.decode()
    assert "arena created (" in text
    assert "word: [secret]" in text
    assert "hush" not in text
    assert "\x1b[32m" not in text


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_no_control_character_reaches_a_terminal(studio, run, options):
    studio.write(r"""
    text = "[red]x[/red]:cat:\x9b2J\u202e\x1b[2J"
    pulumi.log.warn(text)
    edgegap.App(text, name="arena")
    pulumi.export("text", text)
    """)
    lines = [*run("up", *options).split("\n"), *studio.stack("dev").preview(diff=True).stdout.split("\n")]
    assert [line for line in lines if not (line.isascii() and line.isprintable())] == []
    assert len([line for line in lines if "[red]x[/red]:cat:" in line]) >= 3


def test_terminal_escapes_names_of_running_steps(monkeypatch, capsys):
    monkeypatch.setenv("FORCE_COLOR", "1")
    urn = "urn:pulumi:dev::arena::pulumi-python:dynamic/edgegap:App::[red]x[/red]:cat:\x9b2J"
    live = LiveDisplay()
    live(Progress(Step(OpType.CREATE, None, Resource(urn, custom=True, type="App")), "began"))
    live.write("a line")
    live.close()
    shown = capsys.readouterr().out
    assert r"create App [red]x[/red]:cat:\x9b2J (0." in shown
    assert "\x9b" not in shown


def test_refresh_option_refreshes_first(studio, run, api):
    studio.write('edgegap.App("lobby", name="lobby")\nedgegap.App("arena", name="arena")')
    run("up")
    api.apps["arena"]["is_active"] = False
    assert re.search(r"~ is_active: false => true", run("preview", "--refresh"))
    run("up", "-r")
    assert api.apps["arena"]["is_active"] is True
    del api.apps["arena"]
    assert "App arena refreshed: gone" in run("destroy", "--refresh")
    assert "no option 'refresh' for refresh" in run("refresh", "--refresh", code=2)


def test_failure_is_reported_and_counted(studio, run):
    studio.write('raise pulumi.RunError("no")')
    document = json.loads(run("up", "--json", code=1))
    assert document["result"] == "failed"
    assert {"severity": "error", "message": "no", "urn": ""} in document["diagnostics"]
    assert "error: no" in run("preview", code=1)


def test_state_is_exported_and_imported(studio, run, tmp_path):
    studio.write('pulumi.export("word", pulumi.Output.secret("hush"))')
    run("up", "--state", str(tmp_path / "here.json"))
    text = run("export", "--state", str(tmp_path / "here.json"))
    assert "hush" not in text
    run("import", "--stack", "copy", input=text)
    assert "hush" in run("export", "--stack", "copy", "--show-secrets")
    run("import", "--stack", "copied", input=text.encode("utf-16"))  # as PowerShell writes it
    assert "it is not JSON" in run("import", code=1, input="nothing")
    assert "it is not a JSON object" in run("import", code=1, input="[]")


def test_wrong_usage(studio, run, tmp_path):
    assert "is not key=value" in run("up", "--config", "x", code=2)
    (studio.directory / "Pulumi.yaml").write_text("name: x\nruntime: nodejs\n")
    assert "is not a Python project" in run("up", code=1)
    assert json.loads(run("preview", "--json", code=1))["diagnostics"][0]["severity"] == "error"


@pytest.mark.parametrize(
    "command",
    [["up", "--secret", "word=hush"], ["preview"], ["refresh"], ["destroy"], ["export"], ["import"]],
)
def test_missing_extra_is_reported_first(studio, run, mocker, command):
    mocker.patch.dict(sys.modules, cryptography=None)
    studio.write(PROGRAM.format(active=True))
    assert run(*command, code=1, input="{}").splitlines()[-1] == (
        "The local engine needs cryptography: pip install cryptography"
    )
    assert not (studio.directory / ".pulumi-local").exists()


def test_missing_extra_is_reported_in_json_and_in_python(studio, run, mocker):
    mocker.patch.dict(sys.modules, cryptography=None)
    studio.write("")
    (diagnostic,) = json.loads(run("up", "--json", code=1))["diagnostics"]
    assert "pip install cryptography" in diagnostic["message"]
    with pytest.raises(CommandError, match="pip install cryptography"):
        studio.stack()
