"""This package in the SDK's dynamic-provider server, called as the engine does, with no engine around it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from fleet import Object, fleet
from pulumi_edgegap import App, AppVersion
from support.life import DynamicServer, Life

from contenders import UNLIMITED, Entry, Track
from contenders.requests import at_once


@contextmanager
def server(track: Track) -> Iterator[Entry]:
    """Give what the provider adds to the requests: check, diff, comparison, gRPC."""
    service = {"edgegap:apiUrl": track.service.url, "edgegap:apiToken": track.service.token}
    process = DynamicServer(UNLIMITED | service)
    Life(process, App).check(name="warm-up")  # the import of the package is the engine's to pay
    lives: dict[str, Life] = {}
    apps = [each for each in fleet(track.size) if each.app is None]
    versions = [each for each in fleet(track.size) if each.app is not None]

    def up(*groups: Iterable[Object]) -> None:
        for group in groups:
            at_once(up_one, group)

    def up_one(each: Object) -> None:
        life = lives.setdefault(each.label, Life(process, AppVersion if each.app else App))
        life.up(**each.body, **({"app_name": each.app} if each.app else {}))

    def destroy() -> None:
        for group in (versions, apps):
            at_once(lambda each: lives[each.label].destroy(), group)

    try:
        yield Entry(
            {
                "up": lambda: up(apps, versions),
                "refresh": lambda: at_once(lambda each: lives[each.label].refresh(), [*apps, *versions]),
                "up, 1 % changed": lambda: up(fleet(track.size, changed=100)),
                "up, all changed": lambda: up(fleet(track.size, changed=1)),
                "destroy": destroy,
            }
        )
    finally:
        process.stop()
