"""Previews without an API token, in which values from Edgegap are unknown."""

from __future__ import annotations

from functools import cache

import pulumi
from pulumi.runtime import get_config, is_dry_run


def is_offline_preview(account: str | None) -> bool:
    """Whether this is a preview without a token, and so cannot call the API; warns if so.

    Values that it would read are then unknown. Outside previews a missing token is an error.

    Args:
        account: The account, if it is not the default one.
    """
    if not is_dry_run():
        return False
    from .accounts import ConfigurationError, load_account

    try:
        load_account(account or "", get_config)
    except ConfigurationError as error:
        _warn_once(f"{error} Values read from Edgegap are unknown in this preview.")
        return True
    return False


@cache
def _warn_once(message: str) -> None:
    pulumi.log.warn(message)
