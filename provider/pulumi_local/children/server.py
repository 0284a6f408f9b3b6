"""Run the dynamic-provider server so that it ends when the engine does, even when the engine is killed.

The engine starts this file by its path, with a pipe as standard input that nobody writes to: its end is the end
of the engine. It imports nothing of the package, so that it runs in any virtual environment.
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
