"""The settings of an account: `edgegap:maxRetries` in the stack configuration, `maxRetries` of the plugin's provider."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite, nan
from typing import Literal, NamedTuple

from .names import is_namespace
from .suggestion import closest


class Setting(NamedTuple):
    """One setting.

    Attributes:
        name: Its name, without the namespace.
        type: Its type in the schema.
        about: What it is for.
        default: The value of a number that is not set.
        positive: Whether a number must be greater than 0; otherwise it may be 0.
        secret: Whether it is a secret.
        variable: The environment variable that sets it for the default account.
    """

    name: str
    type: Literal["string", "integer", "number", "boolean"]
    about: str
    default: float = 0
    positive: bool = False
    secret: bool = False
    variable: str = ""

    def mistake(self, value: str) -> str:
        """Return what is wrong with a value, an empty string if nothing is.

        Args:
            value: The value as `pulumi config set` stores it.
        """
        if self.type == "string":
            is_valid = self.name != "apiUrl" or value.strip().lower().startswith(("https://", "http://"))
            return "" if is_valid else "must begin with https:// or http://"
        if self.type == "boolean":
            return "" if value.lower() in ("true", "false") else "must be true or false"
        try:
            number = int(value) if self.type == "integer" else float(value)
        except ValueError:
            number = nan
        if isfinite(number) and (number > 0 if self.positive else number >= 0):
            return ""
        kind = "an integer" if self.type == "integer" else "a number"
        return f"must be {kind} greater than 0" if self.positive else f"must be {kind}, 0 or greater"


_ALL = (
    Setting(
        "apiToken", "string", "The API token of the organization.", secret=True, variable="EDGEGAP_API_TOKEN"
    ),
    Setting("apiUrl", "string", "The API's URL, if it is not Edgegap's own.", variable="EDGEGAP_API_URL"),
    Setting("maxRetries", "integer", "How often a call is retried.", 5),
    Setting("maxWait", "number", "The maximum number of seconds between two attempts.", 60),
    Setting(
        "timeout", "number", "The timeout in seconds of a call with all its attempts.", 120, positive=True
    ),
    Setting("requestsPerSecond", "number", "The maximum number of requests per second.", 30, positive=True),
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
SETTINGS: Mapping[str, Setting] = {setting.name: setting for setting in _ALL}

OF_THE_ENGINE = frozenset({"version", "pluginDownloadURL", "pluginChecksums"})
"""What Pulumi itself takes beside the settings of a plugin."""


def is_ours(key: str, project: str) -> bool:
    """Whether a configuration key is for this package.

    Args:
        key: The whole key.
        project: The project, which may be called `edgegap`: the other keys in its namespace are its own.
    """
    namespace, _, name = key.partition(":")
    return is_namespace(namespace) and (name in SETTINGS or namespace != project)


def mistake_in(key: str, value: str, project: str = "") -> str:
    """Return a sentence about a mistake in a stack configuration, an empty string if there is none to say.

    Args:
        key: The whole key. Those of other packages are ignored.
        value: The value, which the sentence does not show.
        project: The project; see `is_ours`.
    """
    if not is_ours(key, project):
        return ""
    namespace, _, name = key.partition(":")
    if name not in SETTINGS:
        return "" if name in OF_THE_ENGINE else unknown(namespace, name)
    setting = SETTINGS[name]
    mistake = setting.mistake(value) if value else ""
    example = {"boolean": "true", "string": "URL"}.get(setting.type, "NUMBER")
    return f"{key} {mistake}: run `pulumi config set {key} {example}`." if mistake else ""


def unknown(namespace: str, name: str) -> str:
    """Return a sentence about a name that is not a setting.

    Args:
        namespace: The namespace of an account, such as `edgegap`.
        name: The name.
    """
    known = sorted(SETTINGS)
    close = closest(name, known)
    advice = f"did you mean {namespace}:{close}?" if close else f"expected one of {', '.join(known)}."
    return f"{namespace}:{name} is not a setting: {advice}"
