"""Where sources about the service disagree, the emulator follows the chosen one."""

from __future__ import annotations

import base64

import pytest
from pulumi_edgegap.app import EMPTY_IMAGE
from pulumi_edgegap.emulator import MASK, ApiError, Emulator, Organization
from pulumi_edgegap.emulator.readings import Reading

APP = {"name": "game", "is_active": True, "image": EMPTY_IMAGE}
VERSION = {
    "name": "v1", "docker_repository": "docker.io", "docker_image": "a/b", "docker_tag": "1", "req_cpu": 512,
    "req_memory": 512,
}  # fmt: skip


def organization(edition="2025", **reading):
    made = Organization(edition, reading=Reading(**reading))
    made.create_app(APP)
    made.create_version("game", VERSION)
    return made


REFUSED = [
    ("2025", {"nme": 1}, 400, "nme: is an unknown argument."),
    ("2024", {"envs": [{"key": "A", "value": "1", "is_hidden": True}]}, 400, "envs[0].is_hidden: is an unknown argument."),
    ("2026", {"envs": [{"key": "A", "value": "1", "is_secret": True}]}, 400, "envs[0].is_secret: is an unknown argument."),
    ("2025", {"probe": {"optimal": 1}}, 400, "probe.optimal: is an unknown argument."),
    ("2026", {"req_video": 1024}, 400, "req_video: is an unknown argument."),
    ("2025", {"endpoint_storage": ""}, 500, "Internal server error."),
]  # fmt: skip


@pytest.mark.parametrize(("edition", "body", "status", "message"), REFUSED)
def test_what_a_strict_service_refuses(edition, body, status, message):
    with pytest.raises(ApiError) as refusal:
        organization(edition, strict=True).update_version("game", "v1", body)
    assert (refusal.value.status, refusal.value.message) == (status, message)


@pytest.mark.parametrize("edition", ["2024", "2025", "2026"])
def test_another_service_ignores_what_it_does_not_know(edition):
    body = {
        "nme": 1,
        "endpoint_storage": "",
        "envs": [{"key": "A", "value": "1", "is_hidden": True, "is_secret": True}],
    }
    answer = organization(edition).update_version("game", "v1", body)
    assert answer["envs"][0]["value"] == MASK
    assert "nme" not in answer


@pytest.mark.parametrize(
    ("image", "message"),
    [
        (f"data:image/png;base64,{EMPTY_IMAGE}", "image: must be base64, without a prefix."),
        (base64.b64encode(b"GIF89a").decode(), "image: must be a PNG or a JPEG."),
        (base64.b64encode(b"\xff\xd8\xff" + bytes(256 * 1024)).decode(), "image: is too large."),
    ],
)
def test_invalid_icon(image, message):
    with pytest.raises(ApiError) as refusal:
        organization(strict=True).update_app("game", {"image": image})
    assert (refusal.value.status, refusal.value.message) == (400, message)
    organization().update_app("game", {"image": image})


def test_free_plan_has_room_for_two_apps_and_two_versions():
    free = organization(plan="free")
    free.create_app(APP | {"name": "second"})
    free.create_version("second", VERSION)
    for create in (
        lambda: free.create_app(APP | {"name": "third"}),
        lambda: free.create_version("game", VERSION | {"name": "v2"}),
    ):
        with pytest.raises(
            ApiError, match=r"400: You have reached the limit of 2 (applications|versions) on the free"
        ):
            create()
    free.delete_app("second")
    free.create_app(APP | {"name": "third"})


@pytest.mark.parametrize(("credentials", "shown"), [("clear", "robot"), ("masked", MASK)])
def test_credentials_of_a_registry_are_shown_or_masked(credentials, shown):
    made = organization(credentials=credentials)
    answer = made.update_version("game", "v1", {"private_username": "robot"})
    assert answer["private_username"] == shown
    assert "private_token" not in answer


def test_newest_edition_updates_cpu_and_memory_or_leaves_them():
    both, one = {"req_cpu": 1024, "req_memory": 2048}, {"req_cpu": 1024}
    left = organization("2026").update_version("game", "v1", both)
    assert (left["req_cpu"], left["req_memory"]) == (512, 512)
    for strict in (False, True):
        updates = organization("2026", sizes="updated", strict=strict)
        taken = updates.update_version("game", "v1", both)
        assert (taken["req_cpu"], taken["req_memory"]) == (1024, 2048)
        with pytest.raises(ApiError, match="400: req_cpu, req_memory: send both, or neither"):
            updates.update_version("game", "v1", one)


@pytest.mark.parametrize("wrong", [{"plan": "none"}, {"credentials": "some"}, {"sizes": "odd"}])
def test_invalid_reading(wrong):
    with pytest.raises(ValueError, match=f"{next(iter(wrong))} must be one of "):
        Emulator(**wrong)
