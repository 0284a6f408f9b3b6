"""What the state knows of an object, and how it compares with a program and with the API.

The outputs of a resource are its inputs, what the API answered besides, and ``__filled``: the paths of
what the service filled in by itself. Less these paths, the outputs are the inputs again. That is all
that diff and read need to tell a field that the program sets from one that it leaves to the service.
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
    """Give the inputs that a state was made from: declared fields, less what the service filled in."""
    inputs: Properties = {name: state[name] for name in model.fields if state.get(name) is not None}
    filled = state.get(FILLED)
    paths = [str(path).split(".") for path in filled] if isinstance(filled, list) else []
    for name in {path[0] for path in paths if len(path) > 1}:
        inputs[name] = deepcopy(inputs.get(name))
    for path in paths:
        _drop(inputs, path)
    return inputs


def state_of(model: type[Inputs], inputs: Mapping[str, Value], live: Mapping[str, Value]) -> Properties:
    """Give the state to record: what is live, and which parts of it the inputs do not ask for."""
    declared = {name: live[name] for name in model.fields if name in live}
    filled = list(_added(model, inputs, declared))
    return dict(live) | ({FILLED: filled} if filled else {})


def live_values(model: type[Inputs], known: Mapping[str, Value], answered: Mapping[str, Value]) -> Properties:
    """Give what is live: the API's answer, and from what is known all that the API never answers.

    Args:
        model: The declaration of the object.
        known: What was asked for, or what the state held: the source of secrets, which the API masks, and
            of the order of lists, which the API changes.
        answered: The fields of the API's answer; None is an answer too. A secret that it shows in clear is
            recorded if it is known, and otherwise the mask in its place: what nobody holds cannot leak.
    """
    live: Properties = {key: value for key, value in answered.items() if value is not None}
    for name, field in model.fields.items():
        if field.local or name not in answered:
            live.pop(name, None)
            if known.get(name) is not None and not field.one_time:
                live[name] = known[name]
        elif answered[name] is not None:
            live[name] = _unmasked(field, known.get(name), answered[name], is_secret(field, answered))
    return live


def masked(model: type[Inputs], answered: Mapping[str, Value]) -> Properties:
    """Give an answer with the mask in place of every secret that it shows in clear."""
    shown = [field for field in model.secrets if answered.get(field.name) is not None]
    hidden = {
        each.name: _unmasked(each, None, answered[each.name], is_secret(each, answered)) for each in shown
    }
    return {**answered, **hidden}


def refreshed_inputs(
    model: type[Inputs], state: Mapping[str, Value], live: Mapping[str, Value]
) -> Properties:
    """Give the inputs after a refresh: the fields that the program sets, with the values of today.

    A field that the program leaves to the service belongs to the service until somebody changes it by
    hand. From then on it is an input too, so that the next preview shows it.
    """
    inputs = inputs_of(model, state)
    refreshed: Properties = {}
    for name, field in model.fields.items():
        if name not in live:
            continue
        if name in inputs:
            refreshed[name] = _narrowed(field, inputs[name], live[name])
        elif not _is_untouched(field, state.get(name), live[name]):
            refreshed[name] = live[name]
    return refreshed


def drifted(model: type[Inputs], state: Mapping[str, Value], answered: Mapping[str, Value]) -> list[str]:
    """List the fields of an answer that a refresh would bring into the inputs as changed by hand."""
    live = live_values(model, state, answered)
    before, after = inputs_of(model, state), refreshed_inputs(model, state, live)
    return [name for name in model.fields if name in answered and before.get(name) != after.get(name)]


def _is_untouched(field: Field, before: Value, live: Value) -> bool:
    if before is None:
        return live in (field.default, field.service_default, field.resets, [], MASK)
    return live == before


def changed_fields(model: type[Inputs], state: Mapping[str, Value], wanted: Mapping[str, Value]) -> list[str]:
    """List the fields in which a program asks for something else than the state holds."""
    inputs = inputs_of(model, state)
    named = inputs.keys() | wanted.keys()
    return [
        name
        for name, field in model.fields.items()
        if name in named
        and not field.one_time
        and inputs.get(name) != wanted.get(name)
        and (name not in wanted or not _is_at(field, wanted[name], state, inputs.get(name)))
    ]


def same(field: Field, wanted: Value, live: Value, given: Value = None) -> bool:
    """Tell whether a live value is what is wanted; what the service adds by itself does not count.

    Args:
        field: The declaration of the field.
        wanted: The value that the program asks for.
        live: The value that the object has.
        given: The value that the program asked for before: a part that it dropped is a difference.
    """
    if has_unknown(wanted):
        return False
    if wanted == live == given:
        return True
    if field.nested is None:
        return wanted == live
    if not field.is_list:
        return _same_object(field.nested, wanted, live, given)
    pairs = paired(field.nested, wanted, live)
    if any(item is None or twin is None for item, twin in pairs):
        return False
    before = pairs if given == live else paired(field.nested, wanted, given)
    return all(
        _same_object(field.nested, item, twin, old)
        for (item, twin), (_, old) in zip(pairs, before, strict=False)
    )


def _same_object(model: type[Inputs], wanted: Value, live: Value, given: Value) -> bool:
    if not isinstance(wanted, dict) or not isinstance(live, dict):
        return wanted == live
    before = _mapping(given)
    return before.keys() <= wanted.keys() and (
        wanted == live
        or all(
            _is_at(field, wanted[name], live, before.get(name))
            for name, field in model.fields.items()
            if name in wanted
        )
    )


def dropped(
    model: type[Inputs], state: Mapping[str, Value], wanted: Mapping[str, Value], changed: list[str]
) -> list[str]:
    """List the inputs that a program no longer gives, those inside objects (``probe.optimal_ping``) too."""
    inputs = inputs_of(model, state)
    return [name for name in changed if name not in wanted] + [
        f"{name}.{part}"
        for name in changed
        for part in _mapping(inputs.get(name)).keys() - _mapping(wanted.get(name, inputs.get(name))).keys()
    ]


def _is_at(field: Field, wanted: Value, live: Mapping[str, Value], given: Value) -> bool:
    if live.get(field.name) is None:
        # Absent means the default, or else a newer package with a new default would change every resource.
        return wanted in (field.default, [])
    return same(field, wanted, live[field.name], given)


def paired(model: type[Inputs], left: Value, right: Value) -> list[tuple[Value, Value]]:
    """Pair the items of two lists by identity, in the order of the left one; None stands for no twin.

    Among several twins (two ports 0, say) the one with the same name is taken.
    """
    lefts, rights = _items(left), _items(right)
    # Mostly nearly all items stand where they stood, and need no search.
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


def _unmasked(field: Field, known: Value, answered: Value, hides: bool = False) -> Value:
    if answered == MASK:
        return MASK if known is None else known
    if hides and answered != "" and answered != known:
        return MASK
    if field.nested is None:
        return answered
    if not field.is_list:
        return _unmasked_object(field.nested, known, answered)
    pairs = paired(field.nested, known, answered)
    return [_unmasked_object(field.nested, before, item) for before, item in pairs if item is not None]


def _unmasked_object(model: type[Inputs], known: Value, answered: Value) -> Value:
    if not isinstance(answered, dict):
        return answered
    return {
        name: _unmasked(
            field, _get(known, name), answered[name], is_secret(field, answered) or is_secret(field, known)
        )
        for name, field in model.fields.items()
        if answered.get(name) is not None
    }


def _narrowed(field: Field, given: Value, live: Value) -> Value:
    """Cut a live value down to the parts that the program gave; an item that is new stays whole."""
    if field.nested is None:
        return live
    if not field.is_list:
        return {key: value for key, value in _mapping(live).items() if _get(given, key) is not None}
    return [
        item
        if before is None
        else {key: value for key, value in _mapping(item).items() if _get(before, key) is not None}
        for before, item in paired(field.nested, given, live)
        if item is not None
    ]


def _mapping(value: Value) -> Mapping[str, Value]:
    return value if isinstance(value, dict) else {}


def _added(model: type[Inputs], given: Value, live: Value, path: str = "") -> Iterator[str]:
    """Find the paths of what is live but was not given."""
    for name, field in model.fields.items():
        if name not in _mapping(live):
            continue
        before, value = _get(given, name), _get(live, name)
        if before is None:
            yield path + name
        elif field.nested and field.is_list:
            twins = [pair for pair in paired(field.nested, before, value) if pair[1] is not None]
            for index, (twin, item) in enumerate(twins):
                if twin is not None:
                    yield from _added(field.nested, twin, item, f"{path}{name}.{index}.")
        elif field.nested:
            yield from _added(field.nested, before, value, f"{path}{name}.")


def _drop(value: Value, path: list[str]) -> None:
    """Take the part at a path out of a value."""
    step, *rest = path
    if isinstance(value, dict) and not rest:
        value.pop(step, None)
    elif isinstance(value, dict):
        _drop(value.get(step), rest)
    elif isinstance(value, list) and step.isdigit() and int(step) < len(value):
        _drop(value[int(step)], rest)
