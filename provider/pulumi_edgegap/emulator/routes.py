"""The routes, whose handlers call an operation and return its result as a response."""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias
from urllib.parse import unquote

from fastapi import APIRouter, Depends, Query, Request, Security
from fastapi.responses import JSONResponse, Response
from fastapi.security import APIKeyHeader
from pydantic import AfterValidator

from pulumi_edgegap.emulator import documents
from pulumi_edgegap.emulator.errors import ApiError
from pulumi_edgegap.emulator.fields import Record
from pulumi_edgegap.emulator.objects import APP, PROFILE, STORAGE, VERSION
from pulumi_edgegap.emulator.organization import Organization
from pulumi_edgegap.emulator.registry import image_not_found

# For /docs only: the gate has already checked the token.
_TOKEN = APIKeyHeader(name="Authorization", description="token <TOKEN>", auto_error=False)


def _image(path: str) -> str:
    """Decode an image's name, in which slashes must not be escaped."""
    if "%2f" in path.lower():
        raise image_not_found(unquote(path))
    return unquote(path)


async def _organization(request: Request, _token: Annotated[str | None, Security(_TOKEN)]) -> Organization:
    organization: Organization = request.scope["edgegap.call"].organization
    return organization


async def _body(request: Request) -> Record:
    body = request.scope["edgegap.call"].body
    if not isinstance(body, dict):
        raise ApiError(400, "The body must be a JSON object.")
    return body


Org: TypeAlias = Annotated[Organization, Depends(_organization)]
Body: TypeAlias = Annotated[Record, Depends(_body)]
Name: TypeAlias = Annotated[str, AfterValidator(unquote)]
Image: TypeAlias = Annotated[str, AfterValidator(_image)]
Page: TypeAlias = Annotated[int, Query(ge=1)]
Limit: TypeAlias = Annotated[int | None, Query(ge=1)]

management = APIRouter()
registry = APIRouter(tags=["container registry"])


def _ok(answer: Any, status: int = 200) -> JSONResponse:
    return JSONResponse(answer, status)


@management.post("/v1/wizard/init-quick-start", tags=["wizard"], status_code=204)
async def check_token(_organization: Org) -> Response:
    """Confirm that a token is valid."""
    return Response(status_code=204)


_APP = "/v1/app/{app_name}"


@management.post("/v1/app", tags=["apps"], **documents.documented_fields(APP))
async def create_app(organization: Org, body: Body) -> Response:
    """Create an app."""
    return _ok(organization.create_app(body))


@management.get("/v1/apps", tags=["apps"])
async def list_apps(organization: Org, page: Page = 1, limit: Limit = None) -> Response:
    """List apps."""
    return _ok(organization.list_apps(page, limit))


@management.get(_APP, tags=["apps"])
async def read_app(organization: Org, app_name: Name) -> Response:
    """Read an app."""
    return _ok(organization.read_app(app_name))


@management.patch(_APP, tags=["apps"], **documents.documented_fields(APP, update=True))
async def update_app(organization: Org, app_name: Name, body: Body) -> Response:
    """Change an app."""
    return _ok(organization.update_app(app_name, body))


@management.delete(_APP, tags=["apps"])
async def delete_app(organization: Org, app_name: Name) -> Response:
    """Delete an app and its versions."""
    organization.delete_app(app_name)
    return Response()


_VERSION = _APP + "/version/{version_name}"


@management.post(_APP + "/version", tags=["versions"], **documents.documented_fields(VERSION))
async def create_version(organization: Org, app_name: Name, body: Body) -> Response:
    """Create a version of an app."""
    return _ok({"success": True, "version": organization.create_version(app_name, body)})


@management.get(_APP + "/versions", tags=["versions"])
async def list_versions(organization: Org, app_name: Name, page: Page = 1, limit: Limit = None) -> Response:
    """List the versions of an app."""
    return _ok(organization.list_versions(app_name, page, limit))


@management.get(_VERSION, tags=["versions"])
async def read_version(organization: Org, app_name: Name, version_name: Name) -> Response:
    """Read a version."""
    return _ok(organization.read_version(app_name, version_name))


@management.patch(_VERSION, tags=["versions"], **documents.documented_fields(VERSION, update=True))
async def update_version(organization: Org, app_name: Name, version_name: Name, body: Body) -> Response:
    """Change a version."""
    return _ok({"success": True, "version": organization.update_version(app_name, version_name, body)})


@management.delete(_VERSION, tags=["versions"])
async def delete_version(organization: Org, app_name: Name, version_name: Name) -> Response:
    """Delete a version and its links."""
    return _ok(organization.delete_version(app_name, version_name))


_STORAGE = "/v1/storage/endpoint/{endpoint_name}"


