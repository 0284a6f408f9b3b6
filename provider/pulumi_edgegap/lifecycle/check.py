"""check: completes the inputs, or reports every mistake in them at once. Needs no token and no network."""

from __future__ import annotations

from pulumi.dynamic import CheckFailure, CheckResult

from . import masked
from .api_object import AUTONAME, IMPORTED, REPORTED, ApiObject
from .call import Call
from .checking import failures, may_show_value, with_defaults
from .declaration import WRONG, Failure
from .internal_errors import report_internal_errors
from .names import join_id
from .ownership import OWNERSHIP, duplicate_claim, place_of
from .secrecy import mark_secrets
from .unresolved import take_unresolved, with_state_values
from .values import Properties, from_engine

_NO_IMPORT = "the option import_ needs the plugin: call `edgegap.use_plugin()`, or give the object's name and `adopt=True` instead"


@report_internal_errors("checked")
def check(kind: ApiObject, olds: Properties, news: Properties, call: Call) -> CheckResult:
    """Fill in defaults and an automatic name, and find every mistake."""
    ApiObject.program_runs = True
    given = kind.inputs.normalize(from_engine(news))
    automatic, count, imported = (given.pop(name, None) for name in (AUTONAME, REPORTED, IMPORTED))
    unresolved = take_unresolved(given)
    if automatic is not None and given.get("name") is None:
        given["name"] = olds.get("name") or automatic
    is_masked = masked.holds_mask(kind.inputs, given)
    before = from_engine(olds)
    if is_masked:
        given = masked.replace_masks(kind.inputs, given, before)
    inputs = with_defaults(kind.inputs, given)
    mistakes = failures(kind.inputs, inputs, before)
    if is_masked:
        mistakes += masked.failures(kind.inputs, inputs, before)
    mistakes += _find_duplicate(kind, inputs, call.urn)
    refusals = [_refusal(kind, mistake) for mistake in mistakes]
    if count:
        those = "property or option: see the error" if count == 1 else "properties or options: see the errors"
        refusals.append(CheckFailure("", f"{count} invalid {those} of the stack"))
    if imported not in (None, join_id(*(str(before.get(name, "")) for name in kind.key))):
        refusals.append(CheckFailure("", _NO_IMPORT))
    return CheckResult(mark_secrets(kind.inputs, with_state_values(inputs, unresolved, olds)), refusals)


def _find_duplicate(kind: ApiObject, inputs: Properties, urn: str) -> list[Failure]:
    """Find another resource of the program that claims the same object."""
    place = place_of(kind.inputs.title, kind.key, inputs)
    other = OWNERSHIP.claim(place, urn) if place and urn else None
    return [duplicate_claim(kind.inputs.title, kind.key, urn, other)] if other else []


def _refusal(kind: ApiObject, mistake: Failure) -> CheckFailure:
    """Return the failure for a mistake, at its property if the engine may show the value."""
    if mistake.form == WRONG and may_show_value(kind.inputs, mistake.path):
        return CheckFailure(mistake.path, mistake.reason)
    return CheckFailure("", str(mistake))
