"""Policies for every version: its image is cached, only the game's ports are open, its memory is limited."""

from __future__ import annotations

from typing import Any

from pulumi_policy import (
    EnforcementLevel,
    PolicyConfigSchema,
    PolicyPack,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
)

APP_VERSION = "pulumi-python:dynamic/edgegap:AppVersion"


def lacks_cache(args: ResourceValidationArgs) -> bool:
    # The API refuses `force_cache` with `enable_all_locations`, and nothing checks the policy's result.
    props = args.props
    is_cached = props.get("force_cache") or props.get("enable_all_locations")
    return args.resource_type == APP_VERSION and not is_cached


def cache(args: ResourceValidationArgs) -> dict[str, Any] | None:
    if not lacks_cache(args):
        return None
    # Change in place to keep secret properties secret. A new dict, {**args.props, ...}, would expose them.
    args.props["force_cache"] = True
    return args.props


def is_cached(args: ResourceValidationArgs, report_violation: ReportViolation) -> None:
    if lacks_cache(args):
        report_violation("Set force_cache=True.")


def has_only_ports_of_the_game(args: ResourceValidationArgs, report_violation: ReportViolation) -> None:
    if args.resource_type != APP_VERSION:
        return
    names = args.get_config()["names"]
    for port in args.props.get("ports") or []:
        if port.get("name") not in names:
            number, protocol = int(port["port"]), port["protocol"]
            report_violation(f"Port {number} ({protocol}) must be named {' or '.join(names)}.")


def has_bounded_memory(args: ResourceValidationArgs, report_violation: ReportViolation) -> None:
    if args.resource_type != APP_VERSION:
        return
    most, memory = args.get_config()["megabytes"], args.props["req_memory"]
    if memory > most:
        report_violation(f"req_memory is {int(memory)}; lower it to {int(most)} or less.")


PolicyPack(
    "game-versions",
    policies=[
        ResourceValidationPolicy(
            "cached",
            "The image of a version is cached, so that matches start fast.",
            is_cached,
            EnforcementLevel.REMEDIATE,
            remediate=cache,
        ),
        ResourceValidationPolicy(
            "ports-of-the-game",
            "A version opens only the game's ports.",
            has_only_ports_of_the_game,
            EnforcementLevel.MANDATORY,
            PolicyConfigSchema(
                {"names": {"type": "array", "items": {"type": "string"}, "default": ["game"]}},
            ),
        ),
        ResourceValidationPolicy(
            "memory",
            "A version uses a limited amount of memory.",
            has_bounded_memory,
            EnforcementLevel.MANDATORY,
            PolicyConfigSchema({"megabytes": {"type": "number", "default": 2048}}),
        ),
    ],
)
