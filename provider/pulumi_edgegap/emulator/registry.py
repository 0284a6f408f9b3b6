"""Rules of the container registry: tags, and the artifacts that they name."""

from __future__ import annotations

from datetime import datetime, timezone
from hashlib import sha256

from pulumi_edgegap.emulator.errors import ApiError
from pulumi_edgegap.emulator.fields import Edition, Record
from pulumi_edgegap.emulator.lists import page_of
from pulumi_edgegap.emulator.tables import Table


class Registry:
    """The images of one organisation. An image is there as long as it has a tag."""

    def __init__(self, tags: Table[tuple[str, str]], edition: Edition) -> None:
        self._tags = tags
        self._edition = edition

    def push(self, image: str, tag: str, *, size_mb: float = 100.0, image_hash: str = "") -> None:
        """Push a tag, as docker does; tags with the same hash are names of one artifact."""
        image_hash = image_hash or "sha256:" + sha256(f"{image}:{tag}".encode()).hexdigest()
        pushed = datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        self._tags[image, tag] = {"last_push_at": pushed, "image_hash": image_hash, "size_mb": size_mb}

    def list_tags(self, image: str, page: int = 1, limit: int | None = None) -> Record:
        """Return one page of an image's tags; the contract has no pagination here."""
        keys, _ = page_of(self._keys(image), page, limit, self._edition)
        names = self._names_by_hash(image)
        return {"data": [self._shown(key, names) for key in keys]}

    def delete_tag(self, image: str, tag: str) -> Record:
        """Delete a tag; the artifact goes with its last tag."""
        record = self._tags.found((image, tag))
        del self._tags[image, tag]
        remaining = self._names_by_hash(image).get(record["image_hash"], [])
        return {"artifact": _artifact(record, remaining, deleted=not remaining), "deleted_tag": tag}

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
            raise ApiError(404, "Image not found.")
        return keys

    def _names_by_hash(self, image: str) -> dict[str, list[str]]:
        names: dict[str, list[str]] = {}
        for key in self._tags.of(image):
            names.setdefault(self._tags[key]["image_hash"], []).append(key[1])
        return names

    def _shown(self, key: tuple[str, str], names: dict[str, list[str]]) -> Record:
        record = self._tags[key]
        artifact = _artifact(record, names[record["image_hash"]], deleted=False)
        return {"tag": key[1], "last_push_at": record["last_push_at"], "artifact": artifact}


def _artifact(record: Record, tags: list[str], *, deleted: bool) -> Record:
    return {
        "artifact_deleted": deleted,
        "remaining_tags": tags,
        "image_hash": record["image_hash"],
        "size_mb": record["size_mb"],
    }
