"""Checks of this machine and a project's settings, each with a finding."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from importlib.metadata import version

from packaging.requirements import Requirement
from packaging.version import InvalidVersion, Version

from ...api import DEFAULT_URL
from ...api.errors import EdgegapError, ForbiddenError, UnauthorizedError
from ...lifecycle.accounts import ConfigurationError, load_account
from ...lifecycle.names import namespace
from ...lifecycle.sdk import requirement
from ...lifecycle.settings import SETTINGS, unknown
from ...testing.engine import TAKES_IMPORT_FILE, find_engine
from .finding import Finding
from .last_up import compare_tokens
from .plan import check_plan
from .project_settings import StackSettings
from .stack_file import StackFile

MOST_SKEW = timedelta(seconds=30)
_INSTALL = "https://www.pulumi.com/docs/install/"
_SECONDS_TO_ANSWER = 15.0
_KEY = re.compile(r"edgegap(?:-(?P<account>[^:]+))?:(?P<name>.+)")


def examine(
    environment: Mapping[str, str],
    url: str | None,
    stacks: Sequence[StackSettings],
    exports: Sequence[StackFile] = (),
) -> Iterator[Finding]:
    """Run all checks and yield their findings.

    Args:
        environment: The environment, for the token and the CLI.
        url: The URL of the API; None for the public one.
        stacks: The settings of the project's stacks; empty outside a project.
        exports: Exports of the project's stacks.
    """
    yield _sdk()
    yield _cli(environment)
    for stack in stacks:
        yield from _settings(stack)
    for export in exports:
        yield from compare_tokens(export, stacks, environment.get("EDGEGAP_API_TOKEN"))
    yield from _api(environment.get("EDGEGAP_API_TOKEN"), url, stacks)


def _sdk() -> Finding:
    needed = Requirement(requirement())
    found = version("pulumi")
    if needed.specifier.contains(found, prereleases=True):
        return Finding("SDK", "ok", f"The Python SDK is pulumi {found}.")
    return Finding("SDK", "fix", f"The Python SDK is pulumi {found}: run `pip install '{needed}'`.")


def _cli(environment: Mapping[str, str]) -> Finding:
    engine = find_engine(environment)
    if engine is None:
        return Finding(
            "CLI", "fix", f"There is no `pulumi` on PATH or in PULUMI_HOME: install it, {_INSTALL}."
        )
    try:
        found = Version(engine.version)
    except InvalidVersion:
        return Finding("CLI", "note", f"The CLI at {engine.path} reports a version that cannot be read.")
    if found.major != Version(version("pulumi")).major:
        return Finding(
            "CLI",
            "fix",
            f"The CLI is Pulumi {found}, and the SDK {version('pulumi')}: update it, {_INSTALL}.",
        )
    if found.release[:2] < TAKES_IMPORT_FILE:
        return Finding(
            "CLI",
            "note",
            f"The CLI is Pulumi {found}: `pulumi import` of what `pulumi-edgegap export` writes needs "
            f"{'.'.join(map(str, TAKES_IMPORT_FILE))}.",
        )
    return Finding("CLI", "ok", f"The CLI is Pulumi {found}.")


def _settings(stack: StackSettings) -> Iterator[Finding]:
    """Check the settings of a stack; mistakes are worded as in `pulumi up`."""
    file = stack.path.name
    if stack.error:
        yield Finding("Settings", "fix", f"{file}: {stack.error}: fix its YAML.")
        return
    mistakes = [mistake for key in stack.keys for mistake in _mistakes_of_key(stack, key)]
    accounts = sorted({found["account"] or "" for key in stack.keys if (found := _KEY.fullmatch(key))})
    mistakes += [mistake for account in accounts for mistake in _mistakes_of_account(stack, account)]
    yield from (Finding("Settings", "fix", f"{file}: {mistake}") for mistake in mistakes)
    if not mistakes and stack.keys:
        yield Finding("Settings", "ok", f"{file} sets {', '.join(stack.keys)}.")


def _mistakes_of_key(stack: StackSettings, key: str) -> Iterator[str]:
    found = _KEY.fullmatch(key)
    name = found["name"] if found else ""
    if name not in SETTINGS:
        yield unknown(key.partition(":")[0], name)
    elif name == "apiToken" and key in stack.plain:
        yield f"{key} is not encrypted: set it again with `pulumi config set --secret {key}`."


def _mistakes_of_account(stack: StackSettings, account: str) -> Iterator[str]:
    token = f"{namespace(account)}:apiToken"
    # The token of the default account may be elsewhere, and with Pulumi ESC environments so may any other.
    may_be_elsewhere = not account or stack.has_environments
    if may_be_elsewhere or token in stack.secret:
        known = {**stack.plain, token: "not looked at"}
    else:
        known = {**stack.plain}
    try:
        load_account(account, known.get, {})
    except ConfigurationError as error:
        yield str(error)


def _api(token: str | None, url: str | None, stacks: Sequence[StackSettings]) -> Iterator[Finding]:
    from ...api import Client
    from ...api._access import base_url, token_value

    yield from _token_found(token, stacks)
    try:
        token_value(token or "none")
    except ValueError as error:
        yield Finding("Token", "fix", f"EDGEGAP_API_TOKEN is invalid: {error}")
        token = None
    yield from _url_found(url, stacks)
    try:
        base_url(url or DEFAULT_URL)
    except ValueError as error:
        yield Finding("URL", "fix", f"{error} Check EDGEGAP_API_URL or --url.")
        return
    # Any token is enough to find out whether the API responds.
    client = Client(token or "none", url or DEFAULT_URL, max_retries=0, total_timeout=_SECONDS_TO_ANSWER)
    with client:
        try:
            next(client.apps.list(), None)
        except (UnauthorizedError, ForbiddenError) as error:
            yield Finding("URL", "ok", f"Edgegap answers at {_url(url)}.")
            if token:
                yield Finding("Token", "fix", f"The token in EDGEGAP_API_TOKEN does not work: {error}")
        except EdgegapError as error:
            yield Finding("URL", "fix", str(error))
        else:
            yield Finding("URL", "ok", f"Edgegap answers at {_url(url)}.")
            yield Finding("Token", "ok", "Edgegap accepts the token in EDGEGAP_API_TOKEN.")
            yield check_plan(client)
        if server_time := client.server_time():
            yield _clock(datetime.now(timezone.utc) - server_time)


def _token_found(token: str | None, stacks: Sequence[StackSettings]) -> Iterator[Finding]:
    files = [each.path.name for each in stacks if "edgegap:apiToken" in each.keys]
    if token and files:
        yield Finding(
            "Token",
            "note",
            f"`pulumi` uses the token in {', '.join(files)}, not the one in EDGEGAP_API_TOKEN.",
        )
    elif files:
        yield Finding(
            "Token",
            "note",
            f"The token of {', '.join(files)} was not tried, since it is encrypted; to try it, run "
            "`EDGEGAP_API_TOKEN=$(pulumi config get edgegap:apiToken) pulumi-edgegap doctor`.",
        )
    elif not token:
        yield Finding(
            "Token",
            "note" if any(each.has_environments for each in stacks) else "fix",
            "Missing API token: run `pulumi config set --secret edgegap:apiToken`, or set EDGEGAP_API_TOKEN.",
        )


def _url_found(url: str | None, stacks: Sequence[StackSettings]) -> Iterator[Finding]:
    key = "edgegap:apiUrl"
    files = [each.path.name for each in stacks if key in each.keys and each.plain.get(key) != url]
    if files:
        yield Finding(
            "URL",
            "note",
            f"`pulumi` uses the URL in {', '.join(files)}, which was not tried; to try it, run "
            f"`pulumi-edgegap doctor --url $(pulumi config get {key})`.",
        )


def _url(url: str | None) -> str:
    return "the URL that was given" if url else "its public address"


def _clock(ahead: timedelta) -> Finding:
    if abs(ahead) <= MOST_SKEW:
        return Finding("Clock", "ok", "This machine's clock agrees with Edgegap's.")
    seconds = round(abs(ahead).total_seconds())
    return Finding(
        "Clock",
        "fix",
        f"This machine's clock is {seconds} seconds {'ahead of' if ahead > timedelta() else 'behind'} Edgegap's: "
        "synchronize it with a time server.",
    )
