"""The flag of a secret variable has one of two names, by edition, and is always sent with a secret."""

from __future__ import annotations

import json

import httpx
import pytest
from pulumi_edgegap.api import BadRequestError, InvalidRequestError

ENVS = [{"key": "A", "value": "a", "is_secret": True}, {"key": "B", "value": "b", "is_secret": False}]
BOTH = [{"key": "A", "value": "a", "is_secret": True, "is_hidden": True}, {"key": "B", "value": "b"}]


def under(name):
    return [{"key": "A", "value": "a", name: True}, {"key": "B", "value": "b"}]


def version(*flags):
    answer = {"name": "v", "envs": [{"key": "A", "value": "x", **dict.fromkeys(flags, True)}]}
    return httpx.Response(200, json={"success": True, "version": answer})


def refusing(name, **errors):
    message = f"envs[0].{name}: is an unknown argument." if not errors else "Invalid."
    return httpx.Response(400, json={"message": message, "errors": errors})


@pytest.fixture
def sends(answering):
    """Send `ENVS` by PATCH several times, and return the lists that were sent."""

    def play(*answers, times=1):
        seen = []

        def noting(answer):
            def play_one(request):
                seen.append(json.loads(request.content).get("envs") if request.content else None)
                return answer

            return play_one

        with answering(*map(noting, answers)) as client:
            for _ in range(times):
                client.versions.update("a", "v", {"envs": ENVS})
        return seen

    return play


@pytest.mark.parametrize(
    ("flags", "then"),
    [(["is_secret"], "is_secret"), (["is_hidden"], "is_hidden"), (["is_secret", "is_hidden"], "is_hidden")],
)
def test_secret_is_sent_under_both_names_until_a_response_shows_one(sends, flags, then):
    assert sends(version(*flags), version(*flags), times=2) == [BOTH, under(then)]


@pytest.mark.parametrize(("refused", "other"), [("is_secret", "is_hidden"), ("is_hidden", "is_secret")])
@pytest.mark.parametrize("at_the_field", [False, True])
def test_other_name_is_tried_once_after_a_refusal(sends, refused, other, at_the_field):
    no = refusing(refused, **({f"envs.0.{refused}": "unknown"} if at_the_field else {}))
    assert sends(no, version(), version(), times=2) == [BOTH, under(other), under(other)]


def test_other_name_is_tried_if_a_learned_one_is_refused(sends):
    answers = [version("is_secret"), refusing("is_secret"), version("is_hidden")]
    assert sends(*answers, times=2) == [BOTH, under("is_secret"), under("is_hidden")]


@pytest.mark.parametrize(
    "answers",
    [
        [refusing("value")],
        [refusing("is_secret"), refusing("is_hidden")],
        [refusing("is_secret or is_hidden")],
    ],
)
def test_other_refusals_are_reported(answering, answers):
    with answering(*answers) as client, pytest.raises(BadRequestError):
        client.versions.create("a", {"name": "v", "envs": ENVS})


def test_name_is_learned_from_a_read(answering):
    seen = []

    def write(request):
        seen.append(json.loads(request.content)["envs"])
        return version()

    read = httpx.Response(200, json={"name": "v", "envs": [{"key": "A", "is_hidden": False}]})
    with answering(read, write) as client:
        client.versions.get("a", "v")
        client.versions.create("a", {"name": "v", "envs": ENVS})
    assert seen == [under("is_hidden")]


@pytest.mark.parametrize("step", ["create", "update"])
def test_empty_storage_is_never_sent(answering, step):
    body = {"name": "v", "endpoint_storage": ""}
    with (
        answering() as client,
        pytest.raises(InvalidRequestError, match=r"'endpoint_storage' must not be empty.*leave it out"),
    ):
        client.versions.create("a", body) if step == "create" else client.versions.update("a", "v", body)
