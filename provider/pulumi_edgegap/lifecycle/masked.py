"""Secrets that only the API knows: a program gives the API's mask in place of one, which keeps its value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .declaration import Failure, Field, Inputs
from .names import MASK
from .state import is_same, pair_items
from .values import Properties, Value, has_unknown

_GIVE_IT = "give the secret itself; in an exported program, run its `pulumi config set --secret` command"
_NOTHING_TO_KEEP = f"is KEEP_EXISTING_SECRET (the text that the API shows in place of a secret), but there is no secret to keep yet: {_GIVE_IT}"
_SENT_WHOLE = f"is a secret that only the API knows, but a list that changes has to be sent whole: {_GIVE_IT}"


def required_masks(model: type[Inputs]) -> Properties:
    """Return the mask for each secret that an object always has, for a new state."""
    return {name: MASK for name, field in model.fields.items() if field.secret and field.required}


def masks_of(model: type[Inputs], answer: Mapping[str, Value]) -> Properties:
    """Return the mask for each secret of an object, as its answer shows them."""
    shown = (
        field.name for field in model.secrets if not field.is_list and answer.get(field.name) is not None
    )
    return dict.fromkeys(shown, MASK)


def replace_masks(model: type[Inputs], given: Mapping[str, Value], before: Mapping[str, Value]) -> Properties:
    """Replace each mask that a program gives by the value in the state."""
    filled = dict(given)
    for field in model.secrets:
        if field.name in given:
            filled[field.name] = _replace_mask(field, given[field.name], before.get(field.name))
    return filled


def failures(
    model: type[Inputs], inputs: Mapping[str, Value], before: Mapping[str, Value]
) -> Iterator[Failure]:
    """Find the masks that stand for no secret, and those that would be sent with a list that changes.

    Args:
        model: The declaration of the object.
        inputs: The inputs of the program, with masks replaced.
        before: The inputs in the state; empty for a new object.
    """
    for field in model.secrets:
        value, old = inputs.get(field.name), before.get(field.name)
        changes = field.is_list and not has_unknown(value) and not is_same(field, value, old, old)
        for path, secret in _masks(field, value, old):
            if secret is None:
                yield Failure(path, _NOTHING_TO_KEEP)
            elif changes:
                yield Failure(path, _SENT_WHOLE)


def holds_mask(model: type[Inputs], body: Mapping[str, Value]) -> bool:
    """Whether the mask is in place of a secret, and would overwrite it."""
    return any(_is_masked(body.get(field.name)) for field in model.secrets)


def _is_masked(value: Value) -> bool:
    if isinstance(value, list | tuple):
        return any(isinstance(item, Mapping) and MASK in item.values() for item in value)
    return value == MASK


def _replace_mask(field: Field, value: Value, before: Value) -> Value:
    if value == MASK:
        return MASK if before is None else before
    if field.nested is None or not isinstance(value, list | tuple):
        return value
    pairs = pair_items(field.nested, value, before)
    return [_replace_in_item(item, _mapping(twin)) for item, twin in pairs if item is not None]


def _replace_in_item(item: Value, before: Mapping[str, Value]) -> Value:
    if not isinstance(item, Mapping):
        return item
    return {key: before.get(key, part) if part == MASK else part for key, part in item.items()}


def _masks(field: Field, value: Value, before: Value) -> Iterator[tuple[str, Value]]:
    """Yield the path of each mask, and the value in the state."""
    if value == MASK:
        yield field.name, before
    if field.nested is None:
        return
    pairs = [pair for pair in pair_items(field.nested, value, before) if pair[0] is not None]
    for index, (item, twin) in enumerate(pairs):
        for key, part in _mapping(item).items():
            if part == MASK:
                yield f"{field.name}[{index}].{key}", _mapping(twin).get(key)


def _mapping(value: Value) -> Mapping[str, Value]:
    return value if isinstance(value, Mapping) else {}
