"""Values that are never sent."""

from __future__ import annotations

import pytest
from pulumi_edgegap.api import InvalidRequestError


@pytest.mark.parametrize("value", ["hunter2\ud800", float("nan"), {"hunter2"}])
def test_values_that_json_cannot_represent_are_never_sent_or_shown(answering, value):
    with answering() as client, pytest.raises(InvalidRequestError) as refusal:
        client.versions.update("a", "v", {"private_token": value})
    assert refusal.value.field == "body"
    assert "PATCH /v1/app/a/version/v" in str(refusal.value)
    assert "hunter2" not in str(refusal.value)
    assert isinstance(refusal.value, ValueError)
