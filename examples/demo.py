"""The life cycle of the game-server example, with a local Edgegap API instead of an account.

`make demo` runs it on the Pulumi CLI or, without one, on the local engine of `pulumi_local`, which needs only
Python. It asks no questions and does not touch your Pulumi state or settings: all its files are in a
temporary directory that is deleted at the end.
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
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType

import pulumi_local
from pulumi import automation
from pulumi.automation import ConfigValue, LocalWorkspaceOptions
from pulumi_edgegap.api import Client
from pulumi_edgegap.emulator import Emulator, Organization
from pulumi_edgegap.testing.engine import Engine, find_engine, isolated_environment

EXAMPLE = Path(__file__).parent / "game-server"
SECRETS = {
    name: secrets.token_hex(8) for name in ("secretAccessKey", "registryUser", "registryToken", "apiKey")
}
SECONDS_TO_CANCEL = 20
NO_ACCOUNT: Mapping[str, str] = MappingProxyType({})

colored = sys.stdout.isatty() and "NO_COLOR" not in os.environ


class DemoError(Exception):
    """A step did not have the expected result."""


class Interrupts:
    """Handler of Ctrl-C and SIGTERM that can delay them, so that a process that is starting is not lost."""

    def __init__(self) -> None:
        self._held = self._came = False

    def __call__(self, *_: object) -> None:
        self._came = True
        if not self._held:
            raise KeyboardInterrupt

    def hold(self) -> None:
        self._held = True

    def release(self) -> None:
        self._held = False
        if self._came:
            raise KeyboardInterrupt


interrupts = Interrupts()


class Project:
    """A copy of the example, on the Pulumi CLI or, without one, on the local engine."""

    def __init__(self, cli: Engine | None, place: Path) -> None:
        self._printed = ""
        self._cli = cli
        self._directory = place / EXAMPLE.name
        self._directory.mkdir()
        shutil.copy(EXAMPLE / "__main__.py", self._directory)
        settings = (EXAMPLE / "Pulumi.yaml").read_text()
        # Use this process's packages; your own copy gets them from `pulumi install`.
        settings = settings.replace("virtualenv: .venv", f"virtualenv: '{sys.prefix}'")
        (self._directory / "Pulumi.yaml").write_text(settings)
        self._environment = cli.environment(place) if cli else isolated_environment(os.environ)
        values = {name: ConfigValue(secret, secret=True) for name, secret in SECRETS.items()}
        opts = LocalWorkspaceOptions(env_vars=self._environment)
        if cli:
            os.environ["PATH"] = self._environment["PATH"]  # where the Automation API looks for the CLI
        create = automation.create_stack if cli else pulumi_local.create_stack
        stack = create("demo", work_dir=str(self._directory), opts=opts)
        stack.set_all_config({"accessKeyId": ConfigValue("AKIAEXAMPLE"), **values})

    def _command(self, step: str, options: tuple[str, ...]) -> list[str]:
        if self._cli is None:
            own = Path(sys.executable).with_name("pulumi-local")
            return [str(own), step, "--stack", "demo", *options]
        confirmed = () if step == "preview" else ("--yes", "--skip-preview")
        color = ("--color", "always" if colored else "never")
        return [str(self._cli.path), step, *options, *confirmed, "--suppress-progress", *color]

    def run(self, step: str, *options: str, account: Mapping[str, str] = NO_ACCOUNT) -> str:
        """Run a step, print its output as it arrives, and return it."""
        name = "pulumi" if self._cli else "pulumi-local"
        print(f"$ {' '.join((name, step, *options))}", flush=True)
        # A separate session, so that Ctrl-C reaches the engine only once, from here; a second would kill it.
        interrupts.hold()
        process = subprocess.Popen(
            self._command(step, options),
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
            interrupts.release()
            for line in process.stdout or ():
                output += line
                self._printed += line
                print(f"  {line}", end="", flush=True)
            process.wait()
        finally:
            _end(process)
        if process.returncode:
            raise DemoError(f"{step} failed.")
        return re.sub(r"\x1b\[[0-9;]*m", "", output)

    def check_no_secrets(self) -> None:
        """Search for the configuration's secrets in all that Pulumi printed or wrote."""
        for name, secret in SECRETS.items():
            check(secret not in self._printed, f"{name} was printed in clear")
        for file in (path for path in self._directory.parent.rglob("*") if path.is_file()):
            for name, secret in SECRETS.items():
                check(secret.encode() not in file.read_bytes(), f"{name} is in plain text in {file.name}")


