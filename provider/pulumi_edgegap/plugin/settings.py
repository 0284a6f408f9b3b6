"""The settings of a provider, and how the lifecycle looks them up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ..lifecycle.accounts import Account, Lookup
from ..lifecycle.suggestion import suggestion
from ..lifecycle.values import Value, is_unknown


class Setting(NamedTuple):
    """One setting."""

    name: str
    type: str
    about: str
    secret: bool = False
    variable: str = ""


SETTINGS = (
    Setting(
        "apiToken", "string", "The API token of the organization.", secret=True, variable="EDGEGAP_API_TOKEN"
    ),
    Setting("apiUrl", "string", "The API's URL, if it is not Edgegap's own.", variable="EDGEGAP_API_URL"),
    Setting("maxRetries", "integer", f"How often a call is retried. Default: {Account.max_retries}."),
    Setting(
        "maxWait",
        "number",
        f"The maximum number of seconds between two attempts. Default: {Account.max_wait:g}.",
    ),
    Setting(
        "timeout",
        "number",
        f"The timeout in seconds of a call with all its attempts. Default: {Account.timeout:g}.",
    ),
    Setting(
        "requestsPerSecond",
        "number",
        f"The maximum number of requests per second. Default: {Account.requests_per_second:g}.",
    ),
    Setting("insecure", "boolean", "Whether plain http to another machine is allowed."),
    Setting("adopt", "boolean", "Whether resources adopt existing objects of the same name."),
    Setting(
        "deleteChildren",
        "boolean",
        "Whether a delete may also delete children that this stack does not manage.",
    ),
    Setting(
        "deleteWithDeployments",
        "boolean",
        "Whether an object with running deployments (live games) may be deleted.",
    ),
    Setting(
        "allowAllGone", "boolean", "Confirms that none of the stack's objects exist in Edgegap any more."
    ),
)

_ENGINE_SETTINGS = {"version", "pluginDownloadURL", "pluginChecksums"}


def lookup_in(variables: Mapping[str, str]) -> Lookup:
    """Return a lookup of a provider's settings by configuration keys (`edgegap:apiToken`), as the lifecycle uses.

    A provider serves one organization, so the namespace of an account is ignored.
    """
    return lambda key: variables.get(f"edgegap:config:{key.partition(':')[2]}")


def mistakes(given: Mapping[str, Value]) -> dict[str, str]:
    """Return what is wrong with the settings of a provider, by their names."""
    known = {setting.name: setting for setting in SETTINGS}
    unknown = {
        name: f"is not a setting of this provider: {suggestion(name, known)}"
        for name in given
        if name not in known and name not in _ENGINE_SETTINGS and not name.startswith("__")
    }
    return unknown | {
        name: reason
        for name, value in given.items()
        if name in known and (reason := _wrong(known[name], value))
    }


def _wrong(setting: Setting, value: Value) -> str:
    """Return what is wrong with a value, which is a string where `pulumi config set` gave it."""
    if is_unknown(value) or not isinstance(value, str) or setting.type == "string":
        return ""
    if setting.type == "boolean":
        return "" if value.lower() in ("true", "false") else "must be true or false"
    try:
        int(value) if setting.type == "integer" else float(value)
    except ValueError:
        return f"must be {'an integer' if setting.type == 'integer' else 'a number'}"
    return ""
