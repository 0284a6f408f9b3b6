"""Features of the plugin beyond the dynamic provider: paths, secret marks, previews, settings, and names."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
import pytest
from conftest import TOKEN
from google.protobuf.empty_pb2 import Empty
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime import rpc
from pulumi.runtime.proto import provider_pb2 as pb
from pulumi_edgegap import App, AppVersion, EndpointStorage
from pulumi_edgegap.emulator import MASK, Emulator, Organization
from pulumi_edgegap.lifecycle.cases import camel
from support.declared import ENVS, VERSION
from support.life import Life, Lives, sent
from support.plugin_server import Plugin, PluginServer, named, of, plain, raw

URN = of(AppVersion)


def secret(value: Any) -> dict[str, Any]:
    return {rpc._special_sig_key: rpc._special_secret_sig, "value": value}


def test_diff_names_the_exact_property(version: Life) -> None:
    envs = [ENVS[1] | {"value": "deeper"}, {"key": "NEW", "value": "1"}]
    ports = [{"port": 80, "protocol": "HTTP", "to_check": False}, {"port": 7777, "protocol": "UDP"}]
    answer = version.preview(**VERSION | {"envs": envs, "ports": ports, "kind": "session", "req_cpu": 1024})
    assert {path: pb.PropertyDiff.Kind.Name(each.kind) for path, each in answer.detailedDiff.items()} == {
        "envs[0].value": "UPDATE",
        "envs[1]": "ADD",
        "envs[0]": "DELETE",
        "ports[0].toCheck": "UPDATE",
        "kind": "ADD_REPLACE",
        "reqCpu": "UPDATE",
    }
    assert list(answer.replaces) == ["kind"]


def test_secret_is_marked_at_its_own_place_wherever_its_item_stands(stub: Any, version: Life) -> None:
    given = VERSION | {
        "command": secret("run"),
        "envs": [ENVS[1], {"key": "A", "value": secret("plain")}, {"key": "B", "value": "open"}],
        "ports": [{"port": 7777, "protocol": "UDP"}, secret({"port": 80, "protocol": "HTTP"})],
    }
    inputs = stub.Check(pb.CheckRequest(urn=URN, news=named(given))).inputs
    for answer in (
        inputs,
        stub.Create(pb.CreateRequest(urn=URN, properties=with_name(inputs, "2"))).properties,
        stub.Update(
            pb.UpdateRequest(urn=URN, id=version.id, olds=named(version.state), news=inputs)
        ).properties,
        stub.Read(
            pb.ReadRequest(urn=URN, id=version.id, properties=named(version.state), inputs=inputs)
        ).properties,
    ):
        found = raw(answer)
        assert found["command"] == secret("run")
        assert {item["key"]: item["value"] for item in found["envs"]} == {
            "S": secret("deep"),
            "A": secret("plain"),
            "B": "open",
        }
        assert found["dockerImage"] == VERSION["docker_image"]
        assert {"value" in item: item.get("port") for item in found["ports"]} == {False: 7777, True: None}


def with_name(inputs: Struct, name: str) -> Struct:
    renamed = Struct()
    renamed.CopyFrom(inputs)
    renamed["name"] = name
    return renamed


def test_python_names_from_a_transform_override_the_program(stub: Any) -> None:
    program = named(VERSION | {"envs": [{"key": "A", "value": "1", "is_secret": False}]})
    program["envs"][0]["is_secret"] = True
    supplied = {"docker_tag": "of-a-transform", "req_cpu": 300, "req_memory": 400, "max_duration": 60}
    supplied |= {"cache_min_hour": 3, "cache_max_hour": 5, "time_to_deploy": 300, "is_active": False}
    program.update({camel(name): 1 for name in supplied} | supplied)
    answer = stub.Check(pb.CheckRequest(urn=URN, news=program))
    assert not answer.failures
    assert plain(answer.inputs).items() >= supplied.items()
    assert plain(answer.inputs)["envs"][0]["is_secret"] is True


def test_object_that_a_program_replaces_by_an_option_goes_first_as_its_name_is_taken(version: Life) -> None:
    assert version.preview(**VERSION | {"envs": ENVS, "docker_tag": "2"}).deleteBeforeReplace
    assert not version.preview(**VERSION | {"envs": ENVS, "name": "2.0.0"}).deleteBeforeReplace


def test_preview_of_a_create_or_an_update_sends_nothing_and_knows_unchanged_values(
    stub: Any, version: Life, emulator: Emulator
) -> None:
    emulator.requests.clear()
    created = stub.Create(pb.CreateRequest(urn=URN, properties=named(VERSION), preview=True))
    outputs = raw(created.properties)
    assert (created.id, outputs["createTime"], outputs["kind"]) == ("", rpc.UNKNOWN, rpc.UNKNOWN)
    assert outputs["dockerTag"] == VERSION["docker_tag"]

    news = version.inputs | {"docker_tag": "next"}
    request = pb.UpdateRequest(
        urn=URN, id=version.id, olds=named(version.state), news=named(news), preview=True
    )
    outputs = raw(stub.Update(request).properties)
    assert outputs["createTime"] == version.state["create_time"]
    assert (outputs["dockerTag"], outputs["lastUpdated"]) == ("next", rpc.UNKNOWN)
    assert not emulator.requests


@pytest.mark.parametrize("face", ["dynamic", "plugin"])
def test_state_of_either_face_is_read(stub: Any, version: Life, face: str) -> None:
    state = sent(version.state | {"__provider": "pickled"}) if face == "dynamic" else named(version.state)
    answer = stub.Diff(pb.DiffRequest(urn=URN, id=version.id, olds=state, news=named(version.inputs)))
    assert answer.changes == pb.DiffResponse.DIFF_NONE


def test_state_has_what_the_dynamic_provider_needs_to_continue(stub: Any, version: Life) -> None:
    answer = stub.Read(pb.ReadRequest(urn=URN, id=version.id, properties=named(version.state)))
    assert answer.properties["__provider"] == AppVersion._pickled


def test_import_by_id_gives_inputs_that_preview_as_unchanged(stub: Any, version: Life) -> None:
    read = stub.Read(pb.ReadRequest(urn=URN, id=version.id))
    assert raw(read.inputs)["envs"][1]["value"] == secret(MASK)
    checked = stub.Check(pb.CheckRequest(urn=URN, olds=read.inputs, news=read.inputs))
    assert not checked.failures
    diff = stub.Diff(pb.DiffRequest(urn=URN, id=version.id, olds=read.properties, news=checked.inputs))
    assert diff.changes == pb.DiffResponse.DIFF_NONE


def test_import_by_a_malformed_id_shows_the_expected_form(stub: Any) -> None:
    with pytest.raises(grpc.RpcError, match=r"invalid ID 'arena': expected the form 'appName/name'"):
        stub.Read(pb.ReadRequest(urn=URN, id="arena"))


def test_asset_instead_of_a_string_is_a_mistake(stub: Any) -> None:
    icon = {rpc._special_sig_key: rpc._special_asset_sig, "text": "icon"}
    answer = stub.Check(pb.CheckRequest(urn=of(App), news=sent({"name": "arena", "image": icon})))
    assert [each.reason for each in answer.failures] == ["property image must be a string, not an object"]


def test_mistake_is_reported_with_the_names_of_the_schema(stub: Any) -> None:
    given = {"appName": "arena", "isActiv": True, "isActive": "yes", "reqCpu": 100, "reqMemory": 900}
    failures = stub.Check(pb.CheckRequest(urn=URN, news=sent(given))).failures
    messages = [f"{each.property} {each.reason}".strip() for each in failures]
    assert "isActive must be true or false, not a string" in messages
    assert "unknown property 'isActiv': did you mean 'isActive'?" in messages
    assert "reqMemory must be at most twice reqCpu: lower it to 200, or raise reqCpu" in messages
    assert "missing required property 'dockerImage'" in messages


def test_errors_and_warnings_are_shown_at_their_resource_with_the_names_of_the_schema(
    server: PluginServer, stub: Any, version: Life
) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        stub.Create(pb.CreateRequest(urn=URN, properties=named(version.inputs)))
    assert caught.value.details().startswith("AppVersion 'arena/1.0.0' could not be created: ")
    assert "adopt it with `adopt: true`" in caught.value.details()
    assert "pulumi.Alias" not in caught.value.details()

    server.engine.messages.clear()
    stub.Create(pb.CreateRequest(urn=URN, properties=named(version.inputs | {"adopt": True, "req_cpu": 700})))
    ((urn, message),) = server.engine.messages
    assert urn == URN
    assert message.startswith("AppVersion 'arena/1.0.0' already existed and was adopted; changed: ")
    assert "reqCpu" in message


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (None, r"nobody-[0-9a-f]{7}"),
        (pb.CheckRequest.AutonamingOptions(proposed_name="v1-own", mode=1), "v1-own"),
        (pb.CheckRequest.AutonamingOptions(mode=2), None),
    ],
    ids=["by default", "by configuration", "not at all"],
)
def test_name_is_made_as_the_stack_wants_it(stub: Any, options: Any, expected: str | None) -> None:
    given = {name: value for name, value in VERSION.items() if name != "name"}
    answers = [stub.Check(pb.CheckRequest(urn=URN, news=named(given), autonaming=options)) for _ in range(2)]
    if expected is None:
        assert [each.reason for each in answers[0].failures] == ["missing required property 'name'"]
    else:
        assert re.fullmatch(expected, answers[0].inputs["name"])
        assert answers[1].inputs["name"] == answers[0].inputs["name"]


def test_invalid_setting_is_refused_and_the_token_becomes_a_secret(stub: Any) -> None:
    answer = stub.CheckConfig(pb.CheckRequest(news=sent({"apiTokn": "x", "apiToken": "in clear"})))
    ((failure),) = answer.failures
    assert (failure.property, failure.reason) == (
        "apiTokn",
        "is not a setting of this provider: did you mean 'apiToken'?",
    )
    assert raw(answer.inputs)["apiToken"] == secret("in clear")


def test_configuration_of_a_project_called_edgegap_is_no_mistake(stub: Any) -> None:
    def check(project: str, provider: str) -> Any:
        urn = f"urn:pulumi:dev::{project}::pulumi:providers:edgegap::{provider}"
        return stub.CheckConfig(pb.CheckRequest(urn=urn, news=sent({"adopt": "true", "logs_key": "x"})))

    own = check("edgegap", "default_0_1_0")
    assert (list(own.failures), list(own.inputs)) == ([], ["adopt"])
    assert [each.property for each in check("edgegap", "studio-b").failures] == ["logs_key"]
    assert [each.property for each in check("arena", "default").failures] == ["logs_key"]


def test_any_other_setting_makes_the_engine_configure_again(stub: Any) -> None:
    def diff(old: dict[str, str], new: dict[str, str]) -> int:
        return int(stub.DiffConfig(pb.DiffRequest(old_inputs=sent(old), news=sent(new))).changes)

    assert diff({"apiToken": "a"}, {"apiToken": "b"}) == pb.DiffResponse.DIFF_SOME
    assert diff({"apiToken": "a"}, {"apiToken": "a"}) == pb.DiffResponse.DIFF_NONE


def test_import_has_the_mask_for_a_secret_that_the_api_never_returns(
    stub: Any, lives: Lives, api: Organization
) -> None:
    access = {"access_key_id": "AKIA", "secret_access_key": "s3cr3t-marker"}
    api.create_storage({"name": "logs", "endpoint": "https://s3.example.com", "bucket": "b", **access})
    found = stub.Read(pb.ReadRequest(urn=of(EndpointStorage, "urn::logs"), id="logs"))
    assert raw(found.inputs)["secretAccessKey"] == raw(found.properties)["secretAccessKey"] == secret(MASK)


def test_program_keeps_the_credentials_of_an_imported_version(
    stub: Any, lives: Lives, version: Life, api: Organization
) -> None:
    credentials = {"private_username": "s3cr3t-user", "private_token": "s3cr3t-marker"}
    api.update_version("arena", version.state["name"], credentials)
    read = stub.Read(pb.ReadRequest(urn=URN, id=version.id))
    assert raw(read.inputs)["privateToken"] == raw(read.inputs)["privateUsername"] == secret(MASK)
    checked = stub.Check(pb.CheckRequest(urn=URN, olds=read.inputs, news=read.inputs))
    assert not checked.failures
    diff = stub.Diff(pb.DiffRequest(urn=URN, id=version.id, olds=read.properties, news=checked.inputs))
    assert diff.changes == pb.DiffResponse.DIFF_NONE


def test_sixty_readers_at_once_share_the_pages_of_a_list(
    stub: Any, lives: Lives, api: Organization, emulator: Emulator
) -> None:
    for number in range(60):
        lives(App).up(name=f"many-{number}")
    emulator.requests.clear()
    requests = [
        pb.ReadRequest(urn=of(App), id=f"many-{n}", properties=sent({"name": f"many-{n}"})) for n in range(60)
    ]
    with ThreadPoolExecutor(60) as pool:
        found = list(pool.map(stub.Read, requests))
    assert [each.id for each in found] == [f"many-{number}" for number in range(60)]
    assert len(emulator.requests) <= 20


def test_wait_for_caching_ends_at_ctrl_c_with_an_inactive_version(
    server: PluginServer, lives: Lives, api: Organization, emulator: Emulator
) -> None:
    lives(App).up(name="arena")
    own = Plugin({"apiToken": TOKEN, "apiUrl": emulator.url}, server.engine)
    own.stub.Cancel(Empty())
    given = VERSION | {"is_active": True, "wait_for_caching": 1}
    made = own.stub.Create(pb.CreateRequest(urn=URN, properties=named(given)))
    assert own.stop() == ""
    assert (made.id, made.properties["isActive"]) == ("arena/1.0.0", False)
    assert api.versions["arena", "1.0.0"]["is_active"] is False