@management.post("/v1/storage/endpoint", tags=["endpoint storages"], **documents.documented_fields(STORAGE))
async def create_storage(organization: Org, body: Body) -> Response:
    """Create an endpoint storage."""
    return _ok(organization.create_storage(body))


@management.get("/v1/storage/endpoints", tags=["endpoint storages"])
async def list_storages(organization: Org, page: Page = 1, limit: Limit = None) -> Response:
    """List endpoint storages."""
    return _ok(organization.list_storages(page, limit))


@management.get(_STORAGE, tags=["endpoint storages"])
async def read_storage(organization: Org, endpoint_name: Name) -> Response:
    """Read an endpoint storage."""
    return _ok(organization.read_storage(endpoint_name))


@management.patch(_STORAGE, tags=["endpoint storages"], **documents.documented_fields(STORAGE, update=True))
async def update_storage(organization: Org, endpoint_name: Name, body: Body) -> Response:
    """Change an endpoint storage."""
    return _ok(organization.update_storage(endpoint_name, body))


@management.delete(_STORAGE, tags=["endpoint storages"], status_code=204)
async def delete_storage(organization: Org, endpoint_name: Name) -> Response:
    """Delete an endpoint storage, its pull profiles and their links."""
    organization.delete_storage(endpoint_name)
    return Response(status_code=204)


_PROFILE = _STORAGE + "/pull-profile/{pull_profile_name}"


@management.post(_STORAGE + "/pull-profile", tags=["pull profiles"], **documents.documented_fields(PROFILE))
async def create_profile(organization: Org, endpoint_name: Name, body: Body) -> Response:
    """Create a pull profile."""
    return _ok(organization.create_profile(endpoint_name, body))


@management.get(_STORAGE + "/pull-profiles", tags=["pull profiles"])
async def list_profiles(
    organization: Org, endpoint_name: Name, page: Page = 1, limit: Limit = None
) -> Response:
    """List the pull profiles of an endpoint storage."""
    return _ok(organization.list_profiles(endpoint_name, page, limit))


@management.get(_PROFILE, tags=["pull profiles"])
async def read_profile(organization: Org, endpoint_name: Name, pull_profile_name: Name) -> Response:
    """Read a pull profile."""
    return _ok(organization.read_profile(endpoint_name, pull_profile_name))


@management.patch(_PROFILE, tags=["pull profiles"], **documents.documented_fields(PROFILE, update=True))
async def update_profile(
    organization: Org, endpoint_name: Name, pull_profile_name: Name, body: Body
) -> Response:
    """Change a pull profile."""
    return _ok(organization.update_profile(endpoint_name, pull_profile_name, body))


@management.delete(_PROFILE, tags=["pull profiles"], status_code=204)
async def delete_profile(organization: Org, endpoint_name: Name, pull_profile_name: Name) -> Response:
    """Delete a pull profile and its links."""
    organization.delete_profile(endpoint_name, pull_profile_name)
    return Response(status_code=204)


_LINK = _PROFILE + "/app/{app_name}/version/{version_name}"


@management.put(_LINK, tags=["links"])
async def link(
    organization: Org, endpoint_name: Name, pull_profile_name: Name, app_name: Name, version_name: Name
) -> Response:
    """Link a pull profile to a version."""
    return _ok(organization.link(endpoint_name, pull_profile_name, app_name, version_name))


@management.delete(_LINK, tags=["links"], status_code=204)
async def unlink(
    organization: Org, endpoint_name: Name, pull_profile_name: Name, app_name: Name, version_name: Name
) -> Response:
    """Remove a link."""
    organization.unlink(endpoint_name, pull_profile_name, app_name, version_name)
    return Response(status_code=204)


_TAG_LIST = {
    "type": "object",
    "properties": {"tags": {"type": "array", "items": {"type": "string"}, "minItems": 1}},
    "required": ["tags"],
}
_TAGS = "/v1/container-registry/images/{image_name:path}/tags"


@registry.get(_TAGS)
async def list_tags(organization: Org, image_name: Image, page: Page = 1, limit: Limit = None) -> Response:
    """List the tags of an image."""
    return _ok(organization.registry.list_tags(image_name, page, limit))


@registry.post(_TAGS + "/bulk-delete", status_code=207, **documents.documented_body(_TAG_LIST))
async def delete_tags(organization: Org, image_name: Image, body: Body) -> Response:
    """Delete several tags of an image."""
    return _ok(organization.registry.delete_tags(image_name, body), 207)


@registry.delete(_TAGS + "/{tag_name}")
async def delete_tag(organization: Org, image_name: Image, tag_name: Name) -> Response:
    """Delete a tag of an image."""
    return _ok(organization.registry.delete_tag(image_name, tag_name))
