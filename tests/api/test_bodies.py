"""What is sent, and what is never sent."""

from __future__ import annotations

import pytest
from pulumi_edgegap.api import InvalidRequestError


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": 3}, "name"),
        ({"name": None}, "name"),
        ({"name": "\ud800"}, "name"),
        ({"req_cpu": 512.5}, "req_cpu"),
        ({"req_cpu": True}, "req_cpu"),
        ({"req_cpu": "512"}, "req_cpu"),
        ({"req_cpu": float("inf")}, "req_cpu"),
        ({"is_active": 1}, "is_active"),
        ({"ports": {"port": 1}}, "ports"),
        ({"ports": [{"port": 1}, {"port": "hunter2"}]}, "ports[1].port"),
        ({"envs": [{"key": "A", "value": ["hunter2"]}]}, "envs[0].value"),
        ({"envs": [{"key": "A", "secret": "hunter2"}]}, "envs[0].secret"),
        ({"private_token": ["hunter2"]}, "private_token"),
        ({"probe": {"optimal_ping": None}}, "probe.optimal_ping"),
        ({"caching_percent": 3}, "caching_percent"),
        ([], "body"),
        (None, "body"),
    ],
)
def test_wrong_body_is_never_sent_and_the_error_names_its_field(answering, body, field):
    with answering() as client, pytest.raises(InvalidRequestError) as refusal:
        client.versions.update("a", "v", body)
    assert refusal.value.field == field
    assert repr(field) in str(refusal.value)
    assert "PATCH /v1/app/a/version/v" in str(refusal.value)
    assert "hunter2" not in str(refusal.value)
    assert refusal.value.__context__ is None
    assert isinstance(refusal.value, ValueError)
