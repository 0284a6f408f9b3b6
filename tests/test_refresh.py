"""A refresh of many objects, with four reads at a time as by the engine: few requests, and correct results."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psutil
import pytest
from pulumi_edgegap import App, AppVersion, EndpointStorage, ImageTag, PullProfile, PullProfileLink
from pulumi_edgegap.emulator import Emulator, Organization
from support.declared import PROFILE, STORAGE, VERSION
from support.life import Life, Lives

MANY = 300
FEW_MORE = 8  # four reads are under way before anything is known of the list


def without(declared: dict[str, Any], parent: str) -> dict[str, Any]:
    return {name: value for name, value in declared.items() if name != parent}


def objects(lives: Lives, api: Organization, kind: Any) -> list[Life]:
    """Create many objects of a kind in lists that no other test has read, and return their resources."""
    parent, names = f"of-{kind.__name__.lower()}", [f"{kind.__name__}-{number}" for number in range(MANY)]
    api.create_app({"name": parent, "is_active": True, "image": "1"})
    api.create_storage(STORAGE | {"name": parent})
    make: dict[Any, Callable[[str], Any]] = {
        App: lambda name: api.create_app({"name": name, "is_active": True, "image": "1"}),
        AppVersion: lambda name: api.create_version(parent, without(VERSION, "app_name") | {"name": name}),
        EndpointStorage: lambda name: api.create_storage(STORAGE | {"name": name}),
        PullProfile: lambda name: api.create_profile(
            parent, without(PROFILE, "storage_name") | {"name": name}
        ),
        ImageTag: lambda name: api.registry.push(parent, name),
    }
    make[PullProfileLink] = lambda name: (make[AppVersion](name), make[PullProfile](name))
    ids = {App: "{1}", EndpointStorage: "{1}", PullProfileLink: "{0}/{1}/{0}/{1}"}
    resources = []
    for name in names:
        make[kind](name)
        life = lives(kind)
        life.id = ids.get(kind, "{0}/{1}").format(parent, name)
        life.state = dict(zip(kind._dynamic_provider.key, life.id.split("/"), strict=True)) | {
            "account": "studio-b"
        }
        resources.append(life)
    return resources


def refreshed(resources: list[Life]) -> list[str]:
    """Refresh resources like the engine, and return the IDs of those that still exist."""
    with ThreadPoolExecutor(4) as engine:
        return [life.id for life in engine.map(Life.refresh, resources) if life.id]


@pytest.mark.parametrize("kind", [App, AppVersion, EndpointStorage, PullProfile, ImageTag])
def test_refresh_of_many_objects_reads_pages_of_a_list(
    lives: Lives, studio_b: Organization, emulator: Emulator, kind: Any
) -> None:
    resources = objects(lives, studio_b, kind)
    assert refreshed(resources) == [life.id for life in resources]
    assert len(emulator.requests) <= MANY / 100 + FEW_MORE
    assert all(len(life.inputs) >= len(kind._dynamic_provider.key) for life in resources)


def test_refresh_of_many_short_lists_reads_each_of_them_once(
    lives: Lives, studio_b: Organization, emulator: Emulator
) -> None:
    resources = []
    for app in (f"short-{number}" for number in range(30)):
        studio_b.create_app({"name": app, "is_active": True, "image": "1"})
        for version in map(str, range(5)):
            studio_b.create_version(app, without(VERSION, "app_name") | {"name": version})
            life = lives(AppVersion)
            life.id = f"{app}/{version}"
            life.state = {"app_name": app, "name": version, "account": "studio-b"}
            resources.append(life)
    assert refreshed(resources) == [life.id for life in resources]
    assert len(emulator.requests) <= 30 + FEW_MORE


def test_refresh_of_links_reads_the_lists_of_both_ends(
    lives: Lives, studio_b: Organization, emulator: Emulator
) -> None:
    resources = objects(lives, studio_b, PullProfileLink)
    gone = resources.pop(100)
    studio_b.delete_version("of-pullprofilelink", gone.id.split("/")[-1])
    assert refreshed([*resources, gone]) == [life.id for life in resources]
    assert len(emulator.requests) <= 2 * (MANY / 100 + FEW_MORE) + 1


def test_drift_and_gone_objects_are_found_among_many(lives: Lives, api: Organization) -> None:
    declared = {"app_name": "arena", **without(VERSION, "app_name")}
    lives(App).up(name="arena")
    versions = [lives(AppVersion).up(**declared | {"name": f"1.0.{number}"}) for number in range(12)]
    api.versions["arena", "1.0.7"] = api.versions["arena", "1.0.7"] | {"docker_tag": "drifted"}
    api.delete_version("arena", "1.0.8")
    assert refreshed(versions) == [f"arena/1.0.{number}" for number in range(12) if number != 8]
    assert versions[7].inputs["docker_tag"] == "drifted"
    assert not versions[6].changes(**declared | {"name": "1.0.6"})

    versions[6].up(**declared | {"name": "1.0.6", "docker_tag": "2.0.0"})
    assert versions[6].refresh().inputs["docker_tag"] == "2.0.0"


def test_all_resources_of_a_process_share_few_connections(lives: Lives, emulator: Emulator) -> None:
    def created(number: int) -> Life:
        return lives(App).up(name=f"arena-{number}", account="studio-b" if number % 2 else None)

    with ThreadPoolExecutor(4) as engine:
        apps = list(engine.map(created, range(40)))
    refreshed(apps)
    port = int(emulator.url.rsplit(":", 1)[1])
    opened = psutil.Process(lives.server.process.pid).net_connections("tcp")
    of_an_account = 4  # as many as the server works at a time
    assert len([each for each in opened if each.raddr and each.raddr.port == port]) <= 2 * of_an_account


@pytest.mark.parametrize("account", ["edition-2024", "edition-2026"])
def test_row_of_a_list_has_the_fields_of_a_single_read(
    lives: Lives, editions: dict[str, Emulator], account: str
) -> None:
    app = lives(App).up(name=f"arena-{account}", account=account, delete_children=True)
    declared = VERSION | {
        "app_name": app.state["name"],
        "account": account,
        "envs": [{"key": "A", "value": "1"}],
    }
    versions = [lives(AppVersion).up(**declared | {"name": f"v{number}"}) for number in range(8)]
    before = [dict(life.state) for life in versions]
    asked = editions[account].requests
    asked.clear()
    refreshed(versions)
    assert [request.path for request in asked].count("/v1/app/arena-" + account + "/versions") == 1
    for life, state in zip(versions, before, strict=True):
        assert life.state | {"caching_percent": 0} == state | {"caching_percent": 0}
    app.destroy()
