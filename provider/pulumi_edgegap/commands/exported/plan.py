"""The plan of an export: the resource, inputs and state for each object of an organization."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ...api.models import Answer
from ...image_tag import ImageTag
from ...lifecycle import checking
from ...lifecycle.declaration import Failure, Inputs
from ...lifecycle.names import MASK, join_id
from ...lifecycle.resource import Resource
from ...lifecycle.state import live_values, refreshed_inputs, state_of
from ...lifecycle.values import Properties, Value
from ..inventory.scan import Organization
from ..inventory.stack_file import KINDS, StackFile
from .names import Names, config_key


@dataclass(frozen=True)
class Planned:
    """An object that becomes a resource.

    Attributes:
        kind: The class of the resource.
        key: The names that lead to the object, parents first.
        logical_name: The resource's name in the program.
        inputs: The inputs of the resource, including defaults.
        state: The outputs of the resource.
        secrets: The configuration keys of its secrets, by property (`private_token` or `envs.KEY`).
    """

    kind: type[Resource]
    key: tuple[str, ...]
    logical_name: str
    inputs: Properties
    state: Properties
    secrets: Mapping[str, str]

    @property
    def id(self) -> str:
        """The resource's ID."""
        return join_id(*self.key)


@dataclass(frozen=True)
class LeftOut:
    """An object or property that a program cannot declare exactly.

    Attributes:
        what: A sentence that names the object and the problem.
        whole: Whether the whole object is left out, not only the property.
    """

    what: str
    whole: bool


@dataclass
class Plan:
    """The resources of an export.

    Attributes:
        account: The account that owns the objects; empty for the default one.
        resources: The resources, parents first.
        left_out: What cannot be declared.
        managed: The number of objects that a stack already manages.
    """

    account: str = ""
    resources: list[Planned] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    managed: int = 0

    def of(self, kind: type[Resource]) -> list[Planned]:
        """Return the resources of one kind."""
        return [each for each in self.resources if each.kind is kind]

    @property
    def secrets(self) -> list[str]:
        """The configuration keys of all secrets."""
        return [key for each in self.resources for key in each.secrets.values()]


def plan(organization: Organization, *, account: str = "", stacks: Sequence[StackFile] = ()) -> Plan:
    """Plan the export of an organization.

    Args:
        organization: The result of a scan.
        account: The account that owns the objects; empty for the default one.
        stacks: Stacks whose objects are not exported.
    """
    planner = _Planner(account, stacks)
    for kind, key, answer in _objects(organization):
        planner.add(kind, key, answer)
    return planner.plan


def _objects(organization: Organization) -> Iterator[tuple[type[Resource], tuple[str, ...], Answer]]:
    kinds = {kind._dynamic_provider.inputs.title: kind for kind in KINDS}
    for title, key, answer in (*organization.in_storages(), *organization.in_apps()):
        yield kinds[title], key, answer
    for image, tags in organization.tags.items():
        for tag in tags:
            yield ImageTag, (image, tag.tag), tag


class _Planner:
    """Plans objects one at a time, with unique names."""

    def __init__(self, account: str, stacks: Sequence[StackFile]) -> None:
        here = [each for stack in stacks for each in stack.resources if each.standing != "external"]
        self.plan = Plan(account)
        self._managed = {(each.kind, each.id) for each in here if each.account == account}
        self._names = {kind: Names(*(each.name for each in here if each.kind is kind)) for kind in KINDS}
        self._keys = Names()

    def add(self, kind: type[Resource], key: tuple[str, ...], answer: Answer) -> None:
        if (kind, join_id(*key)) in self._managed:
            self.plan.managed += 1
            return
        model = kind._dynamic_provider.inputs
        answered = kind._dynamic_provider.fields_of(answer)
        known = self._known(kind, key, answered)
        live = live_values(model, known, answered)
        given = checking.with_defaults(model, refreshed_inputs(model, known, live))
        inputs, mistakes = _declarable(model, given)
        for mistake in mistakes:
            what = f"{model.title} {'/'.join(key)!r}: {mistake}."
            self.plan.left_out.append(LeftOut(what, whole=inputs is None))
        if inputs is not None:
            name = self._names[kind].free("-".join(key), "-")
            secrets = {
                place: self._keys.free(config_key(f"{name}_{place.removeprefix('envs.')}"), "-")
                for place in _secret_places(model, inputs)
            }
            state = state_of(model, inputs, live)
            self.plan.resources.append(Planned(kind, key, name, inputs, state, secrets))

    def _known(self, kind: type[Resource], key: tuple[str, ...], answered: Properties) -> Properties:
        """Return the properties that a state has of an object before it is read, with masked secrets."""
        model = kind._dynamic_provider.inputs
        known: Properties = {
            name: MASK
            for name, declared in model.fields.items()
            if declared.secret and (declared.required or answered.get(name))
        }
        known |= zip(kind._dynamic_provider.key, key, strict=True)
        return checking.with_defaults(model, known | {"account": self.plan.account or None})


def _declarable(model: type[Inputs], given: Properties) -> tuple[Properties | None, list[Failure]]:
    """Return the inputs that check accepts, and the failures; None instead of inputs if one is required."""
    inputs, found = given, []
    while mistakes := checking.failures(model, inputs, before=inputs):
        wrong = {re.split(r"[.\[]", mistake.path)[0] for mistake in mistakes} & inputs.keys()
        if not wrong or any(model.fields[name].required or model.fields[name].default for name in wrong):
            return None, mistakes
        found += mistakes
        inputs = {name: value for name, value in inputs.items() if name not in wrong}
    return inputs, found


def _secret_places(model: type[Inputs], inputs: Mapping[str, Value]) -> Iterator[str]:
    for name, declared in model.fields.items():
        value = inputs.get(name)
        if declared.secret and value == MASK:
            yield name
        if declared.holds_secrets and isinstance(value, list):
            yield from (f"{name}.{item['key']}" for item in value if item.get("value") == MASK)
