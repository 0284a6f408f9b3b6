"""The FastAPI application, with the routes of one edition and errors in the service's format."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from pulumi_edgegap.emulator import documents
from pulumi_edgegap.emulator.errors import ApiError
from pulumi_edgegap.emulator.gate import Gate
from pulumi_edgegap.emulator.routing import methods_of, routers
from pulumi_edgegap.emulator.service import Service


def application(service: Service) -> FastAPI:
    """Return the ASGI application that serves a service."""
    app = FastAPI(
        title="Edgegap API, local",
        version=service.edition,
        description=f"A stand-in for the Edgegap v1 API as of its {service.edition} edition.",
        redirect_slashes=False,
        redoc_url=None,
        responses=documents.ERRORS,
        exception_handlers={
            ApiError: _api_error,
            RequestValidationError: _validation_error,
            HTTPException: _http_error,
            Exception: _internal_error,
        },
    )
    for router in routers(service.edition):
        app.include_router(router)
    app.add_middleware(Gate, service=service)
    return app


async def _api_error(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ApiError)
    return JSONResponse({"message": error.message}, error.status)


async def _validation_error(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    return JSONResponse({"message": f"{first['loc'][-1]}: {first['msg']}."}, 400)


async def _http_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    if error.status_code == 405:
        # Starlette returns the methods of only the first route with this path.
        headers["Allow"] = ", ".join(methods_of(request.app.version, request.scope["path"]))
    return JSONResponse({"message": f"{error.detail}."}, error.status_code, headers)


async def _internal_error(_request: Request, _error: Exception) -> JSONResponse:
    return JSONResponse({"message": "Internal server error."}, 500)
