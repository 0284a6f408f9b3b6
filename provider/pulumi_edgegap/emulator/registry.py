"""Rules of the container registry: tags, and the artifacts that they name.

The routes take an image's name inside the project, which the service knows from the token. Docker names the project,
too. A name inside the project may have slashes of its own.
"""

from __future__ import annotations

from datetime import datetime, timezone
from hashlib import sha256

from pulumi_edgegap.emulator.errors import ApiError
from pulumi_edgegap.emulator.fields import Edition, Record
from pulumi_edgegap.emulator.lists import page_of
from pulumi_edgegap.emulator.tables import Table


class Registry:
    """The images of one organization. An image is there as long as it has a tag.

    The 2026 edition answers as the contract says, 2025 as the service was seen to: with `count` and `pagination`,
    `deleted` in place of `artifact_deleted`, and dates with a zone in numbers.
    """

    def __init__(self, tags: Table[tuple[str, str]], edition: Edition) -> None:
        self._tags = tags
        self._edition = edition

    def push(self, image: str, tag: str, *, size_mb: float = 100.0, image_hash: str = "") -> None:
        """Push a tag, as docker does.

        Args:
            image: The image as docker names it, `project/image`; the project is not kept.
            tag: The tag.
            size_mb: How large the artifact is.
            image_hash: Names the artifact: tags with the same hash are names of one. One of its own, if empty.
        """
        image = image.partition("/")[2] or image
        image_hash = image_hash or "sha256:" + sha256(f"{image}:{tag}".encode()).hexdigest()
        pushed = datetime.now(timezone.utc).isoformat(" ", "seconds")
        self._tags[image, tag] = {"last_push_at": pushed, "image_hash": image_hash, "size_mb": size_mb}

    def list_tags(self, image: str, page: int = 1, limit: int | None = None) -> Record:
        """Return one page of an image's tags; the contract has no pagination here."""
        every = self._keys(image)
        keys, told = page_of(every, page, limit, self._edition)
        names = self._names_by_hash(image)
        answer: Record = {"data": [self._shown(key, names) for key in keys]}
        if self._edition == "2026":
            return answer
        pagination = {name: told[name] for name in ("number", "next_page_number", "has_next")}
        return answer | {"count": len(every), "pagination": pagination}

    def delete_tag(self, image: str, tag: str) -> Record:
        """Delete a tag; the artifact goes with its last tag."""
        self._keys(image)
        record = self._tags.found((image, tag))
        del self._tags[image, tag]
        remaining = self._names_by_hash(image).get(record["image_hash"], [])
        return {"artifact": self._artifact(record, remaining, deleted=not remaining), "deleted_tag": tag}

    def delete_tags(self, image: str, body: Record) -> Record:
        """Delete several tags, each of which succeeds or fails alone."""
        tags = body.get("tags")
        if not isinstance(tags, list) or not tags or not all(isinstance(tag, str) for tag in tags):
            raise ApiError(400, "tags: must be a list of at least one tag.")
        self._keys(image)
        results: list[Record] = []
        for tag in tags:
            gone = self._tags.pop((image, tag), None) is not None
            status, message = (204, "The tag was deleted.") if gone else (404, "Tag not found.")
            results.append({"tag": tag, "status": status, "message": message})
        deleted = sum(result["status"] == 204 for result in results)
        summary = {"total": len(results), "success": deleted, "failed": len(results) - deleted}
        return {"results": results, "summary": summary}

    def _keys(self, image: str) -> list[tuple[str, str]]:
        keys = self._tags.of(image)
        if not keys:
            raise no_image(image)
        return keys

    def _names_by_hash(self, image: str) -> dict[str, list[str]]:
        names: dict[str, list[str]] = {}
        for key in self._tags.of(image):
            names.setdefault(self._tags[key]["image_hash"], []).append(key[1])
        return names

    def _shown(self, key: tuple[str, str], names: dict[str, list[str]]) -> Record:
        record = self._tags[key]
        artifact = self._artifact(record, names[record["image_hash"]], deleted=False)
        pushed = record["last_push_at"]
        if self._edition == "2026":
            pushed = pushed.replace(" ", "T").replace("+00:00", "Z")
        return {"tag": key[1], "last_push_at": pushed, "artifact": artifact}

    def _artifact(self, record: Record, tags: list[str], *, deleted: bool) -> Record:
        return {
            "artifact_deleted" if self._edition == "2026" else "deleted": deleted,
            "remaining_tags": tags,
            "image_hash": record["image_hash"],
            "size_mb": record["size_mb"],
        }


def no_image(image: str) -> ApiError:
    """Say that an image is not there; so it is, too, where the project stands before its name."""
    return ApiError(404, f"No image named {image} found inside your project.")
