"""The state file: its format, its secrets, and its content after a killed process."""

import json
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from pulumi.automation import CommandError, ConfigValue, Deployment, LocalWorkspaceOptions
from pulumi_local import create_or_select_stack, create_stack, select_stack

EXPORTED = json.loads((Path(__file__).parent / "exported-by-pulumi.json").read_text())


# Background processes of a shell ignore Ctrl-C, which would be inherited.
RUN = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from pulumi_local.command import main
main()
"""


def start_up(studio) -> tuple[subprocess.Popen, list[int]]:
    """Start an `up` in a separate process, and wait until it creates `b`."""
    studio.calls.clear()
    process = subprocess.Popen(
        [
            sys.executable,
            "-c",
            RUN,
            "up",
            "--stack",
            "test",
        ],
        cwd=studio.directory,
        env={**os.environ, **studio.environment},
        stdout=subprocess.PIPE,
        text=True,
    )
    calls = studio.directory / "calls"
    until = time.monotonic() + 20
    while not (calls.exists() and "create b" in calls.read_text()):
        assert time.monotonic() < until
        time.sleep(0.02)
    return process, [child.pid for child in psutil.Process(process.pid).children()]


def assert_ended(processes: list[int]) -> None:
    assert processes
    until = time.monotonic() + 5
    while any(Path(f"/proc/{process}/stat").exists() for process in processes):
        assert time.monotonic() < until
        time.sleep(0.02)


SLOW = 'a = Thing("a")\nb = Thing("b", after=a.made, takes=1.5)\nThing("c", after=b.made)'


def test_kill_loses_only_running_calls(studio, names):
    studio.things(SLOW).stack()
    process, children = start_up(studio)
    process.kill()
    process.communicate()
    assert_ended(children)

    stack = studio.stack()
    assert names(stack) == ["a"]
    pending = stack.export_stack().deployment["pending_operations"]
    assert [(each["type"], each["resource"]["urn"][-1]) for each in pending] == [("creating", "b")]
    assert "1 pending operations" in studio.things('Thing("a")').stack().up().stdout


def test_ctrl_c_lets_the_running_call_end(studio, names):
    studio.things(SLOW).stack()
    process, children = start_up(studio)
    process.send_signal(signal.SIGINT)
    text, _ = process.communicate(timeout=10)
    assert process.returncode == 1
    assert "update canceled" in text
    assert_ended(children)
    stack = studio.stack()
    assert names(stack) == ["a", "b"]
    assert "pending_operations" not in stack.export_stack().deployment


def test_it_takes_what_the_cli_exported(studio):
    studio.write("")
    environment = {**studio.environment, "PULUMI_CONFIG_PASSPHRASE": "pw"}
    stack = create_or_select_stack(
        "dev", work_dir=studio.directory, opts=LocalWorkspaceOptions(env_vars=environment)
    )
    stack.import_stack(Deployment(**EXPORTED))
    assert stack.outputs()["secret"].value == "hunter2"

    again = stack.export().deployment
    assert [each["urn"] for each in again["resources"]] == [
        each["urn"] for each in EXPORTED["deployment"]["resources"]
    ]
    assert again["resources"][0].keys() == EXPORTED["deployment"]["resources"][0].keys()
    assert again["secrets_providers"]["type"] == "passphrase"


def test_wrong_passphrase_is_detected(studio):
    studio.write("")
    environment = {**studio.environment, "PULUMI_CONFIG_PASSPHRASE": "wrong"}
    stack = create_or_select_stack(
        "dev", work_dir=studio.directory, opts=LocalWorkspaceOptions(env_vars=environment)
    )
    with pytest.raises(CommandError, match="The passphrase is not the one"):
        stack.import_stack(Deployment(**EXPORTED))


@pytest.mark.parametrize(
    ("version", "deployment"),
    [
        (2, {}),
        (3, {"resources": [1]}),
        (3, {"resources": 5}),
        (3, {"pending_operations": [{}]}),
        (3, {"secrets_providers": {"type": "passphrase"}}),
    ],
)
def test_invalid_state_is_refused(studio, version, deployment):
    stack = studio.write("").stack()
    with pytest.raises(CommandError, match="not a state"):
        stack.import_stack(Deployment(version, deployment))


def test_state_that_the_engine_does_not_support_is_refused(studio):
    stack = studio.write("").stack()
    document = json.loads(json.dumps(EXPORTED))
    document["deployment"]["resources"][0]["viewOf"] = "urn"
    with pytest.raises(CommandError, match="viewOf"):
        stack.import_stack(Deployment(**document))


def test_configuration_is_that_of_the_cli_and_what_was_set_over_it(studio):
    (studio.directory / "Pulumi.dev.yaml").write_text(
        "encryptionsalt: v1:rR4otIZAVoE=:v1:cTLfv/+3rm+c7aI0:axHsJwGqjH/ZyUM/vZPolpLxaXIa+g==\n"
        "config:\n"
        "  arena:word:\n"
        "    secure: v1:lGSRyI0bZq145GMl:Mepf4oS+XLhehRSsK9f8oVSDchgxJ+A=\n"
        "  arena:plain: x\n"
        "  arena:list: [1, {a: true}]\n"
    )
    studio.write("")
    environment = {**studio.environment, "PULUMI_CONFIG_PASSPHRASE": "pw"}
    stack = create_or_select_stack(
        "dev", work_dir=studio.directory, opts=LocalWorkspaceOptions(env_vars=environment)
    )
    assert (stack.get_config("word").value, stack.get_config("word").secret) == ("hunter2", True)
    assert stack.get_config("list").value == '[1,{"a":true}]'
    stack.set_config("plain", ConfigValue("over it"))
    stack.set_config("other:word", ConfigValue("hidden", secret=True))
    assert stack.get_config("arena:plain").value == "over it"
    assert stack.get_config("other:word").secret
    stack.remove_config("plain")
    assert stack.get_config("plain").value == "x"
    with pytest.raises(CommandError, match="configuration key 'none' not found"):
        stack.get_config("none")


def test_stacks_are_created_once_and_locked(studio):
    studio.write("")
    with pytest.raises(CommandError, match="no stack named 'test' found"):
        select_stack("test", work_dir=studio.directory)
    stack = create_stack("test", work_dir=studio.directory)
    with pytest.raises(CommandError, match="already exists"):
        create_stack("test", work_dir=studio.directory)
    studio.state_file.with_suffix(".lock").write_text(str(os.getpid()))
    with pytest.raises(CommandError, match="currently locked by"):
        stack.refresh()
    stack.cancel()
    stack.destroy(remove=True)
    assert not studio.state_file.exists()


@pytest.mark.parametrize(
    ("inline", "named"),
    [
        ((), {"project_name": "arena", "program": lambda: None}),
        (("arena", lambda: None), {}),
        ((), {"opts": LocalWorkspaceOptions(program=lambda: None)}),
    ],
)
def test_inline_program_is_refused_in_one_sentence(studio, inline, named):
    with pytest.raises(
        CommandError, match=r"not an inline one: write it as __main__.py beside a Pulumi.yaml"
    ):
        create_or_select_stack("test", *inline, work_dir=studio.directory, **named)


def rights(*places: Path) -> dict[str, int]:
    """Return the permissions of folders and all files in them."""
    found = [each for place in places for each in (place, *place.rglob("*")) if each.exists()]
    return {str(each): stat.S_IMODE(each.stat().st_mode) for each in found}


@pytest.fixture
def watched(studio, monkeypatch):
    """Create a stack without a umask; yield a function to call after operations, and the permissions it saw."""
    log, seen, replace = studio.directory / "grpc.json", [], os.replace

    def look(*_):
        seen.append(rights(*studio.directory.glob(".pulumi-local"), *studio.directory.glob("new"), log))

    monkeypatch.setattr(os, "replace", lambda *paths: (look(), replace(*paths)))
    studio.environment["PULUMI_DEBUG_GRPC"] = str(log)
    studio.write('edgegap.App("arena", name="arena"); pulumi.export("word", config.require_secret("word"))')
    before = os.umask(0)
    yield look, seen
    os.umask(before)


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such rights")
@pytest.mark.parametrize("state", [None, "new/deeper/state.json"])
def test_files_are_private_at_every_moment(studio, watched, state):
    look, seen = watched
    opts = LocalWorkspaceOptions(env_vars=studio.environment)
    path = studio.directory / state if state else None
    stack = create_stack("test", work_dir=studio.directory, state=path, opts=opts)
    stack.set_config("word", ConfigValue("hush", secret=True))
    stack.up(on_event=look)
    look()
    modes = {(path, mode) for each in seen for path, mode in each.items()}
    assert [(path, oct(mode)) for path, mode in modes if mode not in (0o600, 0o700)] == []
    kinds = {Path(path).suffix for path, _ in modes}
    assert kinds >= {".json", ".config", ".history", ".lock", ".journal", ".new"}


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such rights")
def test_existing_files_are_made_private(studio, watched):
    look, seen = watched
    stack = studio.stack()
    stack.set_config("word", ConfigValue("hush", secret=True))
    stack.up()
    for suffix in (".journal", ".json.new"):  # as a killed process leaves them
        studio.state_file.with_suffix(suffix).touch()
    folder = studio.directory / ".pulumi-local"
    (folder / ".gitignore").unlink()  # which is no state, and stays as it is
    for place in (studio.directory / "grpc.json", folder, *folder.rglob("*")):
        place.chmod(0o777 if place.is_dir() else 0o666)
    studio.directory.chmod(0o755)
    seen.clear()
    stack.up(on_event=look)
    look()
    assert [mode for mode in seen[-1].values() if mode not in (0o600, 0o700)] == []
    assert {mode for each in seen for path, mode in each.items() if path.endswith((".new", ".journal"))} == {
        0o600
    }
    assert stat.S_IMODE(studio.directory.stat().st_mode) == 0o755
