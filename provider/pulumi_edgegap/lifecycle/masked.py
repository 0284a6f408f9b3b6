"""Secrets that only the API knows: a program gives the API's mask in place of one, and what is there stays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .declaration import Failure, Field, Inputs
from .names import MASK
from .state import paired, same
from .values import Properties, Value, has_unknown

_GIVE_IT = "give the secret itself; in an exported program, run its `pulumi config set --secret` command"
_NOTHING_TO_KEEP = f"is KEEP_EXISTING_SECRET (the text that the API shows in place of a secret), but there is no secret to keep yet: {_GIVE_IT}"
_SENT_WHOLE = f"is a secret that only the API knows, but a list that changes has to be sent whole: {_GIVE_IT}"


def unseen(model: type[Inputs]) -> Properties:
    """Give what stands for the secrets that an object has in any case, where nothing is known of it yet."""
    return {name: MASK for name, field in model.fields.items() if field.secret and field.required}


def kept(model: type[Inputs], given: Mapping[str, Value], before: Mapping[str, Value]) -> Properties:
    """Put what the state has in the place of each mask that a program gives."""
    filled = dict(given)
    for field in model.secrets:
        if field.name in given:
            filled[field.name] = _kept(field, given[field.name], before.get(field.name))
    return filled


def failures(
    model: type[Inputs], inputs: Mapping[str, Value], before: Mapping[str, Value]
) -> Iterator[Failure]:
    """Find the masks that stand for no secret, and those that would be sent with a list that changes.

    Args:
        model: The declaration of the object.
        inputs: What the program gives, with the secrets that it keeps.
        before: The inputs that the state has; empty for a new object.
    """
    for field in model.secrets:
        value, old = inputs.get(field.name), before.get(field.name)
        changes = field.is_list and not has_unknown(value) and not same(field, value, old, old)
        for path, secret in _masks(field, value, old):
            if secret is None:
                yield Failure(path, _NOTHING_TO_KEEP)
            elif changes:
                yield Failure(path, _SENT_WHOLE)


def holds_mask(model: type[Inputs], body: Mapping[str, Value]) -> bool:
    """Tell whether the mask stands where a secret should, and would overwrite it."""
    return any(_is_masked(body.get(field.name)) for field in model.secrets)


def _is_masked(value: Value) -> bool:
    if isinstance(value, list | tuple):
        return any(isinstance(item, Mapping) and MASK in item.values() for item in value)
    return value == MASK


def _kept(field: Field, value: Value, before: Value) -> Value:
    if value == MASK:
        return MASK if before is None else before
    if field.nested is None or not isinstance(value, list | tuple):
        return value
    pairs = paired(field.nested, value, before)
    return [_kept_parts(item, _mapping(twin)) for item, twin in pairs if item is not None]


def _kept_parts(item: Value, before: Mapping[str, Value]) -> Value:
    if not isinstance(item, Mapping):
        return item
    return {key: before.get(key, part) if part == MASK else part for key, part in item.items()}


def _masks(field: Field, value: Value, before: Value) -> Iterator[tuple[str, Value]]:
    """Give the path of each mask, and what the state has there."""
    if value == MASK:
        yield field.name, before
    if field.nested is None:
        return
    pairs = [pair for pair in paired(field.nested, value, before) if pair[0] is not None]
    for index, (item, twin) in enumerate(pairs):
        for key, part in _mapping(item).items():
            if part == MASK:
                yield f"{field.name}[{index}].{key}", _mapping(twin).get(key)


def _mapping(value: Value) -> Mapping[str, Value]:
    return value if isinstance(value, Mapping) else {}
