"""The assumptions about the service: facts with source and date, and a check for each.

A detail names statuses, fields and counts, and never a value of an answer: no name, no secret, no message.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from contract.api import MASK, Answer, Service, part

Status = Literal["holds", "fails", "unseen"]
CONTRACT = "contract, 2026-05"
VENDOR = "vendor's client and notes, 2026-11"
MCP = "vendor's MCP server, 2026-10"
SCRIPTS = "users' scripts, 2026"
UNPROVEN = "unproven"


@dataclass(frozen=True)
class Outcome:
    """The result of a check."""

    status: Status
    detail: str = ""


@dataclass(frozen=True)
class Fact:
    """A sentence about the service, and its check."""

    sentence: str
    source: str
    look: Callable[[Service], Outcome]


READING: list[Fact] = []
"""The facts that need only GET."""


def fact(
    sentence: str, source: str
) -> Callable[[Callable[[Service], Outcome]], Callable[[Service], Outcome]]:
    """Register a fact with the function that checks it."""

    def noted(look: Callable[[Service], Outcome]) -> Callable[[Service], Outcome]:
        READING.append(Fact(sentence, source, look))
        return look

    return noted


def unseen(why: str) -> Outcome:
    """Report that nothing shows it."""
    return Outcome("unseen", why)


def judged(holds: bool, detail: str = "") -> Outcome:
    """Report whether it holds."""
    return Outcome("holds" if holds else "fails", detail)


def _is_status(answer: Answer, *statuses: int) -> Outcome:
    return judged(answer.status in statuses, f"{answer.status}")


@fact("A request without a token is 401.", VENDOR)
def _(service: Service) -> Outcome:
    return _is_status(service.ask("GET", "/v1/apps", token=""), 401)


@fact("A token that is none of the service's is 401 or 403.", VENDOR)
def _(service: Service) -> Outcome:
    return _is_status(service.ask("GET", "/v1/apps", token="token contract-check-none"), 401, 403)


@fact("Apps are listed in `applications`.", CONTRACT)
def _(service: Service) -> Outcome:
    answer = service.get("/v1/apps")
    found = isinstance(answer.body, dict) and isinstance(answer.body.get("applications"), list)
    return judged(answer.status == 200 and found, f"{answer.status}")


@fact(
    "A list comes by pages of `limit`, and `pagination` says what follows; in 2024 it comes whole.", CONTRACT
)
def _(service: Service) -> Outcome:
    if len(service.apps) < 2:
        return unseen("there are fewer than two apps")
    answer = service.get("/v1/apps?page=1&limit=1")
    rows, says = len(answer.rows("applications")), (answer.body or {}).get("pagination")
    if says is None:
        return judged(rows == len(service.apps), "whole, without pagination")
    return judged(
        rows == 1 and says.get("has_next") is True, f"{rows} row, has_next {says.get('has_next') is True}"
    )


@fact("An app, asked for by itself, is the bare object.", CONTRACT)
def _(service: Service) -> Outcome:
    if not service.apps:
        return unseen("there is no app")
    name = service.apps[0].get("name")
    answer = service.get(f"/v1/app/{part(name)}")
    return judged(answer.status == 200 and answer.body.get("name") == name, f"{answer.status}")


@fact("A version, asked for by itself, is the bare object.", CONTRACT)
def _(service: Service) -> Outcome:
    if not service.versions:
        return unseen("there is no version")
    app, version = service.versions[0]
    answer = service.get(f"/v1/app/{part(app)}/version/{part(version.get('name'))}")
    return judged(answer.status == 200 and answer.body.get("name") == version.get("name"), f"{answer.status}")


@fact("Apps and versions have `create_time` and `last_updated`, as `2026-04-22 12:00:46.444265`.", CONTRACT)
def _(service: Service) -> Outcome:
    rows = [*service.apps, *(version for _, version in service.versions)]
    if not rows:
        return unseen("there is no app")
    form = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?")
    odd = sum(not form.match(str(row.get(name))) for row in rows for name in ("create_time", "last_updated"))
    return judged(not odd, f"{odd} of {2 * len(rows)} times are not so" if odd else "")


@fact(
    "The credentials of a version are masked, or come in clear.",
    f"{VENDOR}; an older official client: in clear",
)
def _(service: Service) -> Outcome:
    names = ("private_username", "private_token")
    found = [version[name] for _, version in service.versions for name in names if version.get(name)]
    if not found:
        return unseen("no version has credentials")
    return Outcome("holds", "masked" if all(each == MASK for each in found) else "in clear")


@fact("The value of a secret variable is masked.", VENDOR)
def _(service: Service) -> Outcome:
    secret = [env for env in service.envs() if env.get("is_secret") is True or env.get("is_hidden") is True]
    if not secret:
        return unseen("no version has a secret variable")
    clear = sum(env.get("value") != MASK for env in secret)
    return judged(not clear, f"{clear} of {len(secret)} are not" if clear else "")


@fact(
    "The flag of a secret variable is `is_secret` (2024) or `is_hidden` (2026).",
    "contracts, 2024-07 and 2026-05",
)
def _(service: Service) -> Outcome:
    envs = list(service.envs())
    if not envs:
        return unseen("no version has variables")
    names = sorted({name for env in envs for name in env.keys() & {"is_secret", "is_hidden"}})
    return judged(bool(names), " and ".join(names) or "neither")


@fact("`caching_percent` is a number from 0 to 1, or left out (2024).", CONTRACT)
def _(service: Service) -> Outcome:
    if not service.versions:
        return unseen("there is no version")
    found = [
        version["caching_percent"]
        for _, version in service.versions
        if version.get("caching_percent") is not None
    ]
    if not found:
        return Outcome("holds", "left out")
    return judged(all(isinstance(each, int | float) and 0 <= each <= 1 for each in found))


@fact("`kind` is `session`, `non-session`, a whole number, or left out.", "a response seen in 2025")
def _(service: Service) -> Outcome:
    if not service.versions:
        return unseen("there is no version")
    kinds = [version.get("kind") for _, version in service.versions]
    known = [kind in ("session", "non-session", None) or isinstance(kind, int) for kind in kinds]
    return judged(
        all(known), "" if all(known) else f"{known.count(False)} of {len(kinds)} are something else"
    )


@fact("An object that is not there is 404 with a `message`.", CONTRACT)
def _(service: Service) -> Outcome:
    answer = service.get("/v1/app/contract-check-that-is-not-there")
    says = isinstance(answer.body, dict) and isinstance(answer.body.get("message"), str)
    return judged(answer.status == 404 and says, f"{answer.status}")


@fact("A path with a slash at its end is 404.", SCRIPTS)
def _(service: Service) -> Outcome:
    return _is_status(service.get("/v1/apps/"), 404)


@fact("Endpoint storages are listed in `endpoints`, without `secret_access_key`.", CONTRACT)
def _(service: Service) -> Outcome:
    answer = service.get("/v1/storage/endpoints?page=1&limit=100")
    if answer.status == 403:
        return unseen("403: this token may not ask")
    found = isinstance(answer.body, dict) and isinstance(answer.body.get("endpoints"), list)
    shown = sum(bool(row.get("secret_access_key")) for row in service.storages)
    detail = f"{answer.status}" + (f", {shown} show it" if shown else "")
    return judged(answer.status == 200 and found and not shown, detail)


@fact("Pull profiles are listed in `pull_profiles`.", CONTRACT)
def _(service: Service) -> Outcome:
    if not service.storages:
        return unseen("there is no endpoint storage")
    answer = service.get(f"/v1/storage/endpoint/{part(service.storages[0].get('name'))}/pull-profiles")
    found = isinstance(answer.body, dict) and isinstance(answer.body.get("pull_profiles"), list)
    return judged(answer.status == 200 and found, f"{answer.status}")


@fact("Deployments are listed in `data` by `/v1/deployments`, or by `/v2/deployments`.", "contract, 2026-04")
def _(service: Service) -> Outcome:
    for path in ("/v1/deployments", "/v2/deployments"):
        answer = service.get(path)
        if answer.status == 403:
            return unseen("403: this token may not ask")
        if answer.status == 200:
            return judged(isinstance(answer.body, dict) and isinstance(answer.body.get("data"), list), path)
    return judged(False, f"{answer.status}")


@fact("A filter for an application that is not there lists no deployment.", SCRIPTS)
def _(service: Service) -> Outcome:
    query = '{"filters": [{"field": "application", "operator": "eq", "value": "contract-check-none"}]}'
    all_rows = service.get("/v1/deployments").rows("data")
    if not all_rows:
        return unseen("no deployment is listed by /v1/deployments")
    answer = service.get(f"/v1/deployments?query={part(query)}")
    return judged(answer.status == 200 and not answer.rows("data"), f"{answer.status}")


@fact(
    "The registry's routes take an image without its project; `project/image` is 404.",
    f"{MCP}; contract: with it",
)
def _(service: Service) -> Outcome:
    image = _own_image(service)
    if image is None:
        return unseen("no version names an image of Edgegap's registry")
    whole, rest = (_tags(service, name).status for name in (image, image.partition("/")[2]))
    if rest == 404 == whole:
        return unseen("its image is in neither place")
    return judged(rest == 200 and whole == 404, f"without the project {rest}, with it {whole}")


@fact("A tag list has `data`, each with a `tag`.", CONTRACT)
def _(service: Service) -> Outcome:
    image = _own_image(service)
    if image is None:
        return unseen("no version names an image of Edgegap's registry")
    for name in (image.partition("/")[2], image):
        answer = _tags(service, name)
        if answer.status == 200:
            rows = answer.rows("data")
            counts = " and ".join(name for name in ("count", "total_count") if name in answer.body)
            return judged(all("tag" in row for row in rows), f"{len(rows)} rows, {counts or 'no count'}")
    return unseen("its image is in neither place")


@fact("Responses have a `Date`, which tells the age of an object.", UNPROVEN)
def _(service: Service) -> Outcome:
    return judged("date" in service.get("/v1/apps").headers)


@fact("Headers may tell the rate.", UNPROVEN)
def _(service: Service) -> Outcome:
    names = sorted(name for name in service.get("/v1/apps").headers if "ratelimit" in name.lower())
    return Outcome("holds", ", ".join(names)) if names else unseen("no answer has such a header")


def _own_image(service: Service) -> str | None:
    """Return an image of Edgegap's own registry, with its project."""
    for _, version in service.versions:
        host, _, project = str(version.get("docker_repository")).partition("/")
        image = str(version.get("docker_image"))
        image = f"{project}/{image}" if project else image
        if host == "registry.edgegap.com" and "/" in image:
            return image
    return None


def _tags(service: Service, image: str) -> Answer:
    path = "/".join(map(part, image.split("/")))
    return service.get(f"/v1/container-registry/images/{path}/tags")
