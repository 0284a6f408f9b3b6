"""Markers in every place that can contain a secret, and a search for them in everything that a stack writes."""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from pulumi_edgegap.emulator import MASK, Emulator, SeenRequest
from pulumi_edgegap.testing.engine import find_engine, isolated_environment
from support.in_clear import shows_secrets

README = Path(__file__).parents[1] / "README.md"
MARKERS = {
    place: f"marker-{number}-{place.replace(' ', '-')}"
    for number, place in enumerate(
        (
            "token in the environment",
            "token in the configuration",
            "token of the account with a userinfo",
            "userinfo",
            "private username",
            "private token",
            "secret access key",
            "secret variable",
            "secret variable changed",
            "secret of the configuration",
            "secret in a plain field",
            "misspelt property",
            "pasted registry",
            "pasted image",
            "pasted endpoint",
            "shown username",
            "shown token",
            "shown variable",
            "shown key",
            "by hand username",
            "by hand token",
            "by hand variable",
            "transformed username",
            "transformed token",
            "transformed variable",
            "transformed key",
        )
    )
}
PROGRAM = """
import os
import pulumi
from pulumi_edgegap import *

mark, config = lambda place: os.environ["MARK " + place], pulumi.Config()
image = dict(docker_repository="docker.io", docker_image="studio/arena", docker_tag="1", req_cpu=512, req_memory=1024)
private = EnvArgs(key="KEY", value=mark(os.environ.get("VARIABLE", "secret variable")), is_secret=True)
app = App("arena", name="arena")
version = AppVersion("v1", app_name=app.name, name="1.0", **image,
    private_username=mark("private username"), private_token=pulumi.Output.from_input(mark("private token")),
    envs=[private, {"key": "FROM", "value": config.require_secret("secret"), "is_secret": True}])
storage = EndpointStorage("files", name="files", access_key_id=config.require_secret("key-id"),
    secret_access_key=mark("secret access key"), endpoint="https://s3.example.com", bucket="files")
lobby = App("lobby", name="lobby", account="studio-b")
AppVersion("lobby-v1", app_name=lobby.name, name="1.0", account="studio-b", **image,
    envs=pulumi.Output.from_input([private]))
print([private, app, version, version.private_token, version.envs, storage, vars(storage), config])
"""
WRONG_ADDRESS = 'App("nowhere", account="userinfo")\n'
MISTAKES = """
AppVersion("misspelt", app_name="arena", name="2", **image, private_tokn=mark("misspelt property"))
AppVersion("pasted", app_name="arena", name="3", **image | {
    "docker_repository": "user:" + mark("pasted registry") + "@docker.io",
    "docker_image": "user:" + mark("pasted image") + "@docker.io/arena"})
EndpointStorage("pasted-too", access_key_id="AKIA", secret_access_key="key", bucket="files",
    endpoint="s3://user:" + mark("pasted endpoint") + "@s3.example.com")
"""
SUPPLYING = """
import os
import pulumi
from pulumi_edgegap import *

mark = lambda place: os.environ["MARK " + place]
image = dict(docker_repository="docker.io", docker_image="studio/arena", docker_tag="1", req_cpu=512, req_memory=1024)

def supply(args):
    if args.name == "supplied":
        return pulumi.ResourceTransformResult({**args.props, "private_token": mark("transformed token")}, args.opts)
    if args.name == "keyless":
        key = {"secret_access_key": mark("transformed key")}
        return pulumi.ResourceTransformResult({**args.props, **key}, args.opts)

def supply_before(args):
    if args.name == "supplied":
        envs = [{"key": "MODE", "value": "duel"}, {"key": "KEY", "value": mark("transformed variable"), "is_secret": True}]
        return pulumi.ResourceTransformationResult({**args.props, "envs": envs}, args.opts)

def supply_own(args):
    return pulumi.ResourceTransformResult({**args.props, "private_username": mark("transformed username")}, args.opts)

pulumi.runtime.register_resource_transform(supply)
pulumi.runtime.register_stack_transformation(supply_before)
own = pulumi.ResourceOptions(transforms=[supply_own])
app = App("arena", name="arena")
AppVersion("supplied", own, app_name=app.name, name="1.0", **image)
EndpointStorage("keyless", name="files", access_key_id="AKIA", secret_access_key=pulumi.Output.from_input("key"),
    endpoint="https://s3.example.com", bucket="files")
plain = AppVersion("plain", app_name=app.name, name="2.0", **image, envs=[EnvArgs(key="MODE", value="duel")])
seen, seen_files = AppVersion.get("seen", "lobby/1.0"), EndpointStorage.get("seen-files", "shared")
pulumi.export("seen", [seen.private_username, seen.private_token, seen.envs, seen_files.secret_access_key])
pulumi.export("managed", [plain.private_token, plain.envs])
found = [get_app_version("lobby", "1.0"), get_app_versions("lobby"), get_endpoint_storage("shared")]
print(found, [vars(each) for each in (found[0], found[2])])
pulumi.export("found", found)
pulumi.export("later", get_app_version_output("lobby", "1.0"))
"""
LOGGING = """
import logging, os
logging.basicConfig(level=logging.DEBUG, filename=os.path.join(os.environ["LOGS"], f"{os.getpid()}.log"))
"""
# At -v=9 the engine logs each property that it passes on, and at -v=5 results of transforms; these lines are not ours.
ENGINE_S_OWN = re.compile(
    r'^\{.*"msg":"((Unm|M)arshaling property for RPC\[.*"v":9|Transform: .*"v":5)\}$', re.MULTILINE
)


