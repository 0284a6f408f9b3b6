"""Accounts: where the API token and the URL of an organisation come from.

The default account reads ``edgegap:apiToken`` and ``edgegap:apiUrl`` from the stack configuration, then
``EDGEGAP_API_TOKEN`` and ``EDGEGAP_API_URL`` from the environment. Any other account ("studio-b") reads
``edgegap-studio-b:apiToken`` and ``edgegap-studio-b:apiUrl`` from the stack configuration only.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, TypeAlias

from .api import DEFAULT_URL

if TYPE_CHECKING:
    from .api import Client

Lookup: TypeAlias = Callable[[str], str | None]


class ConfigurationError(Exception):
    """A setting is missing or cannot be used; the message says which and how to set it."""


@dataclass(frozen=True)
class Account:
    """The settings of one organisation. Its ``repr`` does not show the token."""

    url: str
    token: str = field(repr=False)


def namespace(account: str) -> str:
    """Give the configuration namespace of an account: ``edgegap`` or ``edgegap-<account>``."""
    return f"edgegap-{account}" if account else "edgegap"


def load_account(account: str, lookup: Lookup, environment: Mapping[str, str] = os.environ) -> Account:
    """Load the settings of an account.

    Args:
        account: The account's name; empty for the default one.
        lookup: Gives the value of a full configuration key (``edgegap:apiToken``), or None.
        environment: The environment, which only the default account may use: the token of one
            organisation is never sent in the name of another.

    Raises:
        ConfigurationError: The account has no token.
    """
    keys = namespace(account)
    variables = {} if account else environment
    token = lookup(f"{keys}:apiToken") or variables.get("EDGEGAP_API_TOKEN")
    url = lookup(f"{keys}:apiUrl") or variables.get("EDGEGAP_API_URL") or DEFAULT_URL
    if not token:
        whose = f"the account {account!r}" if account else "Edgegap"
        either = "" if account else ", or set EDGEGAP_API_TOKEN"
        raise ConfigurationError(
            f"There is no API token for {whose}: run `pulumi config set --secret {keys}:apiToken`{either}."
        )
    return Account(url=url, token=token)


_clients: dict[Account, Client] = {}
_clients_lock = Lock()


def client_for(account: Account) -> Client:
    """Give the one client that this process keeps for an account."""
    from .api import Client

    with _clients_lock:
        if account not in _clients:
            try:
                _clients[account] = Client(account.token, url=account.url)
            except ValueError as error:
                raise ConfigurationError(str(error)) from None
        return _clients[account]
