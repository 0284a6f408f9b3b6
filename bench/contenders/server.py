"""Providers in the SDK's dynamic-provider server, called as the engine does, with no engine around it."""

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
class Held:
    """What an engine holds of a resource. All is sent as it came, as no time of an engine shall be measured."""

    news: dict[int, Struct]
    id: str = ""
    inputs: Struct = field(default_factory=Struct)
    state: Struct = field(default_factory=Struct)


def edgegap_inputs(each: Object) -> Struct:
    """Give what a program with this package sends."""
    return as_sent(AppVersion, each.body | {"app_name": each.app}) if each.app else as_sent(App, each.body)


def bare_inputs(each: Object) -> Struct:
    """Give what the least of all providers needs."""
    text = {"collection": each.collection, "path": each.path, "body": json.dumps(each.body)}
    return sent(text | {"__provider": BARE})


def server(inputs: Callable[[Object], Struct]) -> Contender:
    """Give a contender that shows what a provider adds to the requests: check, diff, comparison, gRPC."""
    return partial(_server, inputs)


@contextmanager
def _server(inputs: Callable[[Object], Struct], track: Track) -> Iterator[Entry]:
    service = {"edgegap:apiUrl": track.service.url, "edgegap:apiToken": track.service.token}
    process = DynamicServer(UNLIMITED | service, {"PYTHONPATH": str(BENCH)})
    ask = process.stub
    for example in fleet(2):  # imports are the engine's to pay
        ask.Check(grpc.CheckRequest(news=inputs(example)))
    shares = (0, 100, 1)
    resources = {each.label: Held({}) for each in fleet(track.size)}
    for share in shares:
        for each in fleet(track.size, changed=share):
            resources[each.label].news[share] = inputs(each)
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