def found(markers: Mapping[str, str], texts: Mapping[str, str]) -> list[str]:
    """Return each marker in a text, with the text."""
    return [
        f"{place} in {where}"
        for place, marker in markers.items()
        for where, text in texts.items()
        if marker in text
    ]


def echo(*places: str) -> str:
    """A message that repeats the secrets of its request."""
    return " ".join(MARKERS[place] for place in places)


IMAGE = {
    "docker_repository": "docker.io", "docker_image": "studio/arena", "docker_tag": "1",
    "req_cpu": 512, "req_memory": 1024,
}  # fmt: skip
BUCKET = {"access_key_id": "AKIA", "endpoint": "https://s3.example.com", "bucket": "files"}


def credentials(whose: str) -> dict[str, object]:
    """The fields of a version created by hand."""
    return {
        "private_username": MARKERS[f"{whose} username"],
        "private_token": MARKERS[f"{whose} token"],
        "envs": [{"key": "KEY", "value": MARKERS[f"{whose} variable"], "is_secret": True}],
    }


@dataclass
class Stack:
    """A project that runs by commands, with the options of the first one and the output of all."""

    folder: Path
    command: list[str]
    environment: dict[str, str]
    settings: list[str] = field(default_factory=list)
    before: str = ""
    """The start of each program."""
    printed: dict[str, str] = field(default_factory=dict)

    def run(self, *arguments: str, program: str = PROGRAM, fails: bool = False) -> str:
        (self.folder / "__main__.py").write_text(self.before + program)
        done = subprocess.run(
            [*self.command, *arguments],
            cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        text = f"{done.stdout}\n{done.stderr}"
        assert (done.returncode != 0) is fails, text
        self.printed[f"{len(self.printed)} {' '.join(arguments[:3])}"] = text
        return done.stdout

    def files(self) -> dict[str, str]:
        """All files: state, configuration, caches, logs."""
        kept = (path for path in self.folder.parent.rglob("*") if path.is_file())
        return {str(path): path.read_text(errors="replace") for path in kept}


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    tokens = ("token in the environment", "token in the configuration")
    with Emulator([MARKERS[token] for token in tokens]) as running:
        yield running


@pytest.fixture(params=["local", "cli", "cli with the plugin"])
def stack(request: pytest.FixtureRequest, tmp_path: Path, emulator: Emulator) -> Stack:
    for folder in ("project", "engine", "logs", "start"):
        (tmp_path / folder).mkdir()
    settings = "name: tests\nruntime: python\n"
    if request.param == "cli with the plugin":
        folder = Path(sys.executable).parent
        settings += f"plugins: {{providers: [{{name: edgegap, path: {folder}}}]}}\n"
    (tmp_path / "project" / "Pulumi.yaml").write_text(settings)
    (tmp_path / "start" / "sitecustomize.py").write_text(LOGGING)
    address = emulator.url.removeprefix("http://")
    variables = {f"MARK {place}": marker for place, marker in MARKERS.items()} | {
        "PYTHONPATH": str(tmp_path / "start"),
        "LOGS": str(tmp_path / "logs"),
        "EDGEGAP_API_URL": emulator.url,
        "EDGEGAP_API_TOKEN": MARKERS["token in the environment"],
    }
    secrets = [
        f"tests:secret={MARKERS['secret of the configuration']}",
        f"tests:key-id={MARKERS['secret in a plain field']}",
        f"edgegap-studio-b:apiToken={MARKERS['token in the configuration']}",
        f"edgegap-studio-b:apiUrl={emulator.url}",
        f"edgegap-userinfo:apiToken={MARKERS['token of the account with a userinfo']}",
        *(f"{keys}:maxWait=0.01" for keys in ("edgegap", "edgegap-studio-b")),
        f"edgegap-userinfo:apiUrl=http://user:{MARKERS['userinfo']}@{address}",
    ]
    if request.param == "local":
        command = [str(Path(sys.executable).with_name("pulumi-local"))]
        environment = isolated_environment(os.environ) | variables
        return Stack(tmp_path / "project", command, environment, [f"--secret={each}" for each in secrets])
    engine = find_engine()
    if engine is None:
        pytest.skip("there is no `pulumi` on PATH or in PULUMI_HOME")
    made = Stack(
        tmp_path / "project", [str(engine.path)], engine.environment(tmp_path / "engine") | variables
    )
    made.run("stack", "init", "dev")
    made.run("config", "set-all", *(part for each in secrets for part in ("--secret", each)))
    if request.param == "cli with the plugin":
        made.before = "import pulumi_edgegap\n\npulumi_edgegap.use_plugin()\n"
    made.command += ["--non-interactive", "-v=9", "--logtostderr"]
    return made


def test_no_secret_shows_anywhere(stack: Stack, emulator: Emulator) -> None:
    seen: list[SeenRequest] = []
    emulator.on_request = seen.append
    is_cli = "--logtostderr" in stack.command
    yes = ["--yes", "--skip-preview"] if is_cli else []
    export = ["stack", "export"] if is_cli else ["export"]
    token, secrets = "token in the environment", ["secret variable", "secret of the configuration"]
    version = echo(token, *secrets, "private username", "private token")
    changed = echo(token, "secret variable changed", "secret of the configuration")

    emulator.fail_next(method="POST", path="*/arena/version", status=400, body={"message": version})
    html = f"<html>{echo(token, 'secret access key')}</html>"
    emulator.fail_next(method="POST", path="*/endpoint", status=500, body=html)
    emulator.fail_next(method="POST", path="*/lobby/version", drop="before")
    first = [*yes, "--continue-on-error", *stack.settings]
    stack.run("up", *first, program=PROGRAM + WRONG_ADDRESS, fails=True)
    emulator.fail_next(method="POST", path="*/arena/version", drop="after")
    emulator.fail_next(method="PATCH", path="*/arena/version/*", status=200, body=version, carry_out=True)
    stack.run("up", *yes)
    stack.environment["VARIABLE"] = "secret variable changed"
    stack.run("preview", "--diff", "--json", program=PROGRAM + MISTAKES, fails=True)
    emulator.fail_next(method="PATCH", path="*/arena/version/*", status=422, body={"message": changed})
    stack.run("up", *yes, "--diff", fails=True)
    emulator.fail_next(method="GET", path="*/arena*", status=502, body=echo(token), times=2)
    stack.run("refresh", *yes)
    exported = stack.run(*export)
    emulator.fail_next(method="DELETE", path="*/arena*", status=503, body={"message": echo(token)})
    stack.run("destroy", *yes)

    resources = json.loads(exported)["deployment"]["resources"]
    pickled = [base64.b64decode(each.get("inputs", {}).get("__provider", "")) for each in resources]
    files = stack.files()
    texts = files | {
        "the emulator's record": repr([replace(each, fault=None) for each in seen]),
        "a pickled provider": repr(pickled),
        **{step: ENGINE_S_OWN.sub("", text) for step, text in stack.printed.items()},
    }
    assert found(MARKERS, texts) == []
    # The engine does not even see a token in the environment.
    assert found({token: MARKERS[token]}, stack.printed) == []

    # Check the test itself: the secrets were sent, the libraries logged, the failures were shown.
    bodies = {"requests": repr([each.body for each in seen])}
    sent = [place for place in MARKERS if re.search("^(private|secret)", place)]
    assert [each.split(" in requests")[0] for each in found(MARKERS, bodies)] == sent
    assert any("httpcore" in text for name, text in files.items() if "/logs/" in name)
    assert "[secret]" in "".join(stack.printed.values())


def test_log_of_messages_contains_secrets_as_documented(stack: Stack) -> None:
    log = stack.folder.parent / "messages.json"
    stack.environment["PULUMI_DEBUG_GRPC"] = str(log)
    is_cli = "--logtostderr" in stack.command
    stack.run("up", *(["--yes", "--skip-preview"] if is_cli else []), *stack.settings)
    held = {place for place, marker in MARKERS.items() if marker in log.read_text()}
    of_resources = {"private username", "private token", "secret access key", "secret variable"}
    assert held >= of_resources | ({"token in the configuration"} if is_cli else set())
    assert "token in the environment" not in held
    assert os.name != "posix" or log.stat().st_mode & 0o077 == 0
    assert "`PULUMI_DEBUG_GRPC`" in README.read_text(encoding="utf-8").partition("## Limits")[2]


def test_no_secret_from_a_transform_or_the_service_is_shown(
    stack: Stack, emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    shows_secrets(monkeypatch)
    seen: list[SeenRequest] = []
    emulator.on_request = seen.append
    yes = ["--yes", "--skip-preview"] if "--logtostderr" in stack.command else []
    api = emulator.organization(MARKERS["token in the environment"])
    api.create_app({"name": "lobby", "is_active": True, "image": ""})
    api.create_version("lobby", {"name": "1.0", **IMAGE, **credentials("shown")})
    api.create_storage({"name": "shared", **BUCKET, "secret_access_key": MARKERS["shown key"]})

    stack.run("preview", "--diff", *stack.settings, program=SUPPLYING)
    stack.run("up", *yes, *stack.settings, program=SUPPLYING)
    sent = [dict(api.versions["arena", "1.0"]), dict(api.storages["files"])]
    api.update_version("arena", "2.0", credentials("by hand"))
    stack.run("refresh", *yes, program=SUPPLYING)
    stack.run("preview", "--diff", program=SUPPLYING)
    edgegap, folder = Path(sys.executable).with_name("pulumi-edgegap"), stack.folder.parent / "exported"
    exported = subprocess.run(
        [edgegap, "export", folder], env=stack.environment, capture_output=True, text=True, check=True
    )
    files = stack.files()
    stack.run("destroy", *yes, program=SUPPLYING)

    steps = {step: ENGINE_S_OWN.sub("", text) for step, text in stack.printed.items()}
    messages = {"export": exported.stdout + exported.stderr}
    for texts in (steps, messages, files, stack.files()):
        assert found(MARKERS, texts) == []
    # Check the test itself: secrets of transforms were sent, those of the service were exported as a mask.
    places = [place for place in MARKERS if place.startswith("transformed")]
    assert [each.split(" in ")[0] for each in found(MARKERS, {"the service": repr(sent)})] == places
    assert (folder / "import.json").read_text().count(MASK) >= 8
    assert MASK not in repr([each.body for each in seen])
