"""What becomes of each object of an organization: its resource, the inputs of its program, its state."""

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
        inputs: What its program gives, defaults filled in.
        state: The outputs of the resource.
        secrets: The configuration keys of its secrets, by `private_token` or by `envs.KEY`.
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
    """An object, or a property of one, that no program can declare as it is.

    Attributes:
        what: The object, and what is wrong with it, in a sentence.
        whole: Whether the object is left out, and not the property alone.
    """

    what: str
    whole: bool


@dataclass
class Plan:
    """What an export brings under Pulumi.

    Attributes:
        account: The account that owns the objects; empty for the default one.
        resources: The resources, parents first.
        left_out: What cannot be declared.
        managed: How many objects a stack has already.
    """

    account: str = ""
    resources: list[Planned] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    managed: int = 0

    def of(self, kind: type[Resource]) -> list[Planned]:
        """Give the resources of one kind."""
        return [each for each in self.resources if each.kind is kind]

    @property
    def secrets(self) -> list[str]:
        """The configuration keys of all secrets."""
        return [key for each in self.resources for key in each.secrets.values()]


def plan(organization: Organization, *, account: str = "", stacks: Sequence[StackFile] = ()) -> Plan:
    """Plan what an organization becomes.

    Args:
        organization: What a scan found.
        account: The account that owns the objects; empty for the default one.
        stacks: Stacks whose objects are left to them: only what none of them has is planned.
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
    """Plans objects one after the other, and sees to it that no name is given twice."""

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
        """What a state holds of an object that was not read yet; the mask stands for each secret."""
        model = kind._dynamic_provider.inputs
        known: Properties = {
            name: MASK
            for name, declared in model.fields.items()
            if declared.secret and (declared.required or answered.get(name))
        }
        known |= zip(kind._dynamic_provider.key, key, strict=True)
        return checking.with_defaults(model, known | {"account": self.plan.account or None})


def _declarable(model: type[Inputs], given: Properties) -> tuple[Properties | None, list[Failure]]:
    """Give the inputs less what check refuses of an object that stands; None where it cannot be without that."""
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
