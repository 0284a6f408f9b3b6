"""The routes of each edition."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.routing import APIRoute

from pulumi_edgegap.emulator.deployment_routes import deployments, deployments_v2
from pulumi_edgegap.emulator.fields import Edition
from pulumi_edgegap.emulator.routes import management, registry


def routers(edition: Edition) -> list[APIRouter]:
    """Return the routes of an edition: 2024 has neither the registry nor v2."""
    return {
        "2024": [management, deployments],
        "2025": [management, registry, deployments, deployments_v2],
        "2026": [management, registry, deployments, deployments_v2],
    }[edition]


def methods_of(edition: Edition, path: str) -> list[str]:
    """Return the methods that a path accepts; the path is still percent-encoded."""
    routes = [route for router in routers(edition) for route in router.routes if isinstance(route, APIRoute)]
    return sorted(
        {method for route in routes if route.path_regex.match(path) for method in route.methods or ()}
    )
