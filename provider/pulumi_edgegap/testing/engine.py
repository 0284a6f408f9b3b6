"""The Pulumi CLI of this machine: where it is, how to get one, and how to run it apart from the user's own."""

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
"""The first version of the CLI that takes inputs and outputs from the file of `pulumi import`."""
_INSTALLER = "https://get.pulumi.com/install.sh"
_SECONDS_TO_REACH_IT = 5
_OF_THE_USER = ("PULUMI_", "EDGEGAP_")


@dataclass(frozen=True)
class Engine:
    """A Pulumi CLI that runs.

    Attributes:
        path: The program.
        version: What it says its version is, without the leading `v`.
    """

    path: Path
    version: str

    def environment(self, place: Path, inherited: Mapping[str, str] = os.environ) -> dict[str, str]:
        """Give an environment in which the CLI neither asks a question nor touches what is the user's.

        State, settings and stacks lie below `place`, secrets are encrypted with a new random passphrase, and
        no variable of Pulumi or Edgegap is inherited, so no account and no token either.

        Args:
            place: A directory of the caller's, which has to be there.
            inherited: The environment to start from.
        """
        state = place / "state"
        state.mkdir(exist_ok=True)
        kept = environment_apart(inherited)
        path = [str(self.path.parent), str(Path(sys.executable).parent), kept.get("PATH", os.defpath)]
        return kept | {
            "PATH": os.pathsep.join(path),
            "PULUMI_HOME": str(place / "home"),
            "PULUMI_BACKEND_URL": state.as_uri(),
            "PULUMI_SKIP_UPDATE_CHECK": "true",
        }


def environment_apart(inherited: Mapping[str, str]) -> dict[str, str]:
    """Give an environment with a new random passphrase, less the user's variables of Pulumi and Edgegap.

    Calls to 127.0.0.1 go past any proxy.
    """
    kept = {name: value for name, value in inherited.items() if not name.startswith(_OF_THE_USER)}
    direct = ",".join(filter(None, (kept.get("NO_PROXY", kept.get("no_proxy", "")), "127.0.0.1")))
    return kept | {
        "NO_PROXY": direct,
        "no_proxy": direct,
        "PULUMI_CONFIG_PASSPHRASE": secrets.token_hex(16),
    }


def find_engine(environment: Mapping[str, str] = os.environ, *, install: bool = False) -> Engine | None:
    """Find the Pulumi CLI: on PATH, in Pulumi's home, or where its Python SDK installs it.

    Args:
        environment: Where `PATH` and `PULUMI_HOME` are looked up.
        install: Let the SDK install the CLI of its own version when there is none. Without a network that
            ends after a few seconds.
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
    # Even this command writes a log to Pulumi's home.
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
    """Install with the SDK's own installer, which sets no time limit to its downloads."""
    from pulumi.automation import PulumiCommand

    try:
        urllib.request.urlopen(_INSTALLER, timeout=_SECONDS_TO_REACH_IT).close()
        return _running(Path(PulumiCommand.install().command))
    except Exception:  # the installer documents no errors of its own
        return None
