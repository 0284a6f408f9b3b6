"""The plugin's functions for programs in all languages, and errors for unknown ones."""

from __future__ import annotations

from typing import Any

import grpc
import pytest
from pulumi.runtime.proto import provider_pb2 as pb
from pulumi_edgegap import App
from pulumi_edgegap.emulator import MASK, Organization
from support.in_clear import shows_secrets
from support.life import Life, sent
from support.plugin_server import Plugin, PluginServer, named, of, plain, raw


def test_functions_read_what_exists_and_show_no_secret(
    stub: Any, version: Life, api: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    shows_secrets(monkeypatch)

    def ask(function: str, **given: str) -> dict[str, Any]:
        answer = stub.Invoke(pb.InvokeRequest(tok=f"edgegap:index:{function}", args=named(given)))
        assert not answer.failures
        return plain(getattr(answer, "return"))

    assert ask("getApp", name="arena")["is_active"] is True
    assert [app["name"] for app in ask("getApps")["apps"]] == ["arena"]
    found = ask("getAppVersion", app_name="arena", name="1.0.0")
    assert found["envs"][1]["value"] == MASK
    (row,) = ask("getAppVersions", app_name="arena")["app_versions"]
    assert row.keys() == found.keys()
    assert (row["app_name"], row["envs"]) == ("arena", found["envs"])
    with pytest.raises(grpc.RpcError, match="gone"):
        ask("getApp", name="gone")
    missing = stub.Invoke(pb.InvokeRequest(tok="edgegap:index:getAppVersion")).failures
    assert [each.property for each in missing] == ["appName", "name"]
    request = pb.InvokeRequest(tok="edgegap:index:getApp", args=sent({"name": "arena", "nam": "x"}))
    ((failure),) = stub.Invoke(request).failures
    assert (failure.property, failure.reason) == (
        "nam",
        "is not an argument of this function: did you mean 'name'?",
    )


def test_function_without_a_token_or_object_passes_only_a_preview(
    server: PluginServer, stub: Any, api: Organization
) -> None:
    def preview(plugin: Any, function: str, **given: str) -> dict[str, Any]:
        request = pb.InvokeRequest(tok=f"edgegap:index:{function}", args=named(given), preview=True)
        return raw(getattr(plugin.Invoke(request), "return"))

    server.engine.messages.clear()
    given = {"appName": "arena", "name": "1.0.0"}
    assert preview(stub, "getAppVersion", **given) == given
    ((urn, message),) = server.engine.messages
    assert (urn, message) == (
        "",
        'Edgegap refused GET /v1/app/arena/version/1.0.0: "Version not found." (404). '
        "getAppVersion returns nothing in this preview.",
    )

    stranger = Plugin({"apiUrl": "http://127.0.0.1:9"}, server.engine)
    assert preview(stranger.stub, "getApps") == {"apps": []}
    with pytest.raises(grpc.RpcError, match="Missing API token for Edgegap"):
        stranger.stub.Invoke(pb.InvokeRequest(tok="edgegap:index:getApps"))
    stranger.stop()


@pytest.mark.parametrize(
    ("method", "request_", "messages"),
    [
        ("Check", pb.CheckRequest(urn=of(App).replace("App", "Fleet")), "no type 'edgegap:index:Fleet'"),
        ("Delete", pb.DeleteRequest(urn="arena", id="arena"), "'arena' is not the URN"),
        ("Invoke", pb.InvokeRequest(tok="edgegap:index:getFleet"), "no function 'getFleet'"),
        ("Call", pb.CallRequest(tok="edgegap:index:App/stop"), "no method 'edgegap:index:App/stop'"),
        ("Construct", pb.ConstructRequest(type="edgegap:index:Fleet"), "no component 'edgegap:index:Fleet'"),
    ],
    ids=["a type", "a URN", "a function", "a method", "a component"],
)
def test_unknown_names_from_an_sdk_are_reported(stub: Any, method: str, request_: Any, messages: str) -> None:
    with pytest.raises(grpc.RpcError, match=messages) as caught:
        getattr(stub, method)(request_)
    assert caught.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert "URN" in messages or "install the version of pulumi-edgegap" in caught.value.details()
