"""The plugin in place of the dynamic-provider server, to run the same tests with it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from conftest import OTHER_TOKEN, TOKEN, finds_something
from pulumi_edgegap import App, AppVersion
from pulumi_edgegap.emulator import Emulator, Organization
from support.declared import ENVS, VERSION
from support.life import Life, Lives
from support.plugin_server import PluginServer


@pytest.fixture(scope="session")
def server(emulator: Emulator, editions: dict[str, Emulator]) -> Iterator[PluginServer]:
    fast = {"maxWait": "0.02", "requestsPerSecond": "5000"}
    accounts = {
        "": fast | {"apiToken": TOKEN, "apiUrl": emulator.url},
        "studio-b": fast | {"apiToken": OTHER_TOKEN, "apiUrl": emulator.url},
    }
    accounts |= {name: fast | {"apiToken": TOKEN, "apiUrl": each.url} for name, each in editions.items()}
    running = PluginServer(accounts, finds_something)
    with ThreadPoolExecutor() as pool:
        list(pool.map(running.plugin, ("", "studio-b")))  # few tests ask the others
    yield running
    assert running.stop() == ""


@pytest.fixture(autouse=True)
def _no_fault_is_left(emulator: Emulator) -> Iterator[None]:
    yield
    left = list(emulator.faults)
    emulator.faults.clear()
    emulator.choose_fault = None
    assert left == []


@pytest.fixture
def stub(server: PluginServer) -> Any:
    return server.plugin().stub


@pytest.fixture
def version(lives: Lives, api: Organization) -> Life:
    lives(App).up(name="arena")
    ports = [{"port": 7777, "protocol": "UDP"}, {"port": 80, "protocol": "HTTP"}]
    return lives(AppVersion).up(**VERSION | {"ports": ports, "envs": ENVS})
