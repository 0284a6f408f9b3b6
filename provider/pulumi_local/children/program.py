"""Run a Pulumi program as the CLI's language host for Python does.

The engine starts this file by path, in the program's directory, and writes one line of JSON to its standard
input: the host's settings (project, stack, organization, root_directory, dry_run, parallel, monitor, engine,
program, config, secret_keys) and sdk, the engine's version of the SDK. This process exits when the pipe
closes, as it does when the engine ends. It does not import the package, so it runs in any virtual
environment.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import runpy
import sys
import threading
import traceback
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from typing import Any

sys.path.pop(0)  # this file's directory: the program must not import from it
try:
    import pulumi
    import pulumi.runtime
except ImportError as error:
    print(f"The program's Python ({sys.executable}) cannot import the Pulumi SDK: {error}.", file=sys.stderr)
    sys.exit(1)


def _read_settings() -> dict[str, Any]:
    """Read the settings from the engine, and from then on exit when the engine does."""
    pipe = os.fdopen(os.dup(0), encoding="utf-8")
    with open(os.devnull) as nothing:
        os.dup2(nothing.fileno(), 0)
    line = pipe.readline()
    if not line:
        sys.exit(1)

    def guard() -> None:
        pipe.read()
        os._exit(1)

    threading.Thread(target=guard, daemon=True).start()
    settings: dict[str, Any] = json.loads(line)
    return settings


def _configure(settings: dict[str, Any]) -> None:
    os.environ["PULUMI_CONFIG"] = json.dumps(settings["config"])
    os.environ["PULUMI_CONFIG_SECRET_KEYS"] = json.dumps(settings["secret_keys"])
    pulumi.runtime.set_all_config(settings["config"], settings["secret_keys"])
    names = ("project", "stack", "organization", "root_directory", "dry_run", "parallel", "monitor", "engine")
    pulumi.runtime.configure(pulumi.runtime.Settings(**{name: settings[name] for name in names}))


def _user_frames(program: str) -> str:
    """Return the current traceback from the program's first frame on."""
    frames = traceback.extract_tb(sys.exc_info()[2])
    inside = os.path.abspath(program)
    for number, frame in enumerate(frames):
        if os.path.abspath(frame.filename) in (inside, os.path.join(inside, "__main__.py")):
            return traceback.format_exc(limit=number - len(frames))
    error = sys.exc_info()[1]
    if isinstance(error, SyntaxError):  # in the program itself, before its first frame
        return "".join(traceback.format_exception_only(error))
    return traceback.format_exc()


def _run(program: str) -> None:
    runpy.run_path(program, run_name="__main__")


def main() -> int:
    """Run the program and return the exit code."""
    settings = _read_settings()
    try:
        _configure(settings)
    except (AttributeError, TypeError) as error:
        print(
            f"The Pulumi SDK of the program, {version('pulumi')}, is not compatible with that of the local engine, "
            f"{settings['sdk']} ({error}): install the same version in both environments.",
            file=sys.stderr,
        )
        return 1
    program = settings["program"]
    sys.argv = [program]
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    executor = ThreadPoolExecutor(max_workers=4 * max(settings["parallel"], 1))
    loop.set_default_executor(executor)
    # Hide asyncio's errors about tasks that a failed program leaves unfinished.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    try:
        loop.run_until_complete(pulumi.runtime.run_in_stack(lambda: _run(program)))
    except pulumi.RunError as error:
        pulumi.log.error(str(error))
        return 1
    except Exception:
        pulumi.log.error("Program failed with an unhandled exception:\n" + _user_frames(program))
        return 32  # the user has seen the error
    finally:
        executor.shutdown(wait=True)
        loop.close()
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


sys.exit(main())
