"""Old versions of an app that no stack manages: which they are, and deleting them.

What is kept is told with its reason. A version goes only if nothing at all speaks for it.
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
    """What to do with the versions of an app.

    Attributes:
        old: The versions that may go, oldest first.
        kept: The versions that stay, oldest first, each with the reason.
    """

    old: tuple[ApiAppVersion, ...]
    kept: tuple[tuple[ApiAppVersion, Reason], ...]


@dataclass(frozen=True)
class Outcome:
    """What became of one version or tag.

    Attributes:
        name: The version's name, or the image and its tag.
        result: `deleted`; `absent`, if it was no longer exists; or `failed`.
        error: Why it failed.
    """

    name: str
    result: Literal["deleted", "absent", "failed"]
    error: str = ""


def plan(
    versions: Iterable[ApiAppVersion], managed: frozenset[str], keep: int, *, include_active: bool = False
) -> Plan:
    """Tell which versions of an app may go.

    Args:
        versions: All versions of the app.
        managed: The names of those that a stack manages or uses.
        keep: How many of the others stay in any case, the newest ones.
        include_active: Whether a version that can be deployed may go, too.
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
    """Give what sorts versions, the oldest first."""
    return str(created_at(version.model_dump()) or ""), version.name


def managed_versions(stacks: Sequence[StackFile], app: str) -> frozenset[str]:
    """Give the names of an app's versions that stacks manage, read or give a pull profile to.

    Those count, too, that a stack is about to delete or was interrupted in creating, and those of all
    accounts.
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
    """Delete versions one by one, and go on after one that could not be deleted."""
    for version in versions:
        yield outcome_of(version.name, partial(client.versions.delete, app, version.name))


def outcome_of(name: str, delete: Callable[[], None]) -> Outcome:
    """Delete one version or tag, and tell what became of it."""
    try:
        delete()
    except ImageNotFoundError as error:  # which says nothing of the tag
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
    # Where the API does not say whether a version is active, it is taken to be so.
    return "active" if version.is_active is not False and not include_active else None


def resources_of(stacks: Sequence[StackFile]) -> Iterator[ManagedResource]:
    """Give the resources of all stacks."""
    return (resource for stack in stacks for resource in stack.resources)
