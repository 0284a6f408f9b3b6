"""Run a Pulumi program as the CLI's language host for Python does.

The engine starts this file by its path, in the program's directory, and tells it on standard input, in one line
of JSON, what the host is told: project, stack, organization, root_directory, dry_run, parallel, monitor, engine,
program, config and secret_keys; and sdk, its own version of the SDK. After that line nothing comes: the end of the pipe is the end of the engine, and
then of this process. It imports nothing of the package, so that it runs in any virtual environment.
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

sys.path.pop(0)  # the place of this file, which the program must not import from
try:
    import pulumi
    import pulumi.runtime
except ImportError as error:
    print(f"The program's Python ({sys.executable}) cannot import the Pulumi SDK: {error}.", file=sys.stderr)
    sys.exit(1)


def _told() -> dict[str, Any]:
    """Read what the engine tells, and end with the engine from then on."""
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
    told: dict[str, Any] = json.loads(line)
    return told


def _configure(told: dict[str, Any]) -> None:
    os.environ["PULUMI_CONFIG"] = json.dumps(told["config"])
    os.environ["PULUMI_CONFIG_SECRET_KEYS"] = json.dumps(told["secret_keys"])
    pulumi.runtime.set_all_config(told["config"], told["secret_keys"])
    names = ("project", "stack", "organization", "root_directory", "dry_run", "parallel", "monitor", "engine")
    pulumi.runtime.configure(pulumi.runtime.Settings(**{name: told[name] for name in names}))


def _user_frames(program: str) -> str:
    """Give the traceback from the program on, without the frames of whoever runs it."""
    frames = traceback.extract_tb(sys.exc_info()[2])
    inside = os.path.abspath(program)
    for number, frame in enumerate(frames):
        if os.path.abspath(frame.filename) in (inside, os.path.join(inside, "__main__.py")):
            return traceback.format_exc(limit=number - len(frames))
    error = sys.exc_info()[1]
    if isinstance(error, SyntaxError):  # of the program itself: none of its frames was there yet
        return "".join(traceback.format_exception_only(error))
    return traceback.format_exc()


def _run(program: str) -> None:
    runpy.run_path(program, run_name="__main__")


def main() -> int:
    """Run the program; give the exit code."""
    told = _told()
    try:
        _configure(told)
    except (AttributeError, TypeError) as error:
        print(
            f"The Pulumi SDK of the program, {version('pulumi')}, does not get on with that of the local engine, "
            f"{told['sdk']} ({error}): install the same version in both environments.",
            file=sys.stderr,
        )
        return 1
    program = told["program"]
    sys.argv = [program]
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    executor = ThreadPoolExecutor(max_workers=4 * max(told["parallel"], 1))
    loop.set_default_executor(executor)
    # What a failed program leaves unfinished in the loop is no news to its user.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    try:
        loop.run_until_complete(pulumi.runtime.run_in_stack(lambda: _run(program)))
    except pulumi.RunError as error:
        pulumi.log.error(str(error))
        return 1
    except Exception:
        pulumi.log.error("Program failed with an unhandled exception:\n" + _user_frames(program))
        return 32  # the user has seen why
    finally:
        executor.shutdown(wait=True)
        loop.close()
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


sys.exit(main())
