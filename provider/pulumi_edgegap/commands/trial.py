"""A trial deployment, which is started, waited for, and always stopped."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pulumi_edgegap.api import BadRequestError, EdgegapError, NotFoundError

if TYPE_CHECKING:
    from pulumi_edgegap.api import Client, DeploymentStatus
    from pulumi_edgegap.api._clock import Clock

INTERVAL = 2.0
"""The seconds between two requests; the API allows 20 requests per second to an organization."""


@dataclass
class Trial:
    """A trial and its result.

    Attributes:
        app: The app.
        version: The version.
        tag: A tag to find the deployment by if the response with its ID is lost.
        request_id: The ID of the deployment; empty until there is one.
        status: Its last status.
        seconds: How long it took to become ready; None if it did not.
        stopped: Whether it was stopped; None if there was nothing to stop.
        interrupted: Whether a signal ended the wait.
        errors: The errors, as sentences.
    """

    app: str
    version: str
    tag: str = field(default_factory=lambda: f"smoke-{uuid.uuid4().hex}")
    request_id: str = ""
    status: DeploymentStatus | None = None
    seconds: float | None = None
    stopped: bool | None = None
    interrupted: bool = False
    errors: list[str] = field(default_factory=list)


def run_trial(
    trial: Trial,
    client: Client,
    clock: Clock,
    users: Sequence[Mapping[str, object]],
    timeout: float,
    *,
    report: Callable[[str, float], None],
    show: Callable[[], None],
    before_stop: Callable[[], None],
) -> None:
    """Start a deployment, wait until it is ready, and stop it.

    Args:
        trial: The trial; its result is set.
        client: The client.
        clock: The clock.
        users: The players' locations, as for `Deployments.create`.
        timeout: The seconds to wait.
        report: Called with each change of the status, and the seconds up to it.
        show: Called while it is ready.
        before_stop: Called before it is stopped, so that no signal interrupts that.
    """
    may_run = is_lost = True
    try:
        trial.request_id = client.deployments.create(trial.app, trial.version, users, [trial.tag])
        _wait(trial, client, clock, timeout, report)
        if trial.seconds is not None:
            show()
    except KeyboardInterrupt:
        trial.interrupted = True
        trial.errors.append("Interrupted.")
    except EdgegapError as error:
        # 422 may mean that the deployment was created but had no capacity.
        is_lost = error.outcome_unknown
        may_run = is_lost or isinstance(error, BadRequestError)
        trial.errors.append(str(error))
    finally:
        before_stop()
        if trial.request_id or may_run:
            _stop(trial, client)
        if is_lost and trial.stopped is None:
            trial.errors.append(
                f"No deployment was found to stop; if one was started anyway, it has the tag {trial.tag}."
            )


def _wait(
    trial: Trial, client: Client, clock: Clock, timeout: float, report: Callable[[str, float], None]
) -> None:
    begun, last_seen = clock.now(), ""
    while True:
        with suppress(NotFoundError):  # it was accepted but may not exist yet
            trial.status = client.deployments.get(trial.request_id)
        passed = clock.now() - begun
        seen = trial.status.status if trial.status else ""
        if seen != last_seen:
            report(seen, passed)
            last_seen = seen
        if trial.status and trial.status.is_ready:
            trial.seconds = passed
            return
        if trial.status and trial.status.is_over:
            why = f": {trial.status.error_detail}" if trial.status.error_detail else ""
            trial.errors.append(f"The deployment did not become ready; its status is {seen}{why}")
            return
        if passed + INTERVAL > timeout:
            trial.errors.append(
                f"The deployment was not ready after {timeout:g} s; its status is {seen or 'unknown'}: look at its logs, "
                f"or raise --timeout."
            )
            return
        clock.sleep(INTERVAL)


def _stop(trial: Trial, client: Client) -> None:
    try:
        # Check the tag: a service that ignores the filter also lists other deployments.
        ids = [trial.request_id] if trial.request_id else list(_tagged(client, trial.tag))
        for each in ids:
            trial.request_id = each
            client.deployments.stop(each)
            trial.stopped = True
    except EdgegapError as error:
        trial.stopped = False
        which = trial.request_id or f"with the tag {trial.tag}, if there is one,"
        trial.errors.append(f"The deployment {which} could not be stopped and may still be running: {error}")


def _tagged(client: Client, tag: str) -> list[str]:
    return [each.request_id for each in client.deployments.list(tag=tag) if tag in (each.tags or ())]
