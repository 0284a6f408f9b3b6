"""Parsing of responses: new and missing fields are accepted, other types are not."""

from __future__ import annotations

import json
from collections.abc import Iterator

import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pulumi_edgegap.api import Answer, BadRequestError, EdgegapError, InvalidResponseError
from pulumi_edgegap.api.models import AppVersion

OK = {"success": True}


def read(answering, answer):
    with answering(httpx.Response(200, json=answer)) as client:
        return client.versions.get("a", "v")


def test_answered_contains_only_what_the_api_returned(answering):
    answer = {
        "name": "v", "req_cpu": 512.0, "command": None, "brand_new": {"a": [1, None]}, "caching_percent": 3,
        "ports": [{"port": 0, "name": None, "fresh": 1}], "probe": {}, "is_active": False,
    }  # fmt: skip
    version = read(answering, answer)
    assert version.req_memory is None
    assert version.command is None
    assert version.model_extra == {"brand_new": {"a": [1, None]}}
    assert version.answered() == {
        "name": "v", "req_cpu": 512, "brand_new": {"a": [1, None]}, "caching_percent": 3,
        "ports": [{"port": 0, "fresh": 1}], "probe": {}, "is_active": False,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("flags", "is_secret"),
    [
        ({}, None), ({"is_secret": True}, True), ({"is_hidden": True}, True), ({"is_hidden": False}, False),
        ({"is_hidden": True, "is_secret": False}, True), ({"is_hidden": None, "is_secret": True}, True),
        ({"is_hidden": None}, None),
    ],
)  # fmt: skip
def test_hidden_env_is_a_secret_env(answering, flags, is_secret):
    (env,) = read(answering, {"name": "v", "envs": [{"key": "A", "value": "b", **flags}]}).envs
    assert env.is_secret is is_secret
    assert "is_hidden" not in env.answered()


def test_repr_of_responses_shows_no_secret(answering):
    version = read(answering, {
        "name": "v", "private_username": "hunter2", "private_token": "hunter2", "brand_new": "hunter2",
        "envs": [{"key": "A", "value": "hunter2", "is_secret": True}],
    })  # fmt: skip
    assert "hunter2" not in repr(version) + str(version)
    assert "key='A'" in repr(version)


@pytest.mark.parametrize(
    ("answer", "field"),
    [
        ([{"name": "v"}], ""),
        (None, ""),
        ("hunter2", ""),
        ({"req_cpu": 1}, "name"),
        ({"name": None}, "name"),
        ({"name": "v", "req_cpu": "hunter2"}, "req_cpu"),
        ({"name": "v", "is_active": "true"}, "is_active"),
        ({"name": "v", "ports": {}}, "ports"),
        ({"name": "v", "envs": [{"value": "a"}, {"value": 2}]}, "envs[1].value"),
    ],
)
def test_response_of_another_shape_is_an_error_with_the_field_but_not_the_value(answering, answer, field):
    with pytest.raises(InvalidResponseError) as failure:
        read(answering, answer)
    assert failure.value.field == field
    assert "GET /v1/app/a/version/v" in str(failure.value)
    assert repr(field) in str(failure.value) or not field
    assert "hunter2" not in str(failure.value)
    assert failure.value.__context__ is None


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (b"<html>It works!</html>", True),
        (b'{"name": "v", "private_token": "hunter2', False),
        (b'{"caching_percent": NaN}', False),
        (b"[" * 100_000, False),
        (b"\xff\xfe\xfd", True),
    ],
)
def test_response_that_is_not_json_is_quoted_only_if_it_cannot_contain_fields(answering, content, shown):
    def get(client):
        client.apps.get("a")

    for call in (get, lambda client: client.apps.delete("a")):
        with answering(httpx.Response(200, content=content)) as client:
            with pytest.raises(InvalidResponseError) as failure:
                call(client)
            assert ("begins with" in str(failure.value)) is shown


def test_broken_content_encoding_is_invalid(answering):
    broken = httpx.Response(200, headers={"Content-Encoding": "gzip"}, stream=httpx.ByteStream(b"no gzip"))
    with answering(broken) as client, pytest.raises(InvalidResponseError):
        client.apps.get("a")


