"""Operations on the container registry: tags and the artifacts that they point to.

The routes take an image's name in the project, and the token determines the project. For docker the name
includes the project. The name in the project may contain slashes.
"""

from __future__ import annotations

from datetime import datetime, timezone
from hashlib import sha256

from pulumi_edgegap.emulator.errors import ApiError
from pulumi_edgegap.emulator.fields import Edition, Record
from pulumi_edgegap.emulator.lists import page_of
from pulumi_edgegap.emulator.tables import Table


class Registry:
    """The images of one organization. An image exists as long as it has a tag.

    The 2026 edition follows the contract; 2025 responds as the service was observed to: with `count` and
    `pagination`, `deleted` in place of `artifact_deleted`, and dates with a numeric time zone.
    """

    def __init__(self, tags: Table[tuple[str, str]], edition: Edition) -> None:
        self._tags = tags
        self._edition = edition

    def push(self, image: str, tag: str, *, size_mb: float = 100.0, image_hash: str = "") -> None:
        """Push a tag, as docker does.

        Args:
            image: The image as docker names it, `project/image`; the project is ignored.
            tag: The tag.
            size_mb: The size of the artifact.
            image_hash: The hash of the artifact, the same for all its tags; a new one if empty.
        """
        image = image.partition("/")[2] or image
        image_hash = image_hash or "sha256:" + sha256(f"{image}:{tag}".encode()).hexdigest()
        pushed = datetime.now(timezone.utc).isoformat(" ", "seconds")
        self._tags[image, tag] = {"last_push_at": pushed, "image_hash": image_hash, "size_mb": size_mb}

    def list_tags(self, image: str, page: int = 1, limit: int | None = None) -> Record:
        """Return one page of an image's tags; the contract has no pagination here."""
        every = self._keys(image)
        keys, page_info = page_of(every, page, limit, self._edition)
        names = self._names_by_hash(image)
        answer: Record = {"data": [self._shown(key, names) for key in keys]}
        if self._edition == "2026":
            return answer
        pagination = {name: page_info[name] for name in ("number", "next_page_number", "has_next")}
        return answer | {"count": len(every), "pagination": pagination}

    def delete_tag(self, image: str, tag: str) -> Record:
        """Delete a tag, and the artifact with its last tag."""
        self._keys(image)
        record = self._tags.require((image, tag))
        del self._tags[image, tag]
        remaining = self._names_by_hash(image).get(record["image_hash"], [])
        return {"artifact": self._artifact(record, remaining, deleted=not remaining), "deleted_tag": tag}

    def delete_tags(self, image: str, body: Record) -> Record:
        """Delete several tags, each with a separate result."""
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
            raise image_not_found(image)
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


def image_not_found(image: str) -> ApiError:
    """Return the error for an image that does not exist, as with the project in its name."""
    return ApiError(404, f"No image named {image} found inside your project.")
