"""Finding and deleting the image tags that only deleted versions use, and the space they free.

A version names an image of Edgegap's registry in one of three ways: `registry.edgegap.com` with
`project/image`, `registry.edgegap.com/project` with `image`, or the image alone. The registry's routes omit
the project.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from ...api._images import without_project
from ...api._secrets import presentable
from ...api.errors import (
    EdgegapError,
    ForbiddenError,
    ImageNotFoundError,
    RateLimitError,
    UnauthorizedError,
    UnavailableError,
)
from ...lifecycle.names import join_id
from .prune import Outcome, outcome_of, resources_of

if TYPE_CHECKING:
    from ...api import AppVersion as ApiAppVersion
    from ...api import Client, ImageTag
    from ...api.models import TagDeletion
    from .scan import Organization
    from .stack_file import StackFile

REGISTRY = "edgegap.com"
"""The domain of Edgegap's container registries; the API cannot delete tags elsewhere."""
BYTES_PER_MB = 1_000_000
AT_ONCE = 100
"""The most tags to delete in one call."""
_FOR_ALL = (ForbiddenError, RateLimitError, UnauthorizedError, UnavailableError)

Registry: TypeAlias = "Mapping[str, Sequence[ImageTag]]"
"""All tags of images, by the image's name in the project."""


@dataclass(frozen=True)
class Tag:
    """A tag of an image in Edgegap's container registry.

    Attributes:
        image: The image as a version names it, without the host.
        name: The image's name in the project.
        tag: The tag.
    """

    image: str
    name: str
    tag: str

    def __str__(self) -> str:
        return f"{self.image}:{self.tag}"


def unused_tags(
    old: Sequence[ApiAppVersion], organization: Organization, app: str, stacks: Sequence[StackFile]
) -> tuple[Tag, ...]:
    """Return the tags in Edgegap's registry that only deleted versions use.

    Args:
        old: The versions of the app to delete.
        organization: All versions of all apps.
        app: The app.
        stacks: The stacks; tags of their versions and image tags are kept, even if those no longer exist.
    """
    gone = {version.name for version in old}
    kept = {
        (_image(version), str(version.docker_tag))
        for each, versions in organization.versions.items()
        for version in versions
        if each != app or version.name not in gone
    }
    for resource in resources_of(stacks):
        names = resource.inputs
        kept.add((str(names.get("docker_image")), str(names.get("docker_tag"))))
        kept.add((str(names.get("image_name")), str(names.get("tag"))))
    found: dict[tuple[str, str], Tag] = {}
    for version in filter(_is_in_registry, old):
        image, tag = _image(version), str(version.docker_tag)
        if not any(tag == its_tag and _may_be_one(image, another) for another, its_tag in kept):
            found.setdefault((without_project(image), tag), Tag(image, without_project(image), tag))
    return tuple(found.values())


def without_image(organization: Organization) -> str:
    """Return the ID of a version whose image and tag the API does not show; empty if there is none."""
    return next(
        (
            join_id(app, version.name)
            for app, versions in organization.versions.items()
            for version in versions
            if not (version.docker_image and version.docker_tag)
        ),
        "",
    )


def read_registry(client: Client, tags: Iterable[Tag]) -> Registry:
    """Return all tags of the given tags' images.

    Raises:
        ImageNotFoundError: One of the images does not exist.
    """
    names = dict.fromkeys(tag.name for tag in tags)
    return {name: list(client.tags.list(name, exact=True)) for name in names}


def freed_bytes(registry: Registry, deleted: Iterable[Tag]) -> int:
    """Return the size of the artifacts that deleting tags frees: those that lose their last tag."""
    gone = {(tag.name, tag.tag) for tag in deleted}
    freed = 0.0
    for name, rows in registry.items():
        artifacts: dict[str, list[ImageTag]] = defaultdict(list)
        for row in rows:
            artifacts[(row.artifact and row.artifact.image_hash) or f"of {row.tag}"].append(row)
        for tags in artifacts.values():
            artifact = tags[0].artifact
            if artifact is None or artifact.artifact_deleted:
                continue
            names = {tag.tag for tag in tags} | set(artifact.remaining_tags or ())
            if all((name, each) in gone for each in names):
                freed += artifact.size_mb or 0
    return round(freed * BYTES_PER_MB)


def delete_tags(client: Client, tags: Sequence[Tag]) -> Iterator[Outcome]:
    """Delete tags, those of an image together, continuing after failures."""
    of_image: dict[str, list[Tag]] = defaultdict(list)
    for tag in tags:
        of_image[tag.name].append(tag)
    for same in of_image.values():
        for start in range(0, len(same), AT_ONCE):
            batch = same[start : start + AT_ONCE]
            yield from _together(client, batch) if len(batch) > 1 else map(partial(_alone, client), batch)


def _alone(client: Client, tag: Tag) -> Outcome:
    return outcome_of(str(tag), partial(client.tags.delete, tag.name, tag.tag, exact=True))


def _together(client: Client, tags: Sequence[Tag]) -> Iterator[Outcome]:
    """Delete tags of one image in one call, then one by one those whose result is unknown."""
    answered: dict[str, TagDeletion] = {}
    left = {tag.tag for tag in tags}
    try:
        rows = client.tags.delete_many(tags[0].name, [tag.tag for tag in tags], exact=True)
        answered = {row.tag: row for row in rows if row.status is not None}
    except EdgegapError as error:  # for example, the service does not have the route
        is_over = isinstance(error, _FOR_ALL) and not error.outcome_unknown
        if error.outcome_unknown:
            try:
                left &= _listed(client, tags[0].name)
            except EdgegapError:
                is_over = True
        if is_over:
            yield from (Outcome(str(tag), "failed", str(error)) for tag in tags)
            return
    for tag in tags:
        row = answered.get(tag.tag)
        if row is None:
            yield _alone(client, tag) if tag.tag in left else Outcome(str(tag), "deleted")
        elif row.status == 404:
            yield Outcome(str(tag), "absent")
        elif row.status is not None and 200 <= row.status < 300:
            yield Outcome(str(tag), "deleted")
        else:
            why = f'Edgegap refused to delete it: "{presentable(row.message or "")}" ({row.status}).'
            yield Outcome(str(tag), "failed", why)


def _listed(client: Client, name: str) -> set[str]:
    """Return the tags of an image; none if it is gone, because it existed when the command started."""
    try:
        return {row.tag for row in client.tags.list(name, exact=True)}
    except ImageNotFoundError:
        return set()


def _image(version: ApiAppVersion) -> str:
    """Return the image as docker names it, without the host."""
    path = (version.docker_repository or "").partition("/")[2]
    parts = (part.strip() for part in f"{path}/{version.docker_image}".split("/"))
    return "/".join(filter(None, parts))


def _may_be_one(image: str, another: str) -> bool:
    """Return whether two names may mean one image: with or without project, or with a renamed one."""
    is_part = image.endswith(f"/{another}") or another.endswith(f"/{image}")
    return is_part or without_project(image) == without_project(another)


def _is_in_registry(version: ApiAppVersion) -> bool:
    host = (version.docker_repository or "").partition("/")[0].partition(":")[0].lower()
    named = version.docker_image and version.docker_tag
    return bool(named) and (host == REGISTRY or host.endswith(f".{REGISTRY}"))
