"""The two ways to register a resource: as a dynamic one, and with the provider plugin (`use_plugin`)."""

from __future__ import annotations

from typing import Protocol

import pulumi

from .cases import snake
from .values import Properties


class Registered(Protocol):
    """What a face has to know of a class of resources."""

    _resource_type_name: str
    _pickled: str


def token_of(resource: Registered | type[Registered]) -> str:
    """Give the type token of a kind of resources in the plugin's schema."""
    return "edgegap:index:" + resource._resource_type_name.rpartition(":")[2]


class Face:
    """Resources are dynamic ones: the provider goes along as an input, and names stay as Python has them."""

    encrypts_whole_lists = True
    """Whether a list is encrypted as one for a single secret in it."""

    def type_of(self, resource: Registered | type[Registered]) -> str:
        """Give the type token."""
        return f"pulumi-python:{resource._resource_type_name}"

    def inputs_of(self, resource: Registered, inputs: Properties) -> Properties:
        """Give the inputs to register."""
        return inputs | {"__provider": resource._pickled}

    def options_of(
        self, resource: Registered, inputs: Properties, opts: pulumi.ResourceOptions
    ) -> pulumi.ResourceOptions:
        """Give the options to register with: what the plugin has in the stack is known by an alias."""
        own = pulumi.ResourceOptions(aliases=[pulumi.Alias(type_=token_of(resource))])
        return pulumi.ResourceOptions.merge(opts, own)

    def outward(self, name: str) -> str:
        """Give the engine's name of a property."""
        return name

    def inward(self, name: str) -> str:
        """Give Python's name of a property, in a state that the plugin wrote too."""
        return snake(name)
