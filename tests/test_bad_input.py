"""Random inputs: check reports a mistake, or they can be sent to the API."""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping
from typing import Any

import httpx
import pulumi
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pulumi_edgegap import _public
from pulumi_edgegap.api import EdgegapError
from pulumi_edgegap.lifecycle import checking
from pulumi_edgegap.lifecycle.errors import ResourceError
from pulumi_edgegap.lifecycle.names import join_id, split_id
from pulumi_edgegap.lifecycle.resource import Resource
from pulumi_edgegap.lifecycle.values import from_engine

RESOURCES: list[type[Resource]] = [
    each for each in vars(_public).values() if inspect.isclass(each) and issubclass(each, Resource)
]
TRICKS = [
    "..",
    ".",
    "",
    "a/b",
    "../x",
    "%2f",
    "a%2Fb",
    "?",
    "#",
    "a b",
    " a",
    "a\n",
    "\x00",
    "é",
    "ü" * 70,
    "a\\b",
]
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.sampled_from(TRICKS),
    st.just(pulumi.UNKNOWN),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(), inner, max_size=3)),
)


def inputs_of_a_kind(resource: type[Resource]) -> st.SearchStrategy[dict[str, Any]]:
    """Inputs with mostly valid names and mostly invalid values."""
    names = resource._dynamic_provider.inputs.fields
    parts = [name for name, field in names.items() if field.nested]
    nested = {
        name: st.dictionaries(
            st.sampled_from([*(names[name].nested or resource._dynamic_provider.inputs).fields]), VALUES
        )
        for name in parts
    }
    return st.fixed_dictionaries(
        {},
        optional={
            name: st.one_of(VALUES, nested[name], st.lists(nested[name], max_size=3))
            if name in nested
            else VALUES
            for name in names
        },
    )


@pytest.mark.parametrize("resource", RESOURCES)
@settings(max_examples=150, deadline=None, derandomize=True)
@given(data=st.data())
def test_any_input_is_reported_or_can_be_sent(resource: type[Resource], data: st.DataObject) -> None:
    model = resource._dynamic_provider.inputs
    declared = from_engine(checking.with_defaults(model, data.draw(inputs_of_a_kind(resource))))
    found = checking.failures(model, declared)
    assert all(failure.path for failure in found)
    wrong = {failure.path.split(".")[0].split("[")[0] for failure in found}
    known = {
        name: value
        for name, value in declared.items()
        if name not in wrong and not model.fields[name].local and not has_unknown(value)
    }
    request = httpx.Request("POST", "http://127.0.0.1", json=known)
    assert json.loads(request.content) == known


def has_unknown(value: object) -> bool:
    if isinstance(value, Mapping):
        return any(has_unknown(item) for item in value.values())
    return any(has_unknown(item) for item in value) if isinstance(value, list) else value is pulumi.UNKNOWN


@settings(derandomize=True)
@given(parts=st.lists(st.text(min_size=1), min_size=1, max_size=4))
def test_any_id_can_be_parsed_back(parts: list[str]) -> None:
    if all(part.isprintable() and "\ud800" not in part for part in parts):
        assert split_id(join_id(*parts), tuple(parts)) == tuple(parts)


@pytest.mark.parametrize("name", TRICKS)
def test_name_that_would_change_a_route_is_refused(name: str) -> None:
    model = RESOURCES[0]._dynamic_provider.inputs
    refused = {failure.path for failure in checking.failures(model, {"name": name})}
    assert ("name" in refused) == (name not in ("%2f", "a%2Fb", "a b"))


@pytest.mark.parametrize("kind", [ResourceError, EdgegapError])
def test_no_control_character_of_an_error_reaches_a_terminal(kind):
    assert str(kind("a \x1b[2J\x9b2J\u202e\nb")) == r"a \x1b[2J\x9b2J\u202e\nb"
