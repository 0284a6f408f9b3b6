"""Run the dynamic-provider server, and end it when the engine ends, even if the engine is killed.

The engine starts this file by path, with a pipe as standard input that nothing is written to and that closes
when the engine ends. It does not import the package, so it runs in any virtual environment.
"""

from __future__ import annotations

import os
import runpy
import sys
import threading


def _end_with(lifeline: int) -> None:
    os.read(lifeline, 1)
    os._exit(1)


lifeline = os.dup(0)
with open(os.devnull) as nothing:
    os.dup2(nothing.fileno(), 0)
threading.Thread(target=_end_with, args=(lifeline,), daemon=True).start()
sys.path[0] = os.getcwd()  # as `python -m pulumi.dynamic` has it
runpy.run_module("pulumi.dynamic", run_name="__main__", alter_sys=True)
