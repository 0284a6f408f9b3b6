"""The routes of deployments, which the contracts of the three editions do not include."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from pulumi_edgegap.emulator import documents
from pulumi_edgegap.emulator.routes import Body, Limit, Name, Org, Page

deployments = APIRouter(tags=["deployments"])
deployments_v2 = APIRouter(tags=["deployments"])


def _required_fields(**types: str) -> dict[str, Any]:
    """Return the arguments that document a route with these required fields in its body."""
    properties = {name: {"type": each} for name, each in types.items()}
    return documents.documented_body({"type": "object", "properties": properties, "required": list(types)})


@deployments.post("/v1/deploy", **_required_fields(app_name="string", version_name="string"))
async def deploy(organization: Org, body: Body) -> Response:
    """Start a deployment."""
    return JSONResponse(organization.orchestrator.deploy_v1(body))


@deployments.get("/v1/status/{request_id}")
async def read_deployment(organization: Org, request_id: Name) -> Response:
    """Read the status of a deployment."""
    return JSONResponse(organization.orchestrator.read(request_id))


@deployments.delete("/v1/stop/{request_id}")
async def stop_deployment(organization: Org, request_id: Name) -> Response:
    """Stop a deployment."""
    return JSONResponse(*organization.orchestrator.stop(request_id))


@deployments_v2.post(
    "/v2/deployments",
    status_code=202,
    **_required_fields(application="string", version="string", users="array"),
)
async def deploy_v2(organization: Org, body: Body) -> Response:
    """Start a deployment."""
    return JSONResponse(organization.orchestrator.deploy_v2(body), 202)


@deployments.get("/v1/deployments")
@deployments_v2.get("/v2/deployments")
async def list_deployments(
    organization: Org, query: str = "", page: Page = 1, limit: Limit = None
) -> Response:
    """List the deployments that have not ended; `query` is JSON with filters."""
    return JSONResponse(organization.orchestrator.list_deployments(query, page, limit))
