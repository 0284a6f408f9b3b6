"""Resources whose successful responses are invalid."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle

import grpc
import pytest
from pulumi_edgegap import App, ImageTag
from pulumi_edgegap.emulator import Emulator, Organization
from pulumi_edgegap.emulator.service import Fault
from support.life import Lives


@pytest.fixture(autouse=True)
def _no_fault_is_left(emulator: Emulator) -> Iterator[None]:
    yield
    emulator.faults.clear()
    emulator.choose_fault = None


@pytest.mark.parametrize(
    "strange", [{"serial": 2**53 + 1}, {"serial": 10**400}, {"name": "ARENA"}], ids=["odd", "huge", "another"]
)
@pytest.mark.parametrize("step", ["created", "updated"])
def test_write_with_an_invalid_response_is_settled_by_a_read(
    lives: Lives, api: Organization, emulator: Emulator, step: str, strange: dict[str, object]
) -> None:
    life = lives(App)
    if step == "updated":
        life.up(name="arena", is_active=True)
    method = {"created": "POST", "updated": "PATCH"}[step]
    emulator.fail_next(method=method, status=200, body={"name": "arena", **strange}, carry_out=True)
    life.up(name="arena", is_active=False)
    assert life.state["is_active"] is api.apps["arena"]["is_active"] is False
    assert not life.refresh().changes(name="arena", is_active=False)


def test_object_with_invalid_responses_is_named_in_the_error(
    lives: Lives, api: Organization, emulator: Emulator
) -> None:
    life = lives(App).up(name="arena")
    strange = Fault(status=200, body={"name": "arena", "serial": 2**53 + 1})
    emulator.choose_fault = lambda method, _path: strange if method == "GET" else None  # of a list, too
    with pytest.raises(
        grpc.RpcError, match=r"App 'arena' could not be read: .*field 'serial' .* too large for a double"
    ):
        life.refresh()


def test_image_tag_is_not_gone_if_its_list_is_incomplete(
    lives: Lives, api: Organization, emulator: Emulator
) -> None:
    api.registry.push("studio/strange", "1.0.0")
    life = lives(ImageTag).up(image_name="studio/strange", tag="1.0.0")
    first = {"data": [{"tag": "another"}], "pagination": {"has_next": True}}
    pages = cycle([Fault(status=200, body=first), Fault(status=404)])
    emulator.choose_fault = lambda *_: next(pages)
    with pytest.raises(
        grpc.RpcError, match="ImageTag 'studio/strange/1.0.0' could not be read: .* incomplete"
    ):
        life.refresh()
    emulator.choose_fault = None
    assert life.refresh().id
