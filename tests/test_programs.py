"""Programs as users write them, in the SDK: the registered resources and their secrets."""

from __future__ import annotations

import asyncio
import inspect
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from typing import Any

import pulumi
import pulumi_edgegap as edgegap
import pytest
from pulumi.runtime import mocks, rpc, set_all_config, set_mocks
from pulumi_edgegap import (
    App,
    AppArgs,
    AppVersion,
    EndpointStorage,
    EndpointStorageArgs,
    EnvArgs,
    GameServer,
    ImageTagArgs,
    PortArgs,
    ProbeArgs,
    PullProfileLink,
)
from pulumi_edgegap.lifecycle import early_registration, sdk
from pulumi_edgegap.lifecycle.face import with_aliases
from pulumi_edgegap.lifecycle.resource import automatic_name

SECRET = "s3cr3t-marker"


class Recorder(mocks.Mocks):
    """Responds like the engine in a preview, and records what is registered."""

    def __init__(self) -> None:
        self.inputs: dict[str, dict[str, Any]] = {}
        self.types: dict[str, str] = {}
        self.automatic_names: list[str] = []

    def call(self, args: mocks.MockCallArgs) -> dict[str, Any]:
        raise AssertionError(args.token)

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        self.inputs[args.name] = args.inputs
        self.types[args.name] = args.typ
        self.automatic_names += [args.inputs["__autoname"]] if "__autoname" in args.inputs else []
        return f"{args.name}-id", args.inputs


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    recorder = Recorder()
    set_mocks(recorder, project="arena", stack="dev", preview=False)
    yield recorder
    asyncio.set_event_loop(None)
    loop.close()


def is_secret(value: Any) -> bool:
    return bool(rpc.is_rpc_secret(value))


VERSION: dict[str, Any] = {
    "name": "1.0.0",
    "docker_repository": "docker.io",
    "docker_image": "studio/arena",
    "docker_tag": "1.0.0",
    "req_cpu": 512,
    "req_memory": 1024,
}


def run(program: Callable[[], None]) -> None:
    """Run a program to its end, like `@pulumi.runtime.test`."""

    @pulumi.runtime.test
    def main() -> None:
        program()

    main()


def test_each_resource_has_a_type_of_its_own(recorder: Recorder) -> None:
    run(lambda: AppVersion("v1", app_name=App("arena").name, **VERSION) and None)
    assert recorder.types == {
        "arena": "pulumi-python:dynamic/edgegap:App",
        "v1": "pulumi-python:dynamic/edgegap:AppVersion",
    }


def test_secrets_are_secret_though_passed_as_plain_text(recorder: Recorder) -> None:
    def program() -> None:
        AppVersion(
            "v1",
            app_name="arena",
            **VERSION,
            private_username="robot",
            private_token=SECRET,
            envs=[EnvArgs(key="KEY", value=SECRET, is_secret=True), {"key": "MODE", "value": "ranked"}],
        )
        EndpointStorage(
            "logs",
            access_key_id="AKIA",
            secret_access_key=SECRET,
            endpoint="https://s3.example.com",
            bucket="logs",
        )

    run(program)
    version, storage = recorder.inputs["v1"], recorder.inputs["logs"]
    assert is_secret(version["private_username"])
    assert is_secret(version["private_token"])
    assert is_secret(storage["secret_access_key"])
    envs = version["envs"]
    assert is_secret(envs) or is_secret(envs[0]["value"])
    assert not is_secret(version["docker_tag"])


def test_secret_variables_stay_secret_inside_an_output(recorder: Recorder) -> None:
    envs = pulumi.Output.from_input("KEY").apply(lambda key: [EnvArgs(key=key, value=SECRET, is_secret=True)])
    run(lambda: AppVersion("v1", app_name="arena", **VERSION, envs=envs) and None)
    assert SECRET not in str(unwrapped_plain(recorder.inputs["v1"]))


def unwrapped_plain(value: Any) -> Any:
    """Return what is not secret: secrets are replaced with a word."""
    if is_secret(value):
        return "[secret]"
    if isinstance(value, dict):
        return {key: unwrapped_plain(item) for key, item in value.items()}
    return [unwrapped_plain(item) for item in value] if isinstance(value, list) else value