def _end(process: subprocess.Popen[str]) -> None:
    """Let an interrupted command finish running calls, or kill it."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(SECONDS_TO_CANCEL)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    if process.stdout:
        process.stdout.close()


def check(holds: bool, otherwise: str) -> None:
    if not holds:
        raise DemoError(otherwise)


def headline(text: str) -> None:
    bold, plain = ("\x1b[1m", "\x1b[0m") if colored else ("", "")
    print(f"\n{bold}== {text}{plain}", flush=True)


def counts(api: Organization) -> dict[str, int]:
    return {
        "apps": len(api.apps),
        "versions": len(api.versions),
        "storages": len(api.storages),
        "profiles": len(api.profiles),
        "links": len(api.links),
    }


def run_steps(project: Project, emulator: Emulator) -> None:
    """Run all steps, and check each against the objects in the local API."""
    api = emulator.organization()
    account = {"EDGEGAP_API_URL": emulator.url, "EDGEGAP_API_TOKEN": emulator.token}

    headline("1. A preview needs no token and no network.")
    output = project.run("preview")
    check("+ 8 to create" in output, "The preview does not show 8 creations.")
    check(not emulator.requests, "The preview asked the API.")

    headline("2. Up creates the app, two versions, the storage, the pull profile and its links.")
    project.run("up", account=account)
    whole = {"apps": 1, "versions": 2, "storages": 1, "profiles": 1, "links": 2}
    check(counts(api) == whole, f"The API holds {counts(api)}.")
    project.check_no_secrets()
    print("  None of the example's four secrets is in plain text in the state or any other file.")

    headline("3. The next preview has nothing to do.")
    output = project.run("preview", account=account)
    check("8 unchanged" in output, "The preview shows changes.")

    headline("4. Somebody changes the blue version by hand, and deletes the green one.")
    (app,) = api.apps
    with Client(emulator.token, url=emulator.url) as by_hand:
        by_hand.versions.update(app, "blue", {"is_active": False, "max_duration": 1440})
        by_hand.versions.delete(app, "green")
    for request in list(emulator.requests)[-2:]:
        print(f"  {request.method} {request.path} {json.dumps(request.body) if request.body else ''}")

    headline("5. Refresh finds it.")
    project.run("refresh", account=account)

    headline("6. The next preview shows what was changed, and that it will be put right.")
    output = project.run("preview", "--diff", account=account)
    for name in ("is_active", "max_duration"):
        check(f"~ {name}" in output, f"The preview does not show {name}.")
    check("~ 1 to update" in output, "The preview does not show the update.")
    check("+ 2 to create" in output, "The preview does not show what has to be created again.")

    headline("7. Up puts it right.")
    project.run("up", account=account)
    check(counts(api) == whole, f"The API holds {counts(api)}.")
    check(api.versions[app, "blue"]["is_active"] is True, "The blue version is not active.")
    check(api.versions[app, "blue"]["max_duration"] == 60, "The blue version has another max_duration.")

    headline("8. Destroy leaves nothing behind.")
    project.run("destroy", account=account)
    check(not any(counts(api).values()), f"The API still holds {counts(api)}.")
    project.check_no_secrets()
    print("  The API holds no object any more.")


def main() -> int:
    cli = find_engine(install=True)
    if cli:
        print(f"Pulumi {cli.version} ({cli.path})", flush=True)
    else:
        print(
            f"The local engine of pulumi-edgegap {version('pulumi-edgegap')}, without the Pulumi CLI",
            flush=True,
        )
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, interrupts)
    try:
        with tempfile.TemporaryDirectory(prefix="edgegap-demo-") as place, Emulator() as emulator:
            run_steps(Project(cli, Path(place)), emulator)
    except DemoError as error:
        print(f"\nThe demo failed: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted; everything that the demo made is gone.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
