"""Conversion of statuses and messages of the API to errors that can be shown."""

from __future__ import annotations

import pickle
from datetime import datetime, timezone

import httpx
import pytest
from pulumi_edgegap import api
from pulumi_edgegap.api import errors
from pulumi_edgegap.api._refusals import retry_after


def refusal(answering, status, call=lambda client: client.apps.create({"name": "n"}), **answer):
    with answering(httpx.Response(status, **answer)) as client, pytest.raises(api.EdgegapError) as caught:
        call(client)
    return caught.value


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, api.BadRequestError),
        (401, api.UnauthorizedError),
        (402, api.EdgegapError),
        (403, api.ForbiddenError),
        (404, api.NotFoundError),
        (409, api.ConflictError),
        (422, api.BadRequestError),
        (424, api.ImageNotPullableError),
        (429, api.RateLimitError),
        (500, api.UnavailableError),
        (504, api.UnavailableError),
    ],
)
def test_each_status_has_its_kind_and_carries_what_the_api_said(answering, status, kind):
    error = refusal(answering, status, json={"message": "name is too short"})
    assert type(error) is kind
    assert (error.method, error.path, error.status) == ("POST", "/v1/app", status)
    assert error.message == "name is too short"
    assert f'POST /v1/app: "name is too short" ({status})' in str(error)
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), vars(again)) == (kind, str(error), vars(error))


def test_unknown_status_is_still_an_error(answering):
    error = refusal(answering, 499, json=["no"])
    assert (type(error), str(error)) == (api.EdgegapError, "Edgegap refused POST /v1/app: 499.")


@pytest.mark.parametrize(
    "location", ["", "/login", "http://[", "http://[::1", "http://h:99999999/", "http://h:port/"]
)
def test_redirect_to_nowhere_is_an_error(answering, location):
    error = refusal(answering, 308, headers={"Location": location})
    assert str(error).startswith("Edgegap responded to POST /v1/app with a redirect to an")


def test_message_of_a_refusal(answering):
    error = refusal(answering, 400, json={"message": "name is too short"})
    assert str(error) == 'Edgegap refused POST /v1/app: "name is too short" (400).'


def test_delete_of_missing_app_is_not_found(answering):
    error = refusal(answering, 404, lambda c: c.apps.delete("gone"), json={"message": "no such app"})
    assert isinstance(error, api.NotFoundError)


@pytest.mark.parametrize("said", ["Name already exists", "This name is ALREADY taken.", "already in use"])
def test_bad_request_about_a_taken_name_is_a_conflict(answering, said):
    assert isinstance(refusal(answering, 400, json={"message": said}), api.ConflictError)


def test_bad_gateway_in_html_is_described_in_words(answering):
    error = refusal(answering, 502, html="<html><h1>502</h1> nginx</html>")
    assert isinstance(error, api.UnavailableError)
    assert error.message == "502 Bad Gateway"
    assert str(error) == "Edgegap failed at POST /v1/app: 502 Bad Gateway."
    assert error.sent


def test_not_found_in_html_means_a_wrong_address_not_a_missing_object(answering):
    error = refusal(answering, 404, lambda client: client.apps.get("a"), html="<html>nothing here</html>")
    assert isinstance(error, api.InvalidResponseError)
    assert error.status == 404


@pytest.mark.parametrize(
    "call",
    [
        lambda client: client.versions.create("a", {"name": "v"}),
        lambda client: client.versions.update("a", "v", {"name": "v"}),
        lambda client: client.versions.delete("a", "v"),
    ],
)
def test_success_false_is_an_error_with_its_message(answering, call):
    error = refusal(answering, 200, call, json={"success": False, "message": "no room"})
    assert isinstance(error, api.BadRequestError)
    assert error.message == "no room"
    assert error.status == 200


def test_error_kind_depends_on_the_original_message_not_on_the_displayed_one(answering):
    error = refusal(
        answering,
        400,
        lambda c: c.storages.create({"secret_access_key": "a"}),
        json={"message": "already exists"},
    )
    assert isinstance(error, api.ConflictError)
    assert error.message == "[secret]lre[secret]dy exists"


@pytest.mark.parametrize("status", [401, 403])
def test_refused_access_says_what_to_do(answering, status):
    assert "token" in str(refusal(answering, status, json={"message": "no"}))


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None), ("7", 7.0), ("1.5", 1.5), ("-3", 0.0), ("nan", None), ("soon", None), ("", None),
        ("Wed, 01 Jan 2025 00:01:00 GMT", 60.0), ("Wed, 01 Jan 2020 00:00:00 GMT", 0.0),
        ("Wed, 01 Jan 2025 00:00:30 -0000", 30.0), ("Wed, 99 Jan 2025 00:00:30 GMT", None),
    ],
)  # fmt: skip
def test_retry_after_is_read_as_seconds_or_as_a_date(header, seconds):
    assert retry_after(header, datetime(2025, 1, 1, tzinfo=timezone.utc)) == seconds


def test_rate_limit_carries_the_wait(answering):
    assert refusal(answering, 429, headers={"Retry-After": "2"}).retry_after == 2.0
    assert refusal(answering, 429).retry_after is None


@pytest.mark.parametrize("status", [200, 400, 500])
def test_secrets_that_the_api_repeats_are_not_shown(answering, status):
    body = {
        "name": "v", "private_username": "robot+x", "private_token": 'p"w\né',
        "envs": [
            {"key": "A", "value": "hush-hush", "is_secret": True},
            {"key": "B", "value": "hush", "is_hidden": True},
            {"key": "C", "value": "open"},
        ],
    }  # fmt: skip
    said = 'robot+x robot%2Bx p"w\né p\\"w\\n\\u00e9 HUSH-HUSH hush 0123-secret-token open'
    error = refusal(
        answering,
        status,
        lambda client: client.versions.create("a", body),
        json={"success": False, "message": said},
    )
    assert error.message == " ".join(["[secret]"] * 7) + " open"


