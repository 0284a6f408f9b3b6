"""URNs: `urn:pulumi:STACK::PROJECT::PARENT_TYPE$TYPE::NAME`."""

from __future__ import annotations

STACK_TYPE = "pulumi:pulumi:Stack"


def qualified_type(urn: str) -> str:
    """Give the types of the resource and of its parents, joined by `$`."""
    return urn.split("::", 3)[2]


def type_of(urn: str) -> str:
    """Give the type token."""
    return qualified_type(urn).rsplit("$", 1)[-1]


def name_of(urn: str) -> str:
    """Give the logical name."""
    return urn.split("::", 3)[3]


def make_urn(stack: str, project: str, parent: str, type_: str, name: str) -> str:
    """Put a URN together; the root stack does not count as a parent."""
    above = qualified_type(parent) if parent else ""
    kind = type_ if above in ("", STACK_TYPE) else f"{above}${type_}"
    return f"urn:pulumi:{stack}::{project}::{kind}::{name}"


def provider_urn(reference: str) -> str:
    """Give the URN part of a provider reference, `URN::ID`."""
    return reference.rsplit("::", 1)[0]
