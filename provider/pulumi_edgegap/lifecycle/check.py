"""check: complete inputs, or every mistake in them at once. Needs no token and no network."""

from __future__ import annotations

from pulumi.dynamic import CheckFailure, CheckResult

from . import masked
from .api_object import AUTONAME, REPORTED, ApiObject
from .call import Call
from .checking import failures, may_show_value, with_defaults
from .declaration import WRONG, Failure
from .internal_errors import reported
from .ownership import OWNERSHIP, one_too_many, place_of
from .secrecy import sealed
from .unresolved import kept, left_out
from .values import Properties, received


@reported("checked")
def check(kind: ApiObject, olds: Properties, news: Properties, call: Call) -> CheckResult:
    """Fill in defaults and an automatic name, and find every mistake."""
    ApiObject.program_runs = True
    given = kind.inputs.spelled(received(news))
    automatic, count = given.pop(AUTONAME, None), given.pop(REPORTED, None)
    unresolved = left_out(given)
    if automatic is not None and given.get("name") is None:
        given["name"] = olds.get("name") or automatic
    is_masked = masked.holds_mask(kind.inputs, given)
    before = received(olds)
    if is_masked:
        given = masked.kept(kind.inputs, given, before)
    inputs = with_defaults(kind.inputs, given)
    mistakes = failures(kind.inputs, inputs, before)
    if is_masked:
        mistakes += masked.failures(kind.inputs, inputs, before)
    mistakes += _one_too_many(kind, inputs, call.urn)
    refusals = [_refusal(kind, mistake) for mistake in mistakes]
    if count:
        those = "property or option: see its" if count == 1 else "properties or options: see their"
        refusals.append(CheckFailure("", f"{count} invalid {those} own error{'' if count == 1 else 's'}"))
    return CheckResult(sealed(kind.inputs, kept(inputs, unresolved, olds)), refusals)


def _one_too_many(kind: ApiObject, inputs: Properties, urn: str) -> list[Failure]:
    """Find another resource of the program that wants this one's object."""
    place = place_of(kind.inputs.title, kind.key, inputs)
    other = OWNERSHIP.want(place, urn) if place and urn else None
    return [one_too_many(kind.inputs.title, kind.key, urn, other)] if other else []


def _refusal(kind: ApiObject, mistake: Failure) -> CheckFailure:
    """Report a mistake, at its property if the engine may show the value there."""
    if mistake.form == WRONG and may_show_value(kind.inputs, mistake.path):
        return CheckFailure(mistake.path, mistake.reason)
    return CheckFailure("", str(mistake))