def test_no_object_shows_a_secret_in_its_repr(recorder: Recorder) -> None:
    shown: list[str] = []

    def program() -> None:
        env = EnvArgs(key="KEY", value=SECRET, is_secret=True)
        version = AppVersion("v1", app_name="arena", **VERSION, private_token=SECRET, envs=[env])
        shown.extend(repr(each) for each in (env, version, version.private_token, version.envs))

    run(program)
    assert shown
    assert SECRET not in "".join(shown)


def test_args_classes_and_dicts_are_the_same(recorder: Recorder) -> None:
    def program() -> None:
        args = [PortArgs(port=7777, protocol="UDP", name="game")]
        AppVersion(
            "a", app_name="arena", **VERSION, ports=args, probe=ProbeArgs(optimal_ping=1, rejected_ping=2)
        )
        AppVersion(
            "b",
            app_name="arena",
            **VERSION,
            ports=[{"port": 7777, "protocol": "UDP", "name": "game"}],
            probe={"optimal_ping": 1, "rejected_ping": 2},
        )

    run(program)
    assert recorder.inputs["a"] == recorder.inputs["b"]


def test_misspelt_argument_of_a_part_ends_the_program_with_a_suggestion() -> None:
    with pytest.raises(
        pulumi.RunError, match=r"PortArgs: unknown argument 'protokol': did you mean 'protocol'\?"
    ):
        PortArgs(port=1, protokol="UDP")  # type: ignore[call-arg]


OPTIONS = pulumi.ResourceOptions()
WRITE = (
    "write App('a', AppArgs(name=..., is_active=...), opts) or App('a', name=..., is_active=..., opts=opts)."
)


