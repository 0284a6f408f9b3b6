"""One request per object and nothing else, with httpx, and with curl as in a script."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

import httpx
from fleet import Object, fleet

from contenders import THREADS, Entry, Track

T = TypeVar("T")
Send = Callable[[str, str, Mapping[str, Any] | None], object]


@contextmanager
def raw(track: Track) -> Iterator[Entry]:
    """Yield the limit: one httpx client, four threads, no state and no comparison."""
    headers = {"Authorization": f"token {track.service.token}"}
    with httpx.Client(base_url=track.service.url, headers=headers) as client:

        def send(method: str, path: str, body: Mapping[str, Any] | None) -> None:
            client.request(method, path, json=body).raise_for_status()

        yield _entry(send, track.size, lambda before, after: _differing(track.size, before, after))


@contextmanager
def curl(track: Track) -> Iterator[Entry]:
    """Yield one curl per object, four at once. A script has no state, so a change sends everything."""

    def send(method: str, path: str, body: Mapping[str, Any] | None) -> None:
        data = [] if body is None else ["-d", json.dumps(body)]
        token = ["-H", f"Authorization: token {track.service.token}", "-H", "Content-Type: application/json"]
        command = ["curl", "-sSf", "-o", os.devnull, "-X", method, *token, *data, track.service.url + path]
        subprocess.run(command, check=True)

    yield _entry(send, track.size, lambda _before, after: fleet(track.size, changed=after))


def _differing(size: int, before: int, after: int) -> Iterator[Object]:
    pairs = zip(fleet(size, changed=before), fleet(size, changed=after), strict=True)
    return (new for old, new in pairs if old != new)


def _entry(send: Send, size: int, changed: Callable[[int, int], Iterable[Object]]) -> Entry:
    objects = list(fleet(size))
    apps = [each for each in objects if each.app is None]
    versions = [each for each in objects if each.app is not None]

    def with_bodies(method: str, *groups: Iterable[Object]) -> None:
        for group in groups:
            at_once(
                lambda each: send(method, each.collection if method == "POST" else each.path, each.body),
                group,
            )

    def with_none(method: str, *groups: Iterable[Object]) -> None:
        for group in groups:
            at_once(lambda each: send(method, each.path, None), group)

    return Entry(
        {
            "up": lambda: with_bodies("POST", apps, versions),
            "refresh": lambda: with_none("GET", apps, versions),
            "up, 1 % changed": lambda: with_bodies("PATCH", changed(0, 100)),
            "up, all changed": lambda: with_bodies("PATCH", changed(100, 1)),
            "destroy": lambda: with_none("DELETE", versions, apps),
        }
    )


def at_once(task: Callable[[T], object], objects: Iterable[T]) -> None:
    """Run a task for each object, four at once."""
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(task, objects))
