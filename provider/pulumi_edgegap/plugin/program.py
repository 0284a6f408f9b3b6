"""Registering the resources of a Python program with the plugin."""

from __future__ import annotations

from weakref import WeakKeyDictionary

import pulumi
from pulumi.runtime import get_config, is_config_secret
from pulumi.runtime.config import CONFIG
from pulumi.runtime.settings import get_monitor

from ..lifecycle.cases import camel
from ..lifecycle.face import Face, Registered, token_of, with_aliases
from ..lifecycle.names import namespace
from ..lifecycle.values import Properties

_providers: WeakKeyDictionary[object, dict[str, pulumi.ProviderResource]] = WeakKeyDictionary()


class PluginFace(Face):
    """The face of the plugin: types of the package `edgegap`, with an alias for the dynamic type."""

    encrypts_whole_lists = False

    def type_of(self, resource: Registered | type[Registered]) -> str:
        """Return the type token."""
        return token_of(resource)

    def marks_of(self, opts: pulumi.ResourceOptions) -> Properties:
        """Return the inputs that are for check only."""
        return {}

    def inputs_of(self, resource: Registered, inputs: Properties) -> Properties:
        """Return the inputs to register."""
        return inputs

    def options_of(
        self, resource: Registered, inputs: Properties, opts: pulumi.ResourceOptions
    ) -> pulumi.ResourceOptions:
        """Return the options to register with: each account has a separate provider."""
        account = inputs.get("account")
        if isinstance(account, str) and opts.provider is None:
            opts = pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(provider=_provider_of(account)))
        return with_aliases(opts, super().type_of(resource))

    def engine_name(self, name: str) -> str:
        """Return the engine's name of a property."""
        return camel(name)


def _provider_of(account: str) -> pulumi.ProviderResource:
    """Return the provider of an account, with the account's settings from the stack configuration."""
    made = _providers.setdefault(get_monitor(), {})
    if account not in made:
        settings = {}
        for key in CONFIG.get():
            space, _, name = key.partition(":")
            if space == namespace(account):
                value = get_config(key)
                settings[name] = pulumi.Output.secret(value) if is_config_secret(key) else value
        made[account] = pulumi.ProviderResource("edgegap", namespace(account), settings)
    return made[account]