@pytest.mark.parametrize(
    ("kind", "positional", "named", "sentence"),
    [
        (
            GameServer,
            ("a", {"name": "x"}),
            {},
            "GameServer 'a': unknown argument 'name': expected one of resource_name, opts, active, ",
        ),
        (
            GameServer,
            ("a", []),
            {},
            "not list; properties are given by name: write GameServer('a', active=..., ",
        ),
        (GameServer, ("a", OPTIONS, {}), {}, "GameServer 'a': there can be no third argument; "),
        (
            App,
            ("a", PortArgs(port=1, protocol="UDP")),
            {},
            f"App 'a': the second argument must be AppArgs, a dict or pulumi.ResourceOptions, not PortArgs; {WRITE}",
        ),
        (App, ("a", ImageTagArgs(image_name="x", tag="1"), OPTIONS), {}, "not ImageTagArgs; "),
        (AppVersion, ("a", "x"), {}, "not str; write AppVersion('a', AppVersionArgs(app_name=..., name=...)"),
        (App, ("a", OPTIONS, {}), {}, "must be the last argument, after the arguments of the resource; "),
        (App, ("a", {}, OPTIONS, {}), {}, "must be the last argument, after the arguments of the resource; "),
        (App, ("a", {}, {}), {}, "App 'a': opts must be pulumi.ResourceOptions, not dict; "),
        (App, ("a",), {"args": 1}, "App 'a': args must be AppArgs or a dict, not int; "),
        (
            App,
            ("a", AppArgs()),
            {"name": "x"},
            "App 'a': name is a keyword argument, but others are in args: pass all of them one way; ",
        ),
        (
            App,
            ({"name": "x"},),
            {},
            "App: the first argument must be the resource's logical name, not dict; ",
        ),
        (App, (), {}, "App: the first argument must be the resource's logical name, not NoneType; "),
    ],
)
def test_misplaced_argument_ends_the_program_with_a_correction(
    recorder: Recorder, kind: Any, positional: tuple[Any, ...], named: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(pulumi.RunError, match=re.escape(sentence)) as caught:
        run(lambda: kind(*positional, **named) and None)
    assert ". " not in str(caught.value)
    assert recorder.inputs == {}


KEY = "s3cr3t"
FORMS: dict[str, Callable[[Any], EndpointStorage]] = {
    "args": lambda given: EndpointStorage("a", EndpointStorageArgs(**given), OPTIONS),
    "args alone": lambda given: EndpointStorage("a", EndpointStorageArgs(**given)),
    "args by name": lambda given: EndpointStorage("a", args=EndpointStorageArgs(**given), opts=OPTIONS),
    "dict": lambda given: EndpointStorage("a", given, OPTIONS),
    "by name": lambda given: EndpointStorage("a", **given),
    "options first": lambda given: EndpointStorage("a", OPTIONS, **given),
    "set one by one": lambda given: EndpointStorage("a", set_one_by_one(given)),
}


def set_one_by_one(given: dict[str, Any]) -> EndpointStorageArgs:
    args = EndpointStorageArgs(**given | {"bucket": "other"})
    args.bucket = given["bucket"]
    assert (args.endpoint, args.output_format) == (given["endpoint"], None)
    return args


@pytest.mark.parametrize("form", FORMS)
def test_arguments_are_one_value_or_each_by_its_name(recorder: Recorder, form: str) -> None:
    given = {"access_key_id": "AKIA", "secret_access_key": KEY, "endpoint": "https://s3.test", "bucket": "b"}
    run(lambda: FORMS[form](given) and None)
    sent = recorder.inputs["a"]
    assert {name: sent[name] for name in given if name != "secret_access_key"} | {
        "secret_access_key": KEY
    } == given
    assert sent["secret_access_key"] == {rpc._special_sig_key: rpc._special_secret_sig, "value": KEY}
    assert "output_format" not in sent


def test_link_shows_each_end_once_and_has_the_old_names_with_a_warning(recorder: Recorder) -> None:
    ends = {"storage_name": "endpoint", "pull_profile_name": "pull_profile", "app_name": "app"}
    ends |= {"app_version_name": "app_version"}
    same: list[bool] = []

    def program() -> None:
        link = PullProfileLink("link", **{name: name for name in ends})
        for name, old in ends.items():
            with pytest.warns(DeprecationWarning, match=f"^{old} is deprecated: use {name}.$"):
                same.append(getattr(link, old) is getattr(link, name))

    run(program)
    assert same == [True] * 4
    assert set(PullProfileLink._outputs()) == {*ends, "account", "create_time", "last_updated"}


def test_arguments_have_all_that_the_constructor_takes() -> None:
    for kind, args, form in (
        (getattr(edgegap, name), getattr(edgegap, f"{name}Args"), getattr(edgegap, f"{name}ArgsDict"))
        for name in ("App", "AppVersion", "EndpointStorage", "ImageTag", "PullProfile", "PullProfileLink")
    ):
        takes = [*kind._dynamic_provider.inputs.fields]
        assert takes == [*inspect.signature(args.__init__).parameters][1:] == [*form.__annotations__]


def test_misplaced_argument_of_get_or_a_part_is_reported() -> None:
    with pytest.raises(pulumi.RunError, match="App 'a': opts must be pulumi.ResourceOptions, not dict; get "):
        App.get("a", "arena", {"name": "arena"})  # type: ignore[arg-type]
    with pytest.raises(pulumi.RunError, match=r"PortArgs takes arguments by name: PortArgs\(port=...,"):
        PortArgs({"port": 1})  # type: ignore[call-arg,misc]


def test_outputs_are_typed(recorder: Recorder) -> None:
    seen: list[object] = []

    def program() -> None:
        version = AppVersion("v1", app_name="arena", **VERSION, ports=[PortArgs(port=7777, protocol="UDP")])
        version.req_cpu.apply(seen.append)
        version.ports.apply(lambda ports: seen.append((ports[0].port, ports[0]["protocol"])))

    run(program)
    assert sorted(seen, key=str) == [(7777, "UDP"), 512]
    assert isinstance(next(each for each in seen if each == 512), int)


def test_subclass_has_the_type_and_outputs_of_its_base(recorder: Recorder) -> None:
    class Arena(App):
        motto: pulumi.Output[str]

    run(
        lambda: (
            pulumi.Output.all(made := Arena("arena"), made.is_active, made.create_time, made.motto) and None
        )
    )
    assert recorder.types == {"arena": "pulumi-python:dynamic/edgegap:App"}


def test_registration_begins_while_a_program_declares_very_many_resources(
    recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(early_registration, "_declared", count(1))
    turns_of_the_loop: list[int] = []

    def program() -> None:
        asyncio.get_running_loop().call_soon(turns_of_the_loop.append, 1)
        for number in range(early_registration.BATCH - 1):
            App(f"arena-{number}")
        assert not turns_of_the_loop
        App("arena")
        assert turns_of_the_loop

    run(program)
    assert len(recorder.types) == early_registration.BATCH


def test_automatic_name_is_the_logical_name_a_dash_and_seven_digits() -> None:
    name = automatic_name("lobby", 64, ("org", "project", "dev"))
    assert re.fullmatch(r"lobby-[0-9a-f]{7}", name)
    assert automatic_name("lobby", 64, ("org", "project", "dev")) == name
    assert automatic_name("lobby", 64, ("org", "project", "prod")) != name
    assert len(automatic_name("x" * 200, 64, ())) == 64
    assert "/" not in automatic_name("a/b", 64, ())


def test_children_of_two_components_get_two_names(recorder: Recorder) -> None:
    def program() -> None:
        for name in ("eu", "us"):
            parent = pulumi.ComponentResource("studio:Region", name)
            App(f"{name}-app", opts=pulumi.ResourceOptions(parent=parent))
            App("app", opts=pulumi.ResourceOptions(parent=parent))

    run(program)
    assert len(recorder.automatic_names) == len(set(recorder.automatic_names)) == 4


@pytest.mark.parametrize("key", ["edgegap:apiToken", "edgegap-studio-b:apiToken"])
@pytest.mark.parametrize("account", [None, "studio-b", pulumi.Output.from_input])
def test_plain_text_token_in_the_configuration_ends_the_program(
    recorder: Recorder, key: str, account: Any
) -> None:
    """The whole configuration is stored in the state, for any account and however it is set."""

    def program() -> None:
        App("arena", account=account("studio-b") if callable(account) else account)

    set_all_config({key: "in-clear"})
    try:
        with pytest.raises(pulumi.RunError, match=f"pulumi config set --secret {key}") as caught:
            run(program)
        assert "in-clear" not in str(caught.value)
        set_all_config(
            {
                key: "in-clear",
                "edgegap:apiUrl": "https://x.example.com",
                "tests-edgegap:apiToken": "of another",
            },
            [key],
        )
        run(program)
    finally:
        set_all_config({}, [])


def test_sdk_that_drops_inputs_ends_the_program(recorder: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    drops = partial(rpc.deserialize_properties, keep_internal=False)  # as all did before 3.235
    monkeypatch.setattr(rpc, "deserialize_properties", drops)
    sdk.refuse_old.cache_clear()
    sentence = r"does not work with pulumi 3\..* dynamic resources: run `pip install 'pulumi<4,>=3\.235'`\.$"
    with pytest.raises(pulumi.RunError, match=sentence):
        run(lambda: App("arena") and None)
    assert recorder.inputs == {}


def test_program_s_process_loads_neither_httpx_nor_the_emulator_nor_the_command_line() -> None:
    code = "import sys, pulumi_edgegap as e; e.App; print([m for m in ('httpx', 'fastapi', 'typer') if m in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "[]"


def test_alias_of_a_program_also_finds_the_resource_of_the_other_face() -> None:
    urn = "urn:pulumi:dev::games::studio:index:Game$pulumi-python:dynamic/edgegap:App::third"
    typed = pulumi.Alias("second", type_="studio:index:Old")
    opts = pulumi.ResourceOptions(aliases=[pulumi.Alias("first"), typed, urn])
    found = with_aliases(opts, "edgegap:index:App").aliases
    assert isinstance(found, list)
    assert found[:3] == [*opts.aliases]
    own, first, second, third = found[3:]
    assert [(each.name, each.type_) for each in (own, first, second)] == [
        (..., "edgegap:index:App"),
        ("first", "edgegap:index:App"),
        ("second", "studio:index:Old"),
    ]
    assert third == urn.replace("pulumi-python:dynamic/edgegap:App", "edgegap:index:App")


REPORTING = """
import sys
from threading import Thread
from pulumi_edgegap import App
from pulumi_edgegap.lifecycle import mistakes

mistakes.is_dry_run = lambda: True
declare = lambda: mistakes.report(App._dynamic_provider, App._outputs(), "arena", None, {"is_activ": True})
"""
INLINE = "thread = Thread(target=declare); thread.start(); thread.join()\n"


@pytest.mark.parametrize(
    ("end", "prints"),
    [
        ("declare()\nraise KeyboardInterrupt", False),
        ("declare()\nraise ValueError", True),
        (f"{INLINE}raise KeyboardInterrupt", True),  # the process is the user's
        ("raise KeyboardInterrupt", True),
    ],
)
def test_interrupt_prints_no_traceback_after_reported_mistakes(end: str, prints: bool) -> None:
    ran = subprocess.run([sys.executable, "-c", REPORTING + end], capture_output=True, text=True)
    assert ran.returncode != 0
    assert ("App 'arena': unknown property 'is_activ'" in ran.stderr) is ("declare" in end)
    assert ("Traceback" in ran.stderr) is prints
