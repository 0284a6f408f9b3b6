"""The pytest plugin, with the fixtures `edgegap_api` and `edgegap_stack`, and the option `--edgegap-engine`.

Every run of pytest in its environment loads it, so imports are inside the fixtures.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from ._api import EdgegapApi
    from ._stacks import StackFactory
    from .engine import Engine

_CLI: pytest.StashKey[Engine] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option."""
    parser.getgroup("edgegap").addoption(
        "--edgegap-engine",
        choices=("local", "pulumi"),
        default="local",
        help="Run the stacks of edgegap_stack on the local engine (the default) or on the Pulumi CLI.",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Find the CLI if the option asks for it."""
    if config.getoption("--edgegap-engine") == "pulumi":
        from .engine import find_engine

        cli = find_engine()
        if cli is None:
            raise pytest.UsageError(
                "--edgegap-engine=pulumi needs the Pulumi CLI, and there is no `pulumi` on PATH or in PULUMI_HOME; "
                "install it (https://www.pulumi.com/docs/install/), or leave the option out for the local engine."
            )
        config.stash[_CLI] = cli


def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    """Hide text that is compared with a secret of `edgegap_api`; pytest would show both."""
    views = sys.modules.get("pulumi_edgegap.emulator.views")
    if views is None or not any(isinstance(each, views.SecretText) for each in (left, right)):
        return None
    shown = ["[text]" if type(each) is str and each else repr(each) for each in (left, right)]
    return [f"{shown[0]} {op} {shown[1]}"]


@pytest.fixture
def edgegap_api() -> Iterator[EdgegapApi]:
    """A new local Edgegap API: inspect its objects, change or delete them outside Pulumi, make calls fail."""
    try:
        import cryptography  # noqa: F401 - the local engine imports it only for the first secret

        from ..emulator import Emulator
    except ModuleNotFoundError as error:
        pytest.fail(
            f"The fixtures of pulumi-edgegap need {error.name}: pip install 'pulumi-edgegap[testing]'",
            pytrace=False,
        )
    from ._api import EdgegapApi

    with Emulator() as emulator:
        yield EdgegapApi(emulator)


@pytest.fixture
def edgegap_stack(
    request: pytest.FixtureRequest, edgegap_api: EdgegapApi, tmp_path_factory: pytest.TempPathFactory
) -> StackFactory:
    """Creates stacks of your programs that use `edgegap_api`: `edgegap_stack("infra").up()`."""
    from ._stacks import StackFactory, enable_fork_server

    enable_fork_server()
    return StackFactory(
        request.path.parent,
        edgegap_api,
        lambda: tmp_path_factory.mktemp("edgegap-stack"),
        request.config.stash.get(_CLI, None),
    )