def test_version_is_unwrapped(answering):
    with answering(httpx.Response(200, json={**OK, "version": {"name": "v"}})) as client:
        assert client.versions.create("a", {"name": "v"}).name == "v"


@pytest.mark.parametrize("wrapper", [{}, {"version": []}, {"success": True, "version": {"req_cpu": 1}}, []])
def test_created_version_without_its_wrapper_is_invalid(answering, wrapper):
    with answering(httpx.Response(200, json=wrapper)) as client, pytest.raises(InvalidResponseError):
        client.versions.create("a", {"name": "v"})


@pytest.mark.parametrize(
    ("call", "answer", "then"),
    [
        (lambda c: c.versions.create("a", {"name": "w"}), OK, "/v1/app/a/version/w"),
        (lambda c: c.versions.update("a", "v", {}), OK, "/v1/app/a/version/v"),
        (lambda c: c.versions.update("a", "v", {"name": "w"}), OK, "/v1/app/a/version/w"),
        (lambda c: c.storages.update("s", {"bucket": "b"}), {}, "/v1/storage/endpoint/s"),
        (lambda c: c.storages.update("s", {"name": "w"}), {}, "/v1/storage/endpoint/w"),
        (lambda c: c.profiles.update("s", "p", {}), {}, "/v1/storage/endpoint/s/pull-profile/p"),
        (lambda c: c.profiles.update("s", "p", {"name": "w"}), {}, "/v1/storage/endpoint/s/pull-profile/w"),
    ],
)
def test_response_without_the_object_is_followed_by_a_read(answering, call, answer, then):
    def second(request: httpx.Request) -> httpx.Response:
        assert (request.method, request.url.path) == ("GET", then)
        return httpx.Response(200, json={"name": then[-1]})

    with answering(httpx.Response(200, json=answer), second) as client:
        assert call(client).name == then[-1]


@pytest.mark.parametrize("empty", [{"content": b""}, {"json": {"message": "gone"}}, {"json": ""}])
def test_delete_accepts_any_successful_response(answering, empty):
    with answering(httpx.Response(200, **empty), httpx.Response(204)) as client:
        assert client.apps.delete("a") is None
        assert client.links.delete("s", "p", "a", "v") is None


FIELDS = st.sampled_from(
    [*AppVersion.model_fields, "version", "success", "message", "data", "tag", "applications", "pagination",
     "has_next", "paginator", "num_pages", "total_count", "next_page_number", "is_hidden", "key", "value",
     "model_fields", "__class__"]
)  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELDS | st.text(), inner, max_size=5),
    max_leaves=12,
)
CALLS = [
    lambda c: c.apps.create({"name": "n"}),
    lambda c: c.versions.get("a", "v"),
    lambda c: c.versions.update("a", "v", {"name": "n"}),
    lambda c: c.storages.update("s", {}),
    lambda c: c.links.create("s", "p", "a", "v"),
    lambda c: c.tags.get("i", "t"),
    lambda c: c.apps.list(),
    lambda c: c.apps.delete("a"),
]


@given(
    answer=JSON, call=st.sampled_from(CALLS), status=st.sampled_from([200, 200, 200, 204, 301, 400, 404, 500])
)
@example(answer={"name": "\ud800"}, call=CALLS[0], status=200)
@example(answer={"name": "n", "\ud800": {"\ud800": "\ud800"}}, call=CALLS[0], status=200)
@example(answer={"name": "n", "model_dump": 1, "answered": 2, "self": 3}, call=CALLS[0], status=200)
def test_any_json_is_an_object_or_a_documented_error(answering, answer, call, status):
    content = json.dumps(answer).encode()
    with answering(*[httpx.Response(status, content=content) for _ in range(5)]) as client:
        try:
            got = call(client)
            for each in got if isinstance(got, Iterator) else [got] if got else []:
                assert isinstance(each, Answer)
                assert isinstance(each.answered(), dict)
                assert repr(each)
        except EdgegapError as refusal:
            sentence = str(refusal)
            assert sentence.isprintable()


def test_success_false_of_a_delete_is_an_error(answering):
    with answering(httpx.Response(200, json={"success": False})) as client, pytest.raises(BadRequestError):
        client.versions.delete("a", "v")
