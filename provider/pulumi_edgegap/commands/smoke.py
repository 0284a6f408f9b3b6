"""`pulumi-edgegap smoke`: deploy a version once, wait until it is ready, and stop it."""

from __future__ import annotations

import ipaddress
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from pulumi_edgegap.api._clock import SYSTEM
from pulumi_edgegap.commands.common import (
    FAILED,
    Json,
    Url,
    connect,
    console,
    errors,
    print_json,
    reporting_errors,
    table,
)
from pulumi_edgegap.commands.trial import Trial, run_trial

if TYPE_CHECKING:
    from pulumi_edgegap.lifecycle.values import Value

HELP = """Deploy a version once, wait until it is ready, show its ports, and stop it.

It is stopped in any case: when it is ready, when it fails, when it takes too long, and on Ctrl-C. While it runs, Edgegap
bills it as any other deployment.

\b
    export EDGEGAP_API_TOKEN=...
    pulumi-edgegap smoke arena 1.4.0
    pulumi-edgegap smoke arena 1.4.0 --near 50.11,8.68 --timeout 120 --json

\b
Exit codes:
    0    it was ready, and was stopped
    1    it was not ready, or could not be stopped
    2    wrong usage
    130  it was interrupted, and was stopped
"""
INTERRUPTED = 130
CLOCK = SYSTEM
_NEAR = "45.51,-73.57"


def run(
    app: Annotated[str, typer.Argument(metavar="APP", help="The app's name.", show_default=False)],
    version: Annotated[
        str, typer.Argument(metavar="VERSION", help="The version's name.", show_default=False)
    ],
    near: Annotated[
        str, typer.Option(metavar="LATITUDE,LONGITUDE", help="Where a player is, which chooses the location.")
    ] = _NEAR,
    ip: Annotated[
        str,
        typer.Option(metavar="ADDRESS", help="Instead of --near: a player's address.", show_default=False),
    ] = "",
    timeout: Annotated[float, typer.Option(min=1, metavar="SECONDS", help="How long to wait.")] = 300,
    url: Url = None,
    as_json: Json = False,
) -> None:
    """Deploy a version, wait for it and stop it; HELP is the help text."""
    user = _at_address(ip) if ip else _at_place(near)
    with reporting_errors(as_json):
        client = connect(url)
    trial = Trial(app, version)

    def report(status: str, seconds: float) -> None:
        if not as_json:
            errors().print(f"{status} after {seconds:.0f} s")

    def show() -> None:
        if not as_json:
            _show(trial)

    with _signals() as ignore_signals:
        run_trial(trial, client, CLOCK, [user], timeout, report=report, show=show, before_stop=ignore_signals)
        _close(trial, as_json)


def _close(trial: Trial, as_json: bool) -> None:
    if as_json:
        print_json(_document(trial))
    else:
        for error in trial.errors:
            errors().print(error)
        if trial.stopped:
            console().print("Stopped.")
    if trial.interrupted and trial.stopped is not False:
        raise typer.Exit(INTERRUPTED)
    if trial.errors:
        raise typer.Exit(FAILED)


def _show(trial: Trial) -> None:
    status, out = trial.status, console()
    assert status is not None
    where = (
        [each for each in (status.location.city, status.location.country) if each] if status.location else []
    )
    out.print(
        f"{trial.app}/{trial.version} is ready after {trial.seconds:.1f} s"
        f"{' in ' + ', '.join(where) if where else ''}: {status.fqdn or status.public_ip or trial.request_id}"
    )
    if status.ports:
        found = table("Port", "Protocol", "Internal", "External", "Address", title="Ports")
        for name, port in status.ports.items():
            cells = (port.name or name, port.protocol, port.internal, port.external, port.link)
            found.add_row(*("" if each is None else str(each) for each in cells))
        out.print(found)


def _document(trial: Trial) -> dict[str, Value]:
    status = trial.status
    location = status.location.answered() if status and status.location else None
    ports = {name: port.answered() for name, port in (status.ports or {}).items()} if status else {}
    return {
        "app": trial.app,
        "version": trial.version,
        "request_id": trial.request_id or None,
        "ready": trial.seconds is not None,
        "seconds": None if trial.seconds is None else round(trial.seconds, 1),
        "status": status.status if status else None,
        "location": location,
        "fqdn": status.fqdn if status else None,
        "public_ip": status.public_ip if status else None,
        "ports": ports,
        "stopped": trial.stopped,
        "error": " ".join(trial.errors) or None,
    }


@contextmanager
def _signals() -> Iterator[Callable[[], None]]:
    """Raise KeyboardInterrupt on SIGINT and SIGTERM; yield a function that ignores them from then on."""

    def interrupt(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in (signal.SIGINT, signal.SIGTERM)}

    def ignore() -> None:
        for number in before:
            signal.signal(number, signal.SIG_IGN)

    try:
        yield ignore
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _at_address(ip: str) -> dict[str, object]:
    try:
        address = str(ipaddress.ip_address(ip))
    except ValueError:
        raise typer.BadParameter(f"{ip!r} is not a valid IP address.", param_hint="--ip") from None
    return {"user_type": "ip_address", "user_data": {"ip_address": address}}


def _at_place(near: str) -> dict[str, object]:
    try:
        latitude, longitude = map(float, near.split(","))
    except ValueError:
        latitude = longitude = 999.0
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise typer.BadParameter(
            f"{near!r} is not a valid location; use one such as {_NEAR}.", param_hint="--near"
        )
    return {"user_type": "geo_coordinates", "user_data": {"latitude": latitude, "longitude": longitude}}
