"""Finding and deleting old versions of an app that no stack manages.

A version is deleted only if there is no reason to keep it; the reasons are reported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

from ...api.errors import EdgegapError, ImageNotFoundError, NotFoundError
from ...app_version import AppVersion
from ...lifecycle.create import created_at
from ...pull_profile_link import PullProfileLink
from .stack_file import ManagedResource, StackFile

if TYPE_CHECKING:
    from ...api import AppVersion as ApiAppVersion
    from ...api import Client

Reason = Literal["in a stack", "among the newest", "active", "of unknown age", "with running deployments"]


@dataclass(frozen=True)
class Plan:
    """The versions of an app to delete and to keep.

    Attributes:
        old: The versions to delete, oldest first.
        kept: The versions to keep, oldest first, each with the reason.
    """

    old: tuple[ApiAppVersion, ...]
    kept: tuple[tuple[ApiAppVersion, Reason], ...]


@dataclass(frozen=True)
class Outcome:
    """The result of deleting one version or tag.

    Attributes:
        name: The version's name, or the image and its tag.
        result: `deleted`, `absent` if it no longer existed, or `failed`.
        error: Why it failed.
    """

    name: str
    result: Literal["deleted", "absent", "failed"]
    error: str = ""


def plan(
    versions: Iterable[ApiAppVersion], managed: frozenset[str], keep: int, *, include_active: bool = False
) -> Plan:
    """Decide which versions of an app to delete.

    Args:
        versions: All versions of the app.
        managed: The names of those that a stack manages or uses.
        keep: How many of the others to keep, the newest ones.
        include_active: Also delete active versions, which can be deployed.
    """
    ordered = sorted(versions, key=age)
    others = [each.name for each in ordered if each.name not in managed]
    newest = frozenset(others[-keep:] if keep else ())
    old, kept = [], []
    for version in ordered:
        reason = _reason_to_keep(version, managed, newest, include_active)
        if reason:
            kept.append((version, reason))
        else:
            old.append(version)
    return Plan(tuple(old), tuple(kept))


def age(version: ApiAppVersion) -> tuple[str, str]:
    """Return the key that sorts versions, oldest first."""
    return str(created_at(version.model_dump()) or ""), version.name


def managed_versions(stacks: Sequence[StackFile], app: str) -> frozenset[str]:
    """Return the names of an app's versions that stacks manage, read or link a pull profile to.

    They include pending deletions, interrupted creations, and versions of all accounts.
    """
    found = set()
    for resource in resources_of(stacks):
        if resource.key is None:
            continue
        if resource.kind is AppVersion and resource.key[0] == app:
            found.add(resource.key[1])
        if resource.kind is PullProfileLink and resource.key[2] == app:
            found.add(resource.key[3])
    return frozenset(found)


def delete_versions(client: Client, app: str, versions: Sequence[ApiAppVersion]) -> Iterator[Outcome]:
    """Delete versions one by one, continuing after failures."""
    for version in versions:
        yield outcome_of(version.name, partial(client.versions.delete, app, version.name))


def outcome_of(name: str, delete: Callable[[], None]) -> Outcome:
    """Delete one version or tag and return the result."""
    try:
        delete()
    except ImageNotFoundError as error:  # it says nothing about the tag
        return Outcome(name, "failed", str(error))
    except NotFoundError:
        return Outcome(name, "absent")
    except EdgegapError as error:
        return Outcome(name, "failed", str(error))
    return Outcome(name, "deleted")


def _reason_to_keep(
    version: ApiAppVersion, managed: frozenset[str], newest: frozenset[str], include_active: bool
) -> Reason | None:
    if version.name in managed:
        return "in a stack"
    if version.name in newest:
        return "among the newest"
    if created_at(version.model_dump()) is None:
        return "of unknown age"
    # A version counts as active if the API does not say.
    return "active" if version.is_active is not False and not include_active else None


def resources_of(stacks: Sequence[StackFile]) -> Iterator[ManagedResource]:
    """Return the resources of all stacks."""
    return (resource for stack in stacks for resource in stack.resources)
