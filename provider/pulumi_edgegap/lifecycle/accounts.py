"""Accounts: the sources of the API token and the URL of an organization.

The default account reads ``edgegap:apiToken`` and ``edgegap:apiUrl`` from the stack configuration, then
``EDGEGAP_API_TOKEN`` and ``EDGEGAP_API_URL`` from the environment. Any other account ("studio-b") reads
``edgegap-studio-b:apiToken`` and ``edgegap-studio-b:apiUrl`` from the stack configuration only.

The other settings are ``maxRetries``, ``maxWait`` (the most seconds between two tries), ``timeout`` (the seconds
for a call with its retries), ``requestsPerSecond``, ``insecure`` (allow http to another machine), ``adopt``,
``deleteChildren``, ``deleteWithDeployments`` and ``allowAllGone`` (or ``EDGEGAP_ALLOW_ALL_GONE`` for the default
account).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, TypeAlias

import pulumi

from ..api._url import DEFAULT_URL
from .names import namespace
from .settings import SETTINGS, mistake_in

if TYPE_CHECKING:
    from ..api import Client
    from .call import Log

Lookup: TypeAlias = Callable[[str], str | None]


class ConfigurationError(Exception):
    """A setting is missing or invalid; the message says which one and how to set it."""


@dataclass(frozen=True)
class Account:
    """The settings of one organization. Its ``repr`` does not show the token."""

    url: str
    token: str = field(repr=False)
    max_retries: int
    max_wait: float
    timeout: float
    requests_per_second: float
    insecure: bool


def load_account(account: str, lookup: Lookup, environment: Mapping[str, str] = os.environ) -> Account:
    """Load the settings of an account.

    Args:
        account: The account's name; empty for the default one.
        lookup: Returns the value of a full configuration key (``edgegap:apiToken``), or None.
        environment: The environment, for the default account only: the token of one organization is never
            used for another.

    Raises:
        ConfigurationError: The token is missing, or a setting is invalid.
    """
    keys = namespace(account)
    variables = {} if account else environment
    token = lookup(f"{keys}:apiToken") or variables.get("EDGEGAP_API_TOKEN")
    if not token:
        whose = f"the account {account!r}" if account else "Edgegap"
        either = "" if account else ", or set EDGEGAP_API_TOKEN"
        raise ConfigurationError(
            f"Missing API token for {whose}: run `pulumi config set --secret {keys}:apiToken`{either}."
        )
    return Account(
        _valid(lookup, f"{keys}:apiUrl") or variables.get("EDGEGAP_API_URL") or DEFAULT_URL,
        token,
        max_retries=int(_number(lookup, keys, "maxRetries")),
        max_wait=_number(lookup, keys, "maxWait"),
        timeout=_number(lookup, keys, "timeout"),
        requests_per_second=_number(lookup, keys, "requestsPerSecond"),
        insecure=is_set(lookup, f"{keys}:insecure"),
    )


def is_set(lookup: Lookup, key: str) -> bool:
    """Whether a setting is on; it is off unless it is `true`.

    Raises:
        ConfigurationError: The setting is neither `true` nor `false`.
    """
    return _valid(lookup, key).lower() == "true"


def allows_all_gone(account: str, lookup: Lookup, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the user confirms that all objects of the account are gone.

    The variable is for `pulumi refresh` and `pulumi destroy`, which use the configuration of the last `pulumi up`.

    Raises:
        ConfigurationError: The setting is neither `true` nor `false`.
    """
    by_variable = not account and environment.get("EDGEGAP_ALLOW_ALL_GONE", "").lower() == "true"
    return by_variable or is_set(lookup, f"{namespace(account)}:allowAllGone")


def _number(lookup: Lookup, namespace: str, name: str) -> float:
    return float(_valid(lookup, f"{namespace}:{name}") or SETTINGS[name].default)


def _valid(lookup: Lookup, key: str) -> str:
    value = lookup(key) or ""
    if mistake := mistake_in(key, value):
        raise ConfigurationError(mistake)
    return value


_clients: dict[Account, Client] = {}
_clients_lock = Lock()


def client_for(account: Account, log: Log = pulumi.log) -> Client:
    """Return the client that this process keeps for an account; the first caller's log gets its messages."""
    from ..api import Client

    with _clients_lock:
        if account not in _clients:
            try:
                _clients[account] = Client(
                    account.token,
                    account.url,
                    max_retries=account.max_retries,
                    max_wait=account.max_wait,
                    total_timeout=account.timeout,
                    requests_per_second=account.requests_per_second,
                    insecure=account.insecure,
                    on_wait=log.info,
                    on_odd=log.warn,
                )
            except ValueError as error:
                raise ConfigurationError(str(error)) from None
        return _clients[account]
