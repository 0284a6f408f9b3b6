"""Fork processes that have already imported the Pulumi SDK.

The engine starts this file by path, with a socket as standard input and the modules to import as arguments.
Each message on the socket is a JSON object with script, directory and environment, sent with four file
descriptors: the new process's standard input, output and error, and a pipe to which this process writes the
process ID and later the exit code, a line each. It exits when the socket closes, as it does when the engine
ends. It does not import the package, so it runs in any virtual environment.
"""

from __future__ import annotations

import gc
import json
import os
import runpy
import selectors
import signal
import socket
import sys
from contextlib import suppress
from importlib import import_module
from typing import Any

_MESSAGE = 1 << 20


def _serve(requests: socket.socket) -> dict[str, Any]:
    """Fork a process for each message until the socket ends; return in the new processes only."""
    reports: dict[int, int] = {}
    wake, woken = socket.socketpair()
    woken.setblocking(False)
    signal.set_wakeup_fd(woken.fileno(), warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    waiting = selectors.DefaultSelector()
    waiting.register(requests, selectors.EVENT_READ)
    waiting.register(wake, selectors.EVENT_READ)
    while True:
        for key, _ in waiting.select():
            if key.fileobj is wake:
                wake.recv(64)
                _report_ended(reports)
                continue
            message, files, _, _ = socket.recv_fds(requests, _MESSAGE, 4)
            if not message:
                os._exit(0)
            if pid := os.fork():
                reports[pid] = files.pop()
                os.write(reports[pid], f"{pid}\n".encode())
                for file in files:
                    os.close(file)
                continue
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for mine in (waiting, wake, woken, requests):
                mine.close()
            for number, file in enumerate(files[:3]):
                os.dup2(file, number)
            for file in (*files, *reports.values()):
                os.close(file)
            request: dict[str, Any] = json.loads(message)
            return request


def _report_ended(reports: dict[int, int]) -> None:
    for pid in list(reports):
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            report = reports.pop(pid)
            with suppress(OSError):  # the engine no longer listens
                os.write(report, f"{os.waitstatus_to_exitcode(status)}\n".encode())
            os.close(report)


for module in sys.argv[1:]:
    import_module(module)
gc.freeze()  # the collector would otherwise copy the shared pages
request = _serve(socket.socket(fileno=os.dup(0)))
os.setsid()
os.chdir(request["directory"])
os.environ.clear()
os.environ.update(request["environment"])
sys.argv, sys.path[0] = [request["script"]], os.path.dirname(request["script"])
runpy.run_path(request["script"], run_name="__main__")
