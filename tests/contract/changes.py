"""Facts that only writes can show. They create one app with a unique name and always delete it."""

from __future__ import annotations

import sys
import uuid
from collections.abc import Iterator

import httpx
from contract.api import MASK, Answer, NotAnsweredError, Service
from contract.facts import CONTRACT, VENDOR, Fact, Outcome, judged, unseen

ICON = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
VERSION = {
    "name": "1", "is_active": False, "docker_repository": "docker.io", "docker_image": "library/busybox",
    "docker_tag": "1.36", "req_cpu": 256, "req_memory": 256,
}  # fmt: skip
TRIES = 3
TWO_ENVS = [{"key": "A", "value": "1"}, {"key": "B", "value": "2"}]
SENTENCES = {
    "made": ("An app is created with `name`, `is_active` and `image`.", CONTRACT),
    "taken": ("The name of an app that is taken is 409.", CONTRACT),
    "wrapped": ("A create returns the version in `version`, beside `success`.", CONTRACT),
    "lists": ("`PATCH` replaces the whole of `envs`.", VENDOR),
    "secret": ("The value of a variable that is sent as secret is masked afterwards.", VENDOR),
    "sizes": (
        "An update changes `req_cpu` and `req_memory`, or leaves them.",
        f"{CONTRACT}: leaves; a newer tool text: changes",
    ),
    "unknown": (
        "An unknown argument of `PATCH` is ignored, or 400.",
        f"{CONTRACT}: ignored; Unity plugin 3.1.8: 400",
    ),
    "cascade": ("Deleting an app deletes its versions.", CONTRACT),
}


def outcomes(service: Service) -> Iterator[tuple[Fact, Outcome]]:
    """Run the writes in order, and return what each showed."""
    seen: dict[str, Outcome] = {}
    name = f"contract-check-{uuid.uuid4().hex[:12]}"
    try:
        for what, outcome in _seen(service, name):
            seen[what] = outcome
    except (httpx.HTTPError, NotAnsweredError):
        pass  # what it was about stays unseen
    finally:
        _tidy(service, name)
    for name, (sentence, source) in SENTENCES.items():
        outcome = seen.get(name, unseen("what comes before it failed"))
        yield Fact(sentence, source, lambda _service: unseen("")), outcome


def _tidy(service: Service, name: str) -> None:
    """Delete the app, which may exist even if no response says so."""
    for _ in range(TRIES):
        try:
            if service.ask("DELETE", f"/v1/app/{name}").status in (200, 204, 404):
                return
        except (httpx.HTTPError, NotAnsweredError):
            continue
    print(f"The app {name} may still be there: delete it.", file=sys.stderr)


def _seen(service: Service, name: str) -> Iterator[tuple[str, Outcome]]:
    app = {"name": name, "is_active": False, "image": ICON}
    made = service.ask("POST", "/v1/app", app)
    if made.status == 400:
        yield "made", unseen("400: the plan may have no room for an app")
        return
    yield "made", judged(made.status == 200, f"{made.status}")
    if made.status != 200:
        return
    taken = service.ask("POST", "/v1/app", app)
    yield "taken", judged(taken.status == 409, f"{taken.status}")
    yield from _of_version(service, name)
    service.ask("DELETE", f"/v1/app/{name}")
    gone = service.ask("GET", f"/v1/app/{name}/version/1")
    yield "cascade", judged(gone.status == 404, f"{gone.status}")


def _of_version(service: Service, app: str) -> Iterator[tuple[str, Outcome]]:
    made = service.ask("POST", f"/v1/app/{app}/version", VERSION | {"envs": TWO_ENVS})
    if made.status == 400:
        yield "wrapped", unseen("400: the plan may have no room for a version")
        return
    body = made.body if isinstance(made.body, dict) else {}
    yield "wrapped", judged(made.status == 200 and isinstance(body.get("version"), dict), f"{made.status}")
    path = f"/v1/app/{app}/version/1"
    if made.status != 200:
        return
    service.ask("PATCH", path, {"envs": TWO_ENVS[:1]})
    yield "lists", judged(len(_envs(service.ask("GET", path))) == 1)
    for flag in ("is_hidden", "is_secret"):
        service.ask("PATCH", path, {"envs": [{"key": "A", "value": "checked", flag: True}]})
        values = [env.get("value") for env in _envs(service.ask("GET", path))]
        if values == [MASK]:
            yield "secret", Outcome("holds", flag)
            break
    else:
        yield "secret", Outcome("fails", "by neither is_hidden nor is_secret")
    sizes = service.ask("PATCH", path, {"req_cpu": 512, "req_memory": 512})
    now = service.ask("GET", path).body or {}
    yield "sizes", Outcome("holds", f"{sizes.status}, {'changes' if now.get('req_cpu') == 512 else 'leaves'}")
    odd = service.ask("PATCH", path, {"contract_check": True})
    yield "unknown", judged(odd.status in (200, 400), f"{odd.status}")


def _envs(answer: Answer) -> list[dict[str, object]]:
    return answer.rows("envs")
