"""Old versions of an app that no stack manages: which they are, and deleting them.

What is kept is told with its reason. A version goes only if nothing at all speaks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Literal

from ...api.errors import EdgegapError, NotFoundError
from ...app_version import AppVersion
from ...lifecycle.create import created_at
from ...lifecycle.names import join_id
from ...pull_profile_link import PullProfileLink
from .stack_file import ManagedResource, StackFile

if TYPE_CHECKING:
    from ...api import AppVersion as ApiAppVersion
    from ...api import Client
    from .scan import Organisation

Reason = Literal["in a stack", "among the newest", "active", "of unknown age"]
REGISTRY = "edgegap.com"
"""Where Edgegap's container registries are; tags elsewhere are none of this API's."""


@dataclass(frozen=True)
class Tag:
    """A tag of an image in Edgegap's container registry."""

    image: str
    tag: str

    def __str__(self) -> str:
        return f"{self.image}:{self.tag}"


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
        result: `deleted`; `absent`, if it was not there any more; or `failed`.
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
    ordered = sorted(versions, key=lambda each: (str(created_at(each.model_dump()) or ""), each.name))
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


def managed_versions(stacks: Sequence[StackFile], app: str) -> frozenset[str]:
    """Give the names of an app's versions that stacks manage, read or give a pull profile to.

    Those count, too, that a stack is about to delete or was interrupted in creating, and those of all
    accounts.
    """
    found = set()
    for resource in _resources(stacks):
        if resource.key is None:
            continue
        if resource.kind is AppVersion and resource.key[0] == app:
            found.add(resource.key[1])
        if resource.kind is PullProfileLink and resource.key[2] == app:
            found.add(resource.key[3])
    return frozenset(found)


def unused_tags(
    old: Sequence[ApiAppVersion], organisation: Organisation, app: str, stacks: Sequence[StackFile]
) -> tuple[Tag, ...]:
    """Give the tags of Edgegap's registry that only versions use which go.

    Args:
        old: The versions of the app that go.
        organisation: All versions of all apps.
        app: The app.
        stacks: The stacks, whose image tags and versions keep their tags even where the API lacks them.
    """
    gone = {version.name for version in old}
    kept = {
        _image(version)
        for each, versions in organisation.versions.items()
        for version in versions
        if each != app or version.name not in gone
    }
    for resource in _resources(stacks):
        names = resource.inputs
        kept.add((str(names.get("docker_image")), str(names.get("docker_tag"))))
        kept.add((str(names.get("image_name")), str(names.get("tag"))))
    found = dict.fromkeys(_image(version) for version in old if _is_in_registry(version))
    return tuple(Tag(*image) for image in found if not any(_may_be_one(image, each) for each in kept))


def without_image(organisation: Organisation) -> str:
    """Give the ID of a version of which the API does not tell the image and its tag; empty if there is none."""
    return next(
        (
            join_id(app, version.name)
            for app, versions in organisation.versions.items()
            for version in versions
            if not (version.docker_image and version.docker_tag)
        ),
        "",
    )


def delete_versions(client: Client, app: str, versions: Sequence[ApiAppVersion]) -> Iterator[Outcome]:
    """Delete versions one by one, and go on after one that could not be deleted."""
    for version in versions:
        yield _outcome(version.name, partial(client.versions.delete, app, version.name))


def delete_tags(client: Client, tags: Sequence[Tag]) -> Iterator[Outcome]:
    """Delete tags one by one, and go on after one that could not be deleted."""
    for tag in tags:
        yield _outcome(str(tag), partial(client.tags.delete, tag.image, tag.tag))


def _outcome(name: str, delete: Callable[[], None]) -> Outcome:
    try:
        delete()
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


def _resources(stacks: Sequence[StackFile]) -> Iterator[ManagedResource]:
    return (resource for stack in stacks for resource in stack.resources)


def _image(version: ApiAppVersion) -> tuple[str, str]:
    project = (version.docker_repository or "").partition("/")[2].strip("/")
    image = str(version.docker_image)
    return f"{project}/{image}" if project else image, str(version.docker_tag)


def _may_be_one(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Tell whether two may name one tag: an image is written with its project, or without."""
    (image, tag), (another, its_tag) = one, other
    is_one = image == another or image.endswith(f"/{another}") or another.endswith(f"/{image}")
    return tag == its_tag and is_one


def _is_in_registry(version: ApiAppVersion) -> bool:
    host = (version.docker_repository or "").lower()
    named = version.docker_image and version.docker_tag
    return bool(named) and (host == REGISTRY or host.endswith(f".{REGISTRY}"))
