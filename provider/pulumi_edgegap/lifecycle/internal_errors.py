"""How errors leave the provider: those of this package as a sentence, bugs in it with their traceback."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from ..api.errors import EdgegapError
from .accounts import ConfigurationError
from .errors import ResourceError
from .values import Value

if TYPE_CHECKING:
    from .api_object import ApiObject

Given = ParamSpec("Given")
Result = TypeVar("Result")

FRAMES = 10
"""The number of frames shown of a traceback: the last ones."""
LONGEST = 5000
"""The number of characters shown in all; gRPC takes at most 8 KB of error details."""
_PYTHON_ERRORS = (
    ArithmeticError,
    AttributeError,
    ImportError,
    IndexError,
    NameError,
    NotImplementedError,
    RecursionError,
    TypeError,
)
"""Errors that Python itself raises, with texts made of the names of types and attributes."""


class InternalError(Exception):
    """A bug in this package; the message is a sentence for the user, then the traceback for its developers."""

    __module__ = "pulumi_edgegap"  # The engine prints it before the message.


OWN_ERRORS = (ResourceError, InternalError, ConfigurationError, EdgegapError)
"""The errors of this package, whose message is meant for the user."""


def show_own_errors_without_frames() -> None:
    """Make this process show errors of this package without a traceback.

    The SDK's server shows each error as formatted by `traceback.format_exc()`, whose frames are of no use to the user.
    Setting `sys.tracebacklimit` would remove them from every error in the process, including those of other dynamic
    providers. It is not set by default, and `sys`, like any module, asks its `__getattr__` (PEP 562) for a missing
    attribute, so the limit can depend on the error being handled.
    """
    vars(sys).setdefault("__getattr__", _getattr_of_sys)


def _getattr_of_sys(name: str) -> int:
    if name == "tracebacklimit" and isinstance(sys.exc_info()[1], OWN_ERRORS):
        return 0
    raise AttributeError(f"module 'sys' has no attribute {name!r}", name=name, obj=sys)


def report_internal_errors(
    done: str,
) -> Callable[
    [Callable[Concatenate[ApiObject, Given], Result]], Callable[Concatenate[ApiObject, Given], Result]
]:
    """Make a step of a resource raise only errors of this package: any other becomes an `InternalError`.

    Args:
        done: The participle for the step, as in "could not be updated".
    """

    def wrapped(
        step: Callable[Concatenate[ApiObject, Given], Result],
    ) -> Callable[Concatenate[ApiObject, Given], Result]:
        @wraps(step)
        def call(kind: ApiObject, /, *args: Given.args, **kwargs: Given.kwargs) -> Result:
            try:
                return step(kind, *args, **kwargs)
            except OWN_ERRORS as error:
                raise error from None
            except Exception as error:
                raise InternalError(_report(kind, done, error, [*args, *kwargs.values()])) from None

        return call

    return wrapped


def _report(kind: ApiObject, done: str, error: Exception, given: list[Value]) -> str:
    from importlib.metadata import version

    names = {
        name
        for field in kind.inputs.fields.values()
        for name in (field.name, *(field.nested.fields if field.nested else ()))
    }
    values = set(_texts(given))
    shown = "\n".join(line for each in _chain(error) for line in _lines(each, names, values))
    return (
        f"{kind.inputs.title} could not be {done}: this is a mistake in pulumi-edgegap {version('pulumi-edgegap')}, "
        f"not in your program; open an issue with all these lines, which show none of your values (pulumi "
        f"{version('pulumi')}, Python {sys.version.split()[0]}).\n{shown[-LONGEST:]}"
    )


def _chain(error: BaseException) -> list[BaseException]:
    """Return an error and its causes, the first cause first."""
    found: list[BaseException] = []
    each: BaseException | None = error
    while each is not None and each not in found:
        found.insert(0, each)
        each = each.__cause__ or (None if each.__suppress_context__ else each.__context__)
    return found


def _lines(error: BaseException, names: set[str], values: set[str]) -> Iterator[str]:
    yield "Traceback (most recent call last):"
    yield "".join(traceback.format_tb(error.__traceback__, limit=-FRAMES)).rstrip("\n")
    text = _safe_text(error, names, values)
    yield f"{type(error).__qualname__}: {text}" if text else type(error).__qualname__


def _safe_text(error: BaseException, names: set[str], values: set[str]) -> str:
    """Return the text of an error, if it cannot contain a value of the program or of a response."""
    from pydantic import ValidationError

    if isinstance(error, ValidationError):
        found = error.errors(include_url=False, include_context=False, include_input=False)
        return "; ".join(f"{each['type']} at {'.'.join(map(str, each['loc']))}" for each in found)
    text = str(error)
    is_name = isinstance(error, KeyError) and any(error.args == (name,) for name in names)
    is_from_python = isinstance(error, _PYTHON_ERRORS) and not any(value in text for value in values)
    return text if is_name or is_from_python or not text else "(not shown, as it may hold a value)"


def _texts(values: list[Value]) -> Iterator[str]:
    """Yield all texts in values, at any depth, but very short ones, which are not secrets and occur in any sentence."""
    waiting = list(values)
    while waiting:
        value = waiting.pop()
        if isinstance(value, str) and len(value) > 3:
            yield value
        elif isinstance(value, Mapping):
            waiting += value.values()
        elif isinstance(value, list | tuple):
            waiting += value
