"""Seeded organizations, and the two contracts to compare responses with."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from pulumi_edgegap.emulator import Organization

CONTRACTS = Path(__file__).parents[1] / "contract"
APP = {"name": "game", "is_active": True, "image": "iVBORw0KGgo="}
VERSION = {
    "name": "v1",
    "docker_repository": "registry.example.com",
    "docker_image": "studio/game",
    "docker_tag": "1.0.0",
    "req_cpu": 512,
    "req_memory": 1024,
}
STORAGE = {
    "name": "store",
    "access_key_id": "id",
    "secret_access_key": "storage-secret",
    "endpoint": "https://s3.example.com",
    "bucket": "maps",
}
PROFILE = {"name": "maps", "source": "/maps", "source_type": "Folder", "destination": "/data/maps"}


def seed(organization: Organization) -> None:
    """Reset the organization to one object of each kind."""
    for table in ("apps", "versions", "storages", "profiles", "links", "tags", "deployments"):
        getattr(organization, table).clear()
    organization.create_app(APP)
    organization.create_version("game", VERSION)
    organization.create_storage(STORAGE)
    organization.create_profile("store", PROFILE)
    organization.link("store", "maps", "game", "v1")
    organization.registry.push("image", "1.0.0")


class Contract:
    """An edition's contract, OpenAPI 3 or Swagger 2, for checking responses."""

    def __init__(self, path: Path) -> None:
        self._document = yaml.safe_load(path.read_text())
        self.operations = {
            (method.upper(), template): operation
            for template, item in self._document["paths"].items()
            for method, operation in item.items()
            if method in ("get", "post", "put", "patch", "delete")
        }

    def documents(self, method: str, template: str, status: int) -> bool:
        """Return whether an operation may return a status."""
        return str(status) in self.operations.get((method, template), {}).get("responses", {})

    def complaint(self, method: str, template: str, status: int, body: Any, *, closed: bool = False) -> str:
        """Return what is wrong with a response; empty if nothing is.

        `closed` forbids all properties that the contract does not have.
        """
        if not self.documents(method, template, status):
            return f"{status} is not documented"
        validator = self._validator(method, template, status, closed)
        if validator is None:
            return "" if body is None else "the answer has a body"
        return "; ".join(f"{error.json_path}: {error.message}" for error in validator.iter_errors(body))

    @cache  # noqa: B019 - two contracts live as long as the session
    def _validator(self, method: str, template: str, status: int, closed: bool) -> Any:
        response = self.operations[method, template]["responses"][str(status)]
        content = response.get("content", {}).get("application/json", {})
        schema = response.get("schema") or content.get("schema")
        return None if schema is None else jsonschema.Draft202012Validator(self._plain(schema, closed))

    def _plain(self, schema: Any, closed: bool) -> Any:
        """Convert the contract's dialect to JSON schema, with references resolved."""
        if isinstance(schema, list):
            return [self._plain(part, closed) for part in schema]
        if not isinstance(schema, dict):
            return schema
        if "$ref" in schema:
            target = self._document
            for part in schema["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            return self._plain(target, closed)
        # Without `format: date-time`: the service returns `2026-04-22 12:00:46.444265`.
        plain = {name: self._plain(part, closed) for name, part in schema.items() if name != "format"}
        if isinstance(plain.get("time_to_deploy"), dict):
            plain["time_to_deploy"].pop("minimum", None)  # the service's own default, 10, is below it
        if plain.pop("nullable", False):
            plain["type"] = [plain["type"], "null"]
        if closed and plain.get("type") == "object" and plain.get("properties"):
            plain["additionalProperties"] = False
        return plain


@pytest.fixture(scope="session")
def contracts() -> dict[str, Contract]:
    return {
        "2024": Contract(CONTRACTS / "contract-2024-07.yaml"),
        "2026": Contract(CONTRACTS / "contract-2026-05.yaml"),
    }


@pytest.fixture
def organization() -> Organization:
    """An organization of the 2025 edition with one object of each kind."""
    organization = Organization()
    seed(organization)
    return organization


@pytest.fixture(scope="session")
def sow() -> Any:
    """The function that seeds an organization."""
    return seed
