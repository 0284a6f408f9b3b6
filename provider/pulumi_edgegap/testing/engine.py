"""Finding, installing and running the Pulumi CLI, isolated from the user's settings."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

TAKES_IMPORT_FILE = (3, 254)
"""The first version of the CLI whose `pulumi import` reads inputs and outputs from the file."""
_INSTALLER = "https://get.pulumi.com/install.sh"
_INSTALLER_TIMEOUT = 5
_USER_PREFIXES = ("PULUMI_", "EDGEGAP_")


@dataclass(frozen=True)
class Engine:
    """A working Pulumi CLI.

    Attributes:
        path: The executable.
        version: Its version, without the leading `v`.
    """

    path: Path
    version: str

    def environment(self, place: Path, inherited: Mapping[str, str] = os.environ) -> dict[str, str]:
        """Return an environment in which the CLI asks no questions and is isolated from the user's settings.

        State, settings and stacks are stored in `place`, secrets are encrypted with a new random passphrase,
        and no variables of Pulumi or Edgegap are inherited, and therefore no accounts or tokens.

        Args:
            place: An existing directory.
            inherited: The environment to start from.
        """
        state = place / "state"
        state.mkdir(exist_ok=True)
        kept = isolated_environment(inherited)
        path = [str(self.path.parent), str(Path(sys.executable).parent), kept.get("PATH", os.defpath)]
        return kept | {
            "PATH": os.pathsep.join(path),
            "PULUMI_HOME": str(place / "home"),
            "PULUMI_BACKEND_URL": state.as_uri(),
            "PULUMI_SKIP_UPDATE_CHECK": "true",
        }


def isolated_environment(inherited: Mapping[str, str]) -> dict[str, str]:
    """Return an environment with a new random passphrase, without the user's Pulumi and Edgegap variables.

    Calls to 127.0.0.1 bypass proxies.
    """
    kept = {name: value for name, value in inherited.items() if not name.startswith(_USER_PREFIXES)}
    direct = ",".join(filter(None, (kept.get("NO_PROXY", kept.get("no_proxy", "")), "127.0.0.1")))
    return kept | {
        "NO_PROXY": direct,
        "no_proxy": direct,
        "PULUMI_CONFIG_PASSPHRASE": secrets.token_hex(16),
    }


def find_engine(environment: Mapping[str, str] = os.environ, *, install: bool = False) -> Engine | None:
    """Find the Pulumi CLI on PATH, in Pulumi's home, or where its Python SDK installs it.

    Args:
        environment: The environment with `PATH` and `PULUMI_HOME`.
        install: If there is no CLI, let the SDK install the one of its version. Without a network this
            stops after a few seconds.
    """
    for path in _candidates(environment):
        if engine := _running(path):
            return engine
    return _installed() if install else None


def _candidates(environment: Mapping[str, str]) -> Iterator[Path]:
    default = Path("~/.pulumi").expanduser()
    homes = Path(environment.get("PULUMI_HOME") or default), default / "versions" / version("pulumi")
    for place in (environment.get("PATH", ""), *(str(home / "bin") for home in homes)):
        if found := shutil.which("pulumi", path=place):
            yield Path(found).absolute()


def _running(path: Path) -> Engine | None:
    # Even `pulumi version` writes a log to Pulumi's home.
    with tempfile.TemporaryDirectory() as home:
        quiet = os.environ | {"PULUMI_HOME": home, "PULUMI_SKIP_UPDATE_CHECK": "true"}
        try:
            answer = subprocess.run(
                [path, "version"], env=quiet, capture_output=True, text=True, timeout=30, check=True
            )
        except (OSError, subprocess.SubprocessError):
            return None
    return Engine(path, answer.stdout.strip().removeprefix("v"))


def _installed() -> Engine | None:
    """Install with the SDK's installer, whose downloads have no timeout."""
    from pulumi.automation import PulumiCommand

    try:
        urllib.request.urlopen(_INSTALLER, timeout=_INSTALLER_TIMEOUT).close()
        return _running(Path(PulumiCommand.install().command))
    except Exception:  # the installer does not document its errors
        return None
