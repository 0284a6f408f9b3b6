"""Differences between a stack's state and the API, as `pulumi preview --refresh` would find them.

Each resource is read and compared by its provider, with its state in place of the program. No state is
written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ...lifecycle.accounts import Lookup
from ...lifecycle.call import Call
from ...lifecycle.declaration import Field, Inputs
from ...lifecycle.errors import ResourceError
from ...lifecycle.names import MASK, join_id
from ...lifecycle.read import read
from ...lifecycle.secrecy import unmark_secrets
from ...lifecycle.state import changed_fields, pair_items
from ...lifecycle.values import Properties, Value
from .stack_file import ManagedResource, StackFile

if TYPE_CHECKING:
    from .scan import Organization

PARALLEL = 8
"""The number of concurrent reads; the client keeps to its rate limit in any case."""

# The warning that an object is removed from the state is for a refresh alone.
_CALL = Call("", info=lambda _: None, warn=lambda _: None, is_awaited=lambda: True)

Status = Literal["same", "changed", "gone", "failed"]


@dataclass(frozen=True)
class Change:
    """One property that differs.

    Attributes:
        path: The path of the property: `max_duration`, `ports[7777/UDP].name`.
        stack: The value in the stack; None if it has none.
        edgegap: The live value; None if there is none.
        is_secret: Whether the values must not be shown.
    """

    path: str
    stack: Value
    edgegap: Value
    is_secret: bool = False


@dataclass(frozen=True)
class Comparison:
    """The result of comparing one resource.

    Attributes:
        resource: The resource.
        status: `same`, `changed`, `gone`, or `failed` if it could not be read.
        changes: The properties that differ.
        not_compared: The properties that the API shows but that are encrypted in the stack.
        error: Why it could not be read.
    """

    resource: ManagedResource
    status: Status
    changes: tuple[Change, ...] = ()
    not_compared: tuple[str, ...] = ()
    error: str = ""


@dataclass(frozen=True)
class Unmanaged:
    """An object that no stack manages.

    Attributes:
        title: The name of its kind.
        id: The ID that it would have in a stack.
        create_time: When it was created, as the API returns it.
    """

    title: str
    id: str
    create_time: str


def compare_all(resources: Sequence[ManagedResource], lookup: Lookup) -> Iterator[Comparison]:
    """Compare resources with the API concurrently, and yield the results in order.

    Args:
        resources: The `managed` resources to compare, all of one account.
        lookup: Returns the settings of that account, as the stack configuration does.
    """
    pool = ThreadPoolExecutor(PARALLEL, thread_name_prefix="drift")
    try:
        yield from pool.map(lambda each: compare(each, lookup), resources)
    finally:
        pool.shutdown(cancel_futures=True)


def compare(resource: ManagedResource, lookup: Lookup) -> Comparison:
    """Compare one resource with the API; see ``compare_all``."""
    life = type(resource.kind._dynamic_provider)()
    life.use_settings(lookup)
    # Encrypted values exist but are unknown, like those that the API masks.
    state: Properties = {**resource.outputs, **dict.fromkeys(resource.encrypted, MASK)}
    try:
        found = read(life, resource.id, state, _CALL)
    except ResourceError as error:
        return Comparison(resource, "failed", error=str(error))
    if not found.id:
        return Comparison(resource, "gone")
    live, inputs, wanted = unmark_secrets(found.outs), unmark_secrets(found.inputs), resource.inputs
    changed = [name for name in changed_fields(life.inputs, live, wanted) if name not in resource.encrypted]
    return Comparison(
        resource,
        "changed" if changed else "same",
        tuple(
            change
            for name in changed
            for change in _changes(
                life.inputs.fields[name], wanted.get(name), inputs.get(name), name in resource.secret
            )
        ),
        tuple(sorted(name for name in resource.encrypted if live.get(name) not in (None, MASK))),
    )


def unmanaged(organization: Organization, stacks: Sequence[StackFile], account: str = "") -> list[Unmanaged]:
    """Return the objects of an organization that no stack manages.

    Args:
        organization: The objects of the organization.
        stacks: All stacks of the organization.
        account: The account name of the organization in these stacks.
    """
    claimed = {
        (each.title, each.key) for stack in stacks for each in stack.resources if each.account == account
    }
    return [
        Unmanaged(title, join_id(*key), str(getattr(answer, "create_time", None) or ""))
        for title, key, answer in (*organization.in_apps(), *organization.in_storages())
        if (title, key) not in claimed
    ]


def _changes(field: Field, stack: Value, live: Value, is_secret: bool, path: str = "") -> Iterator[Change]:
    """Yield the smallest parts of a field that differ: a field of an object, or an object in a list."""
    here = path + field.name
    is_secret = is_secret or field.secret
    if field.nested and field.is_list:
        for before, now in pair_items(field.nested, stack, live):
            item = f"{here}[{_identity(field.nested, now if before is None else before)}]"
            yield from _object_changes(field.nested, before, now, is_secret, item)
    elif field.nested:
        yield from _object_changes(field.nested, stack, live, is_secret, here)
    elif stack != live and (live is not None or stack != field.default):
        yield Change(here, stack, live, is_secret)


def _object_changes(
    model: type[Inputs], stack: Value, live: Value, is_secret: bool, path: str
) -> Iterator[Change]:
    if not isinstance(stack, Mapping) or not isinstance(live, Mapping):
        yield Change(path, stack, live, is_secret)
        return
    for field in model.fields.values():
        yield from _changes(field, stack.get(field.name), live.get(field.name), is_secret, f"{path}.")


def _identity(model: type[Inputs], item: Value) -> str:
    return "/".join(str(item.get(name)) for name in model.identity) if isinstance(item, Mapping) else ""
