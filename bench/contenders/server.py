"""Providers in the SDK's dynamic-provider server, called as by the engine, but without an engine."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

from bare_provider import BARE
from fleet import Object, fleet
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime.proto import provider_pb2 as grpc
from pulumi_edgegap import App, AppVersion
from support.life import DynamicServer, as_sent, sent

from contenders import BENCH, UNLIMITED, Contender, Entry, Track
from contenders.requests import at_once


@dataclass
class ResourceData:
    """An engine's data about a resource, sent back unchanged, so that no engine time is measured."""

    news: dict[int, Struct]
    id: str = ""
    inputs: Struct = field(default_factory=Struct)
    state: Struct = field(default_factory=Struct)


def edgegap_inputs(each: Object) -> Struct:
    """Return the inputs that a program with this package sends."""
    return as_sent(AppVersion, each.body | {"app_name": each.app}) if each.app else as_sent(App, each.body)


def bare_inputs(each: Object) -> Struct:
    """Return the inputs of the minimal provider."""
    text = {"collection": each.collection, "path": each.path, "body": json.dumps(each.body)}
    return sent(text | {"__provider": BARE})


def server(inputs: Callable[[Object], Struct]) -> Contender:
    """Return a contender that measures a provider's overhead: check, diff, comparison and gRPC."""
    return partial(_server, inputs)


@contextmanager
def _server(inputs: Callable[[Object], Struct], track: Track) -> Iterator[Entry]:
    service = {"edgegap:apiUrl": track.service.url, "edgegap:apiToken": track.service.token}
    process = DynamicServer(UNLIMITED | service, {"PYTHONPATH": str(BENCH)})
    ask = process.stub
    for example in fleet(2):  # do not measure imports
        ask.Check(grpc.CheckRequest(news=inputs(example)))
    shares = (0, 100, 1)
    resources = {each.label: ResourceData({}) for each in fleet(track.size)}
    for share in shares:
        for each in fleet(track.size, changed=share):
            resources[each.label].news[share] = inputs(each)
    apps = [resources[each.label] for each in fleet(track.size) if each.app is None]
    versions = [resources[each.label] for each in fleet(track.size) if each.app is not None]

    def up(share: int) -> None:
        for group in (apps, versions):
            at_once(lambda each: up_one(each, each.news[share]), group)

    def up_one(each: ResourceData, news: Struct) -> None:
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

    def refresh_one(each: ResourceData) -> None:
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
