"""Internal errors are reported with a traceback, and tracebacks of others are unchanged."""

from __future__ import annotations

import base64
import traceback
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import grpc
import pytest
from pulumi_edgegap import App
from pulumi_edgegap.endpoint_storage import EndpointStorageInputs, EndpointStorageProvider
from support.declared import STORAGE
from support.life import DynamicServer

SECRET = "s3cr3t-marker-" + "x" * 100
STATE: dict[str, Any] = {**STORAGE, "secret_access_key": SECRET}
NEIGHBOUR = """
from pulumi.dynamic import ResourceProvider

class Neighbour(ResourceProvider):
    def create(self, props):
        raise ValueError("of the neighbour")
"""
BROKEN = """
from pulumi_edgegap.app import AppProvider

class Neighbour(AppProvider):
    def outlives_resource(self, state):
        return {}["name"]
"""


def said(step: Callable[..., object], *arguments: Any) -> str:
    with pytest.raises(grpc.RpcError) as caught:
        step(*arguments)
    return str(caught.value.details())


def in_module(folder: Path, program: str) -> Any:
    """Return a resource whose provider is the class `Neighbour` of a module in a folder."""
    (folder / "neighbour.py").write_text(program)
    return SimpleNamespace(_pickled=base64.b64encode(b"cneighbour\nNeighbour\n(tR.").decode())


def test_mistake_of_the_package_is_a_sentence_and_its_traceback(tmp_path: Path) -> None:
    broken = in_module(tmp_path, BROKEN)
    server = DynamicServer({}, {"PYTHONPATH": str(tmp_path)})
    sentence, *lines = said(server.delete, broken, "arena", {"name": "arena"}).splitlines()
    server.stop()
    assert "App could not be deleted: this is a mistake in pulumi-edgegap 0." in sentence
    assert "open an issue with all these lines" in sentence
    assert lines[0] == "Traceback (most recent call last):"
    assert any("neighbour.py" in line and line.endswith("in outlives_resource") for line in lines)
    assert lines[-1] == "KeyError: 'name'"


def test_errors_of_the_package_are_short_and_those_of_others_are_not(tmp_path: Path) -> None:
    neighbour = in_module(tmp_path, NEIGHBOUR)
    server = DynamicServer({}, {"PYTHONPATH": str(tmp_path)})
    short = said(server.create, App, {"name": "arena"}).strip()
    long = said(server.create, neighbour, {})
    log = server.stop()  # where an SDK before 3.256 writes tracebacks
    assert "or set EDGEGAP_API_TOKEN." in short
    assert "\n" not in short
    assert "ValueError: of the neighbour" in long + log
    assert 'raise ValueError("of the neighbour")' in long + log


def of_pydantic() -> None:
    EndpointStorageInputs.model_validate({**STATE, "output_format": SECRET})


def chained() -> None:
    try:
        raise ValueError(SECRET)
    except ValueError as error:
        raise RuntimeError(SECRET) from error


def deep(number: int = 0) -> None:
    deep(number + 1)


def raising(error: Exception) -> Callable[[], None]:
    def fail() -> None:
        raise error

    return fail


@pytest.mark.parametrize(
    ("fails", "words"),
    [
        (raising(KeyError("bucket")), "KeyError: 'bucket'\n"),
        (raising(KeyError(SECRET)), "KeyError: (not shown"),
        (raising(TypeError("expected a list")), "TypeError: expected a list\n"),
        (raising(TypeError(f"bad {SECRET}")), "TypeError: (not shown"),
        (lambda: int(SECRET), "ValueError: (not shown"),
        (lambda: SECRET.encode() + b"\xff".decode(), "UnicodeDecodeError: (not shown"),  # type: ignore[operator]
        (of_pydantic, "output_format"),
        (chained, "RuntimeError: (not shown"),
        (deep, "RecursionError: maximum recursion depth exceeded"),
        (raising(AssertionError()), "AssertionError\n"),
    ],
)
def test_traceback_shows_no_values_and_fits_into_a_response(fails: Callable[[], None], words: str) -> None:
    class Broken(EndpointStorageProvider):
        @property
        def key(self) -> tuple[str, ...]:  # type: ignore[override]
            fails()
            return ()

    with pytest.raises(Exception, match=r"EndpointStorage could not be updated") as caught:
        Broken().update("files", STATE, STATE)
    shown = "".join(traceback.format_exception(caught.value))
    assert words in shown
    assert SECRET[:12] not in shown.replace("SECRET", "")
    assert Path(__file__).name in str(caught.value)
    assert len(str(caught.value)) < 6000  # gRPC carries 8 KB beside an answer
