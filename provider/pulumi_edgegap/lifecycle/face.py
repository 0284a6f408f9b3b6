"""The two ways to register a resource: as a dynamic one, and with the provider plugin (`use_plugin`)."""

from __future__ import annotations

from typing import Protocol

import pulumi

from .api_object import IMPORTED
from .cases import snake
from .values import Properties


class Registered(Protocol):
    """What a face needs to know about a class of resources."""

    _resource_type_name: str
    _pickled: str


def token_of(resource: Registered | type[Registered]) -> str:
    """Return the type token of a resource in the plugin's schema."""
    return "edgegap:index:" + resource._resource_type_name.rpartition(":")[2]


def with_aliases(opts: pulumi.ResourceOptions, type_: str) -> pulumi.ResourceOptions:
    """Add an alias with the type of the other face, also for each alias of the program, which may rename as well."""
    renamed = [_with_type(alias, type_) for alias in opts.aliases or ()]
    own = pulumi.ResourceOptions(aliases=[pulumi.Alias(type_=type_), *renamed])
    return pulumi.ResourceOptions.merge(opts, own)


def _with_type(alias: pulumi.Input[str | pulumi.Alias], type_: str) -> pulumi.Input[str | pulumi.Alias]:
    """Return an alias with a type in place of the current one."""
    if isinstance(alias, str):
        *place, types, name = alias.split("::", 3)
        return "::".join([*place, types[: types.rfind("$") + 1] + type_, name])
    if isinstance(alias, pulumi.Alias):
        known = alias.type_ if isinstance(alias.type_, str) else type_
        return pulumi.Alias(alias.name, known, alias.parent, alias.stack, alias.project)
    known_later: pulumi.Output[str | pulumi.Alias] = pulumi.Output.from_input(alias)
    return known_later.apply(lambda given: _with_type(given, type_))


class Face:
    """The face of dynamic resources: the provider is sent as an input, and names stay in snake case."""

    encrypts_whole_lists = True
    """Whether a list with a single secret is encrypted as a whole."""

    def type_of(self, resource: Registered | type[Registered]) -> str:
        """Return the type token."""
        return f"pulumi-python:{resource._resource_type_name}"

    def marks_of(self, opts: pulumi.ResourceOptions) -> Properties:
        """Return the inputs that are for check only."""
        return {} if opts.import_ is None else {IMPORTED: opts.import_}

    def inputs_of(self, resource: Registered, inputs: Properties) -> Properties:
        """Return the inputs to register."""
        return inputs | {"__provider": resource._pickled}

    def options_of(
        self, resource: Registered, inputs: Properties, opts: pulumi.ResourceOptions
    ) -> pulumi.ResourceOptions:
        """Return the options to register with: aliases find resources that the plugin created."""
        options = with_aliases(opts, token_of(resource))
        options.import_ = None
        return options

    def engine_name(self, name: str) -> str:
        """Return the engine's name of a property."""
        return name

    def python_name(self, name: str) -> str:
        """Return the Python name of a property, also for a state that the plugin wrote."""
        return snake(name)
