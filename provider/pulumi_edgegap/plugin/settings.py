"""The settings of a provider, and how the lifecycle looks them up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..lifecycle.accounts import Lookup
from ..lifecycle.settings import OF_THE_ENGINE, SETTINGS
from ..lifecycle.suggestion import suggestion
from ..lifecycle.values import Value, is_unknown


def lookup_in(variables: Mapping[str, str]) -> Lookup:
    """Return a lookup of a provider's settings by configuration keys (`edgegap:apiToken`), as the lifecycle uses.

    A provider serves one organization, so the namespace of an account is ignored.
    """
    return lambda key: variables.get(f"edgegap:config:{key.partition(':')[2]}")


def of_the_program(urn: str, given: Iterable[str]) -> list[str]:
    """Return the names that are a program's own configuration.

    In a project called `edgegap`, Pulumi gives the default provider all configuration of the program.

    Args:
        urn: The provider.
        given: The names of its inputs.
    """
    match urn.split("::", 3):
        case [_, "edgegap", _, name] if name.startswith("default"):
            known = {*SETTINGS, *OF_THE_ENGINE}
            return [each for each in given if each not in known and not each.startswith("__")]
    return []


def mistakes(given: Mapping[str, Value]) -> dict[str, str]:
    """Return what is wrong with the settings of a provider, by their names."""
    found = {}
    for name, value in given.items():
        if name in SETTINGS:
            found[name] = (
                SETTINGS[name].mistake(value) if isinstance(value, str) and not is_unknown(value) else ""
            )
        elif name not in OF_THE_ENGINE and not name.startswith("__"):
            found[name] = f"is not a setting of this provider: {suggestion(name, SETTINGS)}"
    return {name: mistake for name, mistake in found.items() if mistake}
