"""What a preview knows that has no API token: nothing of what stands in Edgegap."""

from __future__ import annotations

from functools import cache

import pulumi
from pulumi.runtime import get_config, is_dry_run


def reads_nothing(account: str | None) -> bool:
    """Tell whether this is a preview that cannot ask the API, and warn if so.

    What it would read is then unknown: outside previews a missing token is an error.

    Args:
        account: The account to ask, when it is not the default one.
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
