"""This package in the SDK's dynamic-provider server, called as the engine does, with no engine around it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from fleet import Object, fleet
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime.proto import provider_pb2 as grpc
from pulumi_edgegap import App, AppVersion
from support.life import DynamicServer, as_sent

from contenders import UNLIMITED, Entry, Track
from contenders.requests import at_once


@dataclass
class Held:
    """What an engine holds of a resource. All is sent as it came, as no time of an engine shall be measured."""

    news: dict[int, Struct]
    id: str = ""
    inputs: Struct = field(default_factory=Struct)
    state: Struct = field(default_factory=Struct)


@contextmanager
def server(track: Track) -> Iterator[Entry]:
    """Give what the provider adds to the requests: check, diff, comparison, gRPC."""
    service = {"edgegap:apiUrl": track.service.url, "edgegap:apiToken": track.service.token}
    process = DynamicServer(UNLIMITED | service)
    ask = process.stub
    ask.Check(grpc.CheckRequest(news=as_sent(App, {})))  # the import of the package is the engine's to pay
    shares = (0, 100, 1)
    resources = {each.label: Held({}) for each in fleet(track.size)}
    for share in shares:
        for each in fleet(track.size, changed=share):
            resources[each.label].news[share] = _news(each)
    apps = [resources[each.label] for each in fleet(track.size) if each.app is None]
    versions = [resources[each.label] for each in fleet(track.size) if each.app is not None]

    def up(share: int) -> None:
        for group in (apps, versions):
            at_once(lambda each: up_one(each, each.news[share]), group)

    def up_one(each: Held, news: Struct) -> None:
        checked = ask.Check(grpc.CheckRequest(olds=each.inputs, news=news))
        assert not checked.failures
        each.inputs = checked.inputs
        if not each.id:
            made = ask.Create(grpc.CreateRequest(properties=each.inputs))
            each.id, each.state = made.id, made.properties
            return
        diff = ask.Diff(grpc.DiffRequest(id=each.id, olds=each.state, news=each.inputs))
        if diff.changes == grpc.DiffResponse.DIFF_SOME:
            request = grpc.UpdateRequest(id=each.id, olds=each.state, news=each.inputs)
            each.state = ask.Update(request).properties

    def refresh_one(each: Held) -> None:
        read = ask.Read(grpc.ReadRequest(id=each.id, properties=each.state))
        each.state, each.inputs = read.properties, read.inputs

    def destroy() -> None:
        for group in (versions, apps):
            at_once(lambda each: ask.Delete(grpc.DeleteRequest(id=each.id, properties=each.state)), group)

    try:
        yield Entry(
            {
                "up": lambda: up(0),
                "refresh": lambda: at_once(refresh_one, [*apps, *versions]),
                "up, 1 % changed": lambda: up(100),
                "up, all changed": lambda: up(1),
                "destroy": destroy,
            }
        )
    finally:
        process.stop()


def _news(each: Object) -> Struct:
    return as_sent(AppVersion, each.body | {"app_name": each.app}) if each.app else as_sent(App, each.body)
