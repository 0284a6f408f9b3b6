"""The whole life of the game-server example, with a local Edgegap API in place of an account.

`make demo` runs it. It needs the Pulumi CLI, asks nothing, and touches neither your Pulumi state nor your
settings: all that it makes lies in a temporary directory, which is gone in the end.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NoReturn

from pulumi_edgegap._engine import MISSING, Engine, find_engine
from pulumi_edgegap.api import Client
from pulumi_edgegap.emulator import Emulator, Organisation

EXAMPLE = Path(__file__).parent / "game-server"
SECRETS = {
    name: secrets.token_hex(8) for name in ("secretAccessKey", "registryUser", "registryToken", "apiKey")
}
SECONDS_TO_CANCEL = 20
NO_ACCOUNT: Mapping[str, str] = MappingProxyType({})

colored = sys.stdout.isatty() and "NO_COLOR" not in os.environ


class DemoError(Exception):
    """A step did not do what it has to do."""


class Project:
    """A copy of the example with a Pulumi CLI in it."""

    def __init__(self, engine: Engine, place: Path) -> None:
        self._printed = ""
        self._engine = engine
        self._environment = engine.environment(place)
        self._directory = place / EXAMPLE.name
        self._directory.mkdir()
        shutil.copy(EXAMPLE / "__main__.py", self._directory)
        settings = (EXAMPLE / "Pulumi.yaml").read_text()
        # A copy of your own gets its packages from `pulumi install`; this one has them from this process.
        settings = settings.replace("virtualenv: .venv", f"virtualenv: '{sys.prefix}'")
        (self._directory / "Pulumi.yaml").write_text(settings)

    def pulumi(self, *arguments: str, show: bool = True, account: Mapping[str, str] = NO_ACCOUNT) -> str:
        """Run a command and give its output, which is shown line by line as it comes."""
        if show:
            print(f"$ pulumi {' '.join(arguments)}", flush=True)
        # A session of its own, so that Ctrl-C reaches the CLI once, from here: twice would be no clean end.
        process = subprocess.Popen(
            [
                str(self._engine.path),
                *arguments,
                "--non-interactive",
                *("--color", "always" if colored else "never"),
            ],
            cwd=self._directory,
            env={**self._environment, **account},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            start_new_session=True,
        )
        output = ""
        try:
            for line in process.stdout or ():
                output += line
                self._printed += line
                if show:
                    print(f"  {line}", end="", flush=True)
            process.wait()
        finally:
            _end(process)
        if process.returncode:
            raise DemoError(f"`pulumi {' '.join(arguments[:2])}` failed." + ("" if show else f"\n{output}"))
        return re.sub(r"\x1b\[[0-9;]*m", "", output)

    def must_hold_no_secret(self) -> None:
        """Look for the secrets of the configuration in all that Pulumi printed or wrote."""
        for name, secret in SECRETS.items():
            must(secret not in self._printed, f"{name} was printed in clear")
        for file in (path for path in self._directory.parent.rglob("*") if path.is_file()):
            for name, secret in SECRETS.items():
                must(secret.encode() not in file.read_bytes(), f"{name} stands in clear in {file.name}")


def _end(process: subprocess.Popen[str]) -> None:
    """Let an interrupted command finish what is under way, or kill it."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(SECONDS_TO_CANCEL)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    if process.stdout:
        process.stdout.close()


def must(holds: bool, otherwise: str) -> None:
    if not holds:
        raise DemoError(otherwise)


def headline(text: str) -> None:
    bold, plain = ("\x1b[1m", "\x1b[0m") if colored else ("", "")
    print(f"\n{bold}== {text}{plain}", flush=True)


def held(api: Organisation) -> dict[str, int]:
    return {
        "apps": len(api.apps),
        "versions": len(api.versions),
        "storages": len(api.storages),
        "profiles": len(api.profiles),
        "links": len(api.links),
    }


def walk(project: Project, emulator: Emulator) -> None:
    """Go through all steps; each one is held against what the local API then has."""
    api = emulator.organisation()
    account = {"EDGEGAP_API_URL": emulator.url, "EDGEGAP_API_TOKEN": emulator.token}
    project.pulumi("stack", "init", "demo", show=False)
    values = [part for name, secret in SECRETS.items() for part in ("--secret", f"{name}={secret}")]
    project.pulumi("config", "set-all", "--plaintext", "accessKeyId=AKIAEXAMPLE", *values, show=False)

    headline("1. A preview needs no token and no network.")
    output = project.pulumi("preview", "--suppress-progress")
    must("+ 8 to create" in output, "The preview does not show 8 creations.")
    must(not emulator.requests, "The preview asked the API.")

    headline("2. Up creates the app, two versions, the storage, the pull profile and its links.")
    project.pulumi("up", "--skip-preview", "--yes", "--suppress-progress", account=account)
    whole = {"apps": 1, "versions": 2, "storages": 1, "profiles": 1, "links": 2}
    must(held(api) == whole, f"The API holds {held(api)}.")
    project.must_hold_no_secret()
    print("  None of the example's four secrets stands in clear in the state, or in any other file.")

    headline("3. The next preview has nothing to do.")
    project.pulumi("preview", "--expect-no-changes", "--suppress-progress", account=account)

    headline("4. Somebody changes the blue version by hand, and deletes the green one.")
    (app,) = api.apps
    with Client(emulator.token, url=emulator.url) as by_hand:
        by_hand.versions.update(app, "blue", {"is_active": False, "max_duration": 1440})
        by_hand.versions.delete(app, "green")
    for request in list(emulator.requests)[-2:]:
        print(f"  {request.method} {request.path} {json.dumps(request.body) if request.body else ''}")

    headline("5. Refresh finds it.")
    project.pulumi("refresh", "--yes", "--skip-preview", "--suppress-progress", account=account)

    headline("6. The next preview shows what was changed, and that it will be put right.")
    output = project.pulumi("preview", "--diff", "--suppress-progress", account=account)
    for name in ("is_active", "max_duration"):
        must(f"~ {name}" in output, f"The preview does not show {name}.")
    must("~ 1 to update" in output, "The preview does not show the update.")
    must("+ 2 to create" in output, "The preview does not show what has to be created again.")

    headline("7. Up puts it right.")
    project.pulumi("up", "--skip-preview", "--yes", "--suppress-progress", account=account)
    must(held(api) == whole, f"The API holds {held(api)}.")
    must(api.versions[app, "blue"]["is_active"] is True, "The blue version is not active.")
    must(api.versions[app, "blue"]["max_duration"] == 60, "The blue version has another max_duration.")

    headline("8. Destroy leaves nothing behind.")
    project.pulumi("destroy", "--yes", "--skip-preview", "--suppress-progress", account=account)
    must(not any(held(api).values()), f"The API still holds {held(api)}.")
    project.must_hold_no_secret()
    print("  The API holds no object any more.")


def main() -> int:
    engine = find_engine(install=True)
    if engine is None:
        # The place for an engine that needs no CLI.
        print(MISSING, file=sys.stderr)
        return 1
    print(f"Pulumi {engine.version} ({engine.path})", flush=True)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        with tempfile.TemporaryDirectory(prefix="edgegap-demo-") as place, Emulator() as emulator:
            walk(Project(engine, Path(place)), emulator)
    except DemoError as error:
        print(f"\nThe demo failed: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted; everything that the demo made is gone.", file=sys.stderr)
        return 130
    return 0


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
