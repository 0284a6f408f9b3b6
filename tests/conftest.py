"""Shared fixtures: a local Edgegap API and the SDK's dynamic-provider server."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from pulumi_edgegap import App
from pulumi_edgegap.emulator import Emulator, Organization
from pulumi_edgegap.testing._stacks import enable_fork_server
from support.life import DynamicServer, Lives

TOKEN = "token-of-the-tests"
OTHER_TOKEN = "token-of-studio-b"


def pytest_xdist_auto_num_workers() -> int:
    """Two workers for each processor, because half of the tests wait for other processes."""
    return 2 * (os.cpu_count() or 1)


@pytest.fixture(scope="session", autouse=True)
def _programs_leave_no_bytecode() -> Iterator[None]:
    """Python's bytecode cache misses programs that tests rewrite within one second."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONDONTWRITEBYTECODE", "1")
        enable_fork_server()
        yield


@pytest.fixture(scope="session")
def emulator() -> Iterator[Emulator]:
    with Emulator(tokens=[TOKEN, OTHER_TOKEN]) as running:
        yield running


def clear(organization: Organization) -> None:
    """Empty an organization; what changes by itself in the service does so."""
    organization.cached = "moving"
    for table in (organization.apps, organization.versions, organization.storages):
        table.clear()
    for table in (organization.profiles, organization.links, organization.tags, organization.deployments):
        table.clear()


@pytest.fixture
def api(emulator: Emulator) -> Organization:
    """An empty organization; `api.apps`, `api.versions`, ... can be read and changed."""
    for token in (TOKEN, OTHER_TOKEN):
        clear(emulator.organization(token))
    emulator.requests.clear()
    return emulator.organization(TOKEN)


@pytest.fixture
def studio_b(api: Organization, emulator: Emulator) -> Organization:
    """The empty organization of the account `studio-b`."""
    return emulator.organization(OTHER_TOKEN)


@pytest.fixture(scope="session")
def editions() -> Iterator[dict[str, Emulator]]:
    """The service in its oldest and its newest edition, under the accounts `edition-2024` and `edition-2026`."""
    with Emulator([TOKEN], edition="2024") as oldest, Emulator([TOKEN], edition="2026") as newest:
        yield {"edition-2024": oldest, "edition-2026": newest}


def finds_something(lives: Lives, account: str | None = None) -> None:
    """Let a run find an object, so that a missing one counts as gone and not as of another organization."""
    lives(App).up(name="found-at-first", account=account).refresh().destroy()


@pytest.fixture(scope="session")
def server(emulator: Emulator, editions: dict[str, Emulator]) -> Iterator[DynamicServer]:
    config = {
        "edgegap:apiToken": TOKEN,
        "edgegap:apiUrl": emulator.url,
        "edgegap:maxWait": "0.02",
        "edgegap:requestsPerSecond": "5000",
        "edgegap-studio-b:apiToken": f"token {OTHER_TOKEN}",
        "edgegap-studio-b:apiUrl": emulator.url,
    }
    for account, edition in editions.items():
        config |= {f"edgegap-{account}:apiToken": TOKEN, f"edgegap-{account}:apiUrl": edition.url}
    running = DynamicServer(config)
    for account in (None, "studio-b", *editions):
        finds_something(Lives(running), account)
    yield running
    running.stop()


@pytest.fixture
def lives(server: DynamicServer, api: Organization) -> Lives:
    return Lives(server)