def test_secret_key_of_a_storage_is_not_shown(answering):
    error = refusal(
        answering,
        400,
        lambda client: client.storages.update("s", {"secret_access_key": "hunter2"}),
        json={"message": "'hunter2' is weak"},
    )
    assert error.message == "'[secret]' is weak"


def test_message_is_one_bounded_line(answering):
    error = refusal(answering, 400, json={"message": "\x1b[31mred\r\n\u202e" + "x" * 10_000})
    assert error.message.startswith(r"\x1b[31mred \u202ex")
    assert len(error.message) == 500


def test_docstring_shows_every_error():
    kinds = {
        name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, Exception)
    }
    assert kinds == {name for name in api.__all__ if name.endswith(("Error", "Exception"))}
    assert all(kind in (errors.__doc__ or "") for kind in kinds)


@pytest.mark.parametrize("module", [api, errors])
@pytest.mark.parametrize("old", sorted(errors.RENAMED))
def test_old_name_is_the_new_class_with_a_warning(module, old):
    with pytest.warns(DeprecationWarning, match=f"{old} is deprecated: use {errors.RENAMED[old]}."):
        assert getattr(module, old) is getattr(errors, errors.RENAMED[old])


@pytest.mark.parametrize(
    ("cause", "kind", "sent"),
    [
        (httpx.ReadTimeout, api.TimeoutException, True),
        (httpx.ConnectTimeout, api.TimeoutException, False),
        (httpx.ConnectError, api.ConnectError, False),
        (httpx.ReadError, api.NetworkError, True),
        (httpx.RemoteProtocolError, api.ProtocolError, True),
        (httpx.ProxyError, api.ProxyError, False),
        (httpx.UnsupportedProtocol, api.TransportError, False),
    ],
)
def test_missing_response_has_the_kind_of_httpx(answering, cause, kind, sent):
    def fail(request):
        raise cause("why")

    with answering(fail) as client, pytest.raises(api.UnavailableError) as failure:
        client.apps.get("a")
    assert (type(failure.value), failure.value.sent) == (kind, sent)


def test_error_shows_the_path_of_the_url_too(wire, raw):
    wire.answers[:] = [raw(404, {"message": "no Route matched"})]
    url = f"{wire.url}/gateway/edgegap/"
    with api.Client("token-of-the-test", url) as client, pytest.raises(api.NotFoundError) as failure:
        client.apps.get("a")
    assert wire.target == failure.value.path == "/gateway/edgegap/v1/app/a"
    assert "refused GET /gateway/edgegap/v1/app/a:" in str(failure.value)


@pytest.mark.parametrize(
    ("answer", "fields"),
    [
        ({"errors": {"req_cpu": "is too large"}}, {"req_cpu": "is too large"}),
        ({"errors": {"ports.0.port": ["is taken", "is low"]}}, {"ports[0].port": "is taken; is low"}),
        ({"errors": {"ports": [{"loc": ["ports", 1, "name"], "msg": "is long"}]}}, {"ports[1].name": "is long"}),
        ({"details": [{"field": "envs.2.value", "message": "is hush"}]}, {"envs[2].value": "is [secret]"}),
        ({"errors": {"hush": "hush"}, "details": "the body is odd"}, {"[secret]": "[secret]", "": "the body is odd"}),
        ({"errors": [7, None, {"a": {"b": {"c": {"d": {"e": "deep"}}}}}], "details": {}}, {}),
        ({"errors": {f"f{n}": "x" * 900 for n in range(99)}}, {f"f{n}": "x" * 199 + "…" for n in range(8)}),
    ],
)  # fmt: skip
def test_messages_about_fields_are_shown_truncated_and_without_secrets(answering, answer, fields):
    body = {"envs": [{"key": "A", "value": "hush", "is_secret": True}]}
    error = refusal(
        answering,
        400,
        lambda client: client.versions.create("a", body),
        json={"message": "Invalid.", **answer},
    )
    assert error.fields == fields
    assert error.message == "Invalid."
    shown = "".join(f'; property {name} "{text}"' if name else f'; "{text}"' for name, text in fields.items())
    assert str(error) == f'Edgegap refused POST /v1/app/a/version: "Invalid." (400){shown}.'


def test_field_about_a_taken_name_makes_it_a_conflict(answering):
    answer = {"message": "Validation failed.", "errors": {"name": "already exists"}}
    assert isinstance(refusal(answering, 400, json=answer), api.ConflictError)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("You can have at most 2 apps on the free tier.", api.PlanLimitError),
        ("Your plan allows 2 versions; upgrade it.", api.PlanLimitError),
        ("The limit of your organization's applications is reached: account limit 2.", api.PlanLimitError),
        ("Application limit reached for this subscription.", api.PlanLimitError),
        ("ports: at most 10.", api.BadRequestError),
        ("req_memory is beyond the limit.", api.BadRequestError),
    ],
)
def test_limit_of_a_plan_is_distinguished_from_other_bad_requests(answering, said, kind):
    assert type(refusal(answering, 400, json={"message": said})) is kind


def test_forbidden_may_mean_a_deleted_token_or_the_plan(answering):
    said = str(refusal(answering, 403, json={"message": "Forbidden"}))
    assert "a deleted token and one of another kind are refused like this" in said
    assert "its organization or plan does not allow this" in said
