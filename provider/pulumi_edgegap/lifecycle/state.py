"""The state of an object, compared with the program and with the API.

The outputs of a resource are its inputs, the other fields of the response, and ``__filled``: the paths of values
that the service filled in. The outputs without these paths are the inputs again, so diff and read can tell a field
that the program sets from one that it leaves to the service.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from itertools import zip_longest

from .declaration import Field, Inputs
from .names import MASK
from .secrecy import is_secret
from .values import Properties, Value, has_unknown

FILLED = "__filled"


def inputs_of(model: type[Inputs], state: Mapping[str, Value]) -> Properties:
    """Return the inputs that a state was made from: declared fields, without what the service filled in."""
    inputs: Properties = {name: state[name] for name in model.fields if state.get(name) is not None}
    filled = state.get(FILLED)
    paths = [str(path).split(".") for path in filled] if isinstance(filled, list) else []
    for name in {path[0] for path in paths if len(path) > 1}:
        inputs[name] = deepcopy(inputs.get(name))
    for path in paths:
        _remove(inputs, path)
    return inputs


def state_of(model: type[Inputs], inputs: Mapping[str, Value], live: Mapping[str, Value]) -> Properties:
    """Return the state to record: the live values, and the paths of those that the inputs do not set."""
    declared = {name: live[name] for name in model.fields if name in live}
    filled = list(_find_added(model, inputs, declared))
    return dict(live) | ({FILLED: filled} if filled else {})


def live_values(model: type[Inputs], known: Mapping[str, Value], answered: Mapping[str, Value]) -> Properties:
    """Return the live values: the response of the API, and known values for fields that it never returns.

    Args:
        model: The declaration of the object.
        known: The inputs or the state: the source of secrets, which the API masks, and of the order of lists,
            which the API changes.
        answered: The fields of the response, including nulls. A secret that it shows in clear is recorded if
            it is known; otherwise the mask is recorded, which cannot leak.
    """
    live: Properties = {key: value for key, value in answered.items() if value is not None}
    for name, field in model.fields.items():
        if field.local or name not in answered:
            live.pop(name, None)
            if known.get(name) is not None and not field.one_time:
                live[name] = known[name]
        elif answered[name] is not None:
            live[name] = _unmask(field, known.get(name), answered[name], is_secret(field, answered))
    return live


def masked(model: type[Inputs], answered: Mapping[str, Value]) -> Properties:
    """Return a response with the mask in place of every secret that it shows in clear."""
    shown = [field for field in model.secrets if answered.get(field.name) is not None]
    hidden = {
        each.name: _unmask(each, None, answered[each.name], is_secret(each, answered)) for each in shown
    }
    return {**answered, **hidden}


def refreshed_inputs(
    model: type[Inputs], state: Mapping[str, Value], live: Mapping[str, Value]
) -> Properties:
    """Return the inputs after a refresh: the fields that the program sets, with their live values.

    A field that the program leaves to the service is not an input until it is changed manually. From then on it is
    one, so that the next preview shows it.
    """
    inputs = inputs_of(model, state)
    refreshed: Properties = {}
    for name, field in model.fields.items():
        if name not in live:
            continue
        if name in inputs:
            refreshed[name] = _narrow(field, inputs[name], live[name])
        elif not _is_untouched(field, state.get(name), live[name]):
            refreshed[name] = live[name]
    return refreshed


def drifted_fields(
    model: type[Inputs], state: Mapping[str, Value], answered: Mapping[str, Value]
) -> list[str]:
    """List the fields of a response that a refresh would record as manual changes."""
    live = live_values(model, state, answered)
    before, after = inputs_of(model, state), refreshed_inputs(model, state, live)
    return [name for name in model.fields if name in answered and before.get(name) != after.get(name)]


def _is_untouched(field: Field, before: Value, live: Value) -> bool:
    if before is None:
        return live in (field.default, field.service_default, field.resets, [], MASK)
    return live == before


def changed_fields(model: type[Inputs], state: Mapping[str, Value], wanted: Mapping[str, Value]) -> list[str]:
    """List the fields in which the inputs of the program differ from the state."""
    inputs = inputs_of(model, state)
    named = inputs.keys() | wanted.keys()
    return [
        name
        for name, field in model.fields.items()
        if name in named
        and not field.one_time
        and inputs.get(name) != wanted.get(name)
        and (name not in wanted or not _matches(field, wanted[name], state, inputs.get(name)))
    ]


def is_same(field: Field, wanted: Value, live: Value, given: Value = None) -> bool:
    """Whether a live value matches the wanted one, apart from what the service adds.

    Args:
        field: The declaration of the field.
        wanted: The value that the program sets.
        live: The value that the object has.
        given: The value that the program set before: a part that it dropped is a difference.
    """
    if has_unknown(wanted):
        return False
    if wanted == live == given:
        return True
    if field.nested is None:
        return wanted == live
    if not field.is_list:
        return _is_same_object(field.nested, wanted, live, given)
    pairs = pair_items(field.nested, wanted, live)
    if any(item is None or twin is None for item, twin in pairs):
        return False
    before = pairs if given == live else pair_items(field.nested, wanted, given)
    return all(
        _is_same_object(field.nested, item, twin, old)
        for (item, twin), (_, old) in zip(pairs, before, strict=False)
    )


def _is_same_object(model: type[Inputs], wanted: Value, live: Value, given: Value) -> bool:
    if not isinstance(wanted, dict) or not isinstance(live, dict):
        return wanted == live
    before = _mapping(given)
    return before.keys() <= wanted.keys() and (
        wanted == live
        or all(
            _matches(field, wanted[name], live, before.get(name))
            for name, field in model.fields.items()
            if name in wanted
        )
    )


def dropped_inputs(
    model: type[Inputs], state: Mapping[str, Value], wanted: Mapping[str, Value], changed: list[str]
) -> list[str]:
    """List the inputs that a program no longer sets, also those within objects (``probe.optimal_ping``)."""
    inputs = inputs_of(model, state)
    return [name for name in changed if name not in wanted] + [
        f"{name}.{part}"
        for name in changed
        for part in _mapping(inputs.get(name)).keys() - _mapping(wanted.get(name, inputs.get(name))).keys()
    ]


def _matches(field: Field, wanted: Value, live: Mapping[str, Value], given: Value) -> bool:
    if live.get(field.name) is None:
        # A missing field means the default; otherwise a package with a new default would change every resource.
        return wanted in (field.default, [])
    return is_same(field, wanted, live[field.name], given)


def pair_items(model: type[Inputs], left: Value, right: Value) -> list[tuple[Value, Value]]:
    """Pair the items of two lists by identity, in the order of the left one; None is for a missing twin.

    Among several twins (two ports 0, for example) the one with the same name is taken.
    """
    lefts, rights = _items(left), _items(right)
    # Usually nearly all items are at the same index, and need no search.
    alike = [item == twin for item, twin in zip(lefts, rights, strict=False)]
    waiting: dict[tuple[Value, ...], list[Value]] = {}
    for item, is_taken in zip_longest(rights, alike):
        if not is_taken:
            waiting.setdefault(_identity(model, item), []).append(item)
    pairs: list[tuple[Value, Value]] = []
    for index, item in enumerate(lefts):
        if index < len(alike) and alike[index]:
            pairs.append((item, rights[index]))
            continue
        twins = waiting.get(_identity(model, item), [])
        pairs.append((item, twins.pop(_closest(item, twins)) if twins else None))
    return pairs + [(None, item) for twins in waiting.values() for item in twins]


def _closest(item: Value, twins: list[Value]) -> int:
    if len(twins) == 1:
        return 0
    name = _get(item, "name")
    return next((index for index, twin in enumerate(twins) if _get(twin, "name") == name), 0)


def _items(value: Value) -> Sequence[Value]:
    return value if isinstance(value, list | tuple) else ()


def _get(item: Value, name: str) -> Value:
    return item.get(name) if isinstance(item, dict) else None


def _identity(model: type[Inputs], item: Value) -> tuple[Value, ...]:
    parts = _mapping(item)
    return tuple([str(parts.get(name)) for name in model.identity])


def _unmask(field: Field, known: Value, answered: Value, hides: bool = False) -> Value:
    if answered == MASK:
        return MASK if known is None else known
    if hides and answered != "" and answered != known:
        return MASK
    if field.nested is None:
        return answered
    if not field.is_list:
        return _unmask_object(field.nested, known, answered)
    pairs = pair_items(field.nested, known, answered)
    return [_unmask_object(field.nested, before, item) for before, item in pairs if item is not None]


def _unmask_object(model: type[Inputs], known: Value, answered: Value) -> Value:
    if not isinstance(answered, dict):
        return answered
    return {
        name: _unmask(
            field, _get(known, name), answered[name], is_secret(field, answered) or is_secret(field, known)
        )
        for name, field in model.fields.items()
        if answered.get(name) is not None
    }


def _narrow(field: Field, given: Value, live: Value) -> Value:
    """Reduce a live value to the parts that the program set; a new item stays whole."""
    if field.nested is None:
        return live
    if not field.is_list:
        return {key: value for key, value in _mapping(live).items() if _get(given, key) is not None}
    return [
        item
        if before is None
        else {key: value for key, value in _mapping(item).items() if _get(before, key) is not None}
        for before, item in pair_items(field.nested, given, live)
        if item is not None
    ]


def _mapping(value: Value) -> Mapping[str, Value]:
    return value if isinstance(value, dict) else {}


def _find_added(model: type[Inputs], given: Value, live: Value, path: str = "") -> Iterator[str]:
    """Find the paths of live values that were not given."""
    for name, field in model.fields.items():
        if name not in _mapping(live):
            continue
        before, value = _get(given, name), _get(live, name)
        if before is None:
            yield path + name
        elif field.nested and field.is_list:
            twins = [pair for pair in pair_items(field.nested, before, value) if pair[1] is not None]
            for index, (twin, item) in enumerate(twins):
                if twin is not None:
                    yield from _find_added(field.nested, twin, item, f"{path}{name}.{index}.")
        elif field.nested:
            yield from _find_added(field.nested, before, value, f"{path}{name}.")


def _remove(value: Value, path: list[str]) -> None:
    """Remove the part at a path from a value."""
    step, *rest = path
    if isinstance(value, dict) and not rest:
        value.pop(step, None)
    elif isinstance(value, dict):
        _remove(value.get(step), rest)
    elif isinstance(value, list) and step.isdigit() and int(step) < len(value):
        _remove(value[int(step)], rest)
