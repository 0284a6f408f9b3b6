"""How a Python program registers resources with the plugin."""

from __future__ import annotations

from weakref import WeakKeyDictionary

import pulumi
from pulumi.runtime import get_config, is_config_secret
from pulumi.runtime.config import CONFIG
from pulumi.runtime.settings import get_monitor

from ..lifecycle.cases import camel
from ..lifecycle.face import Face, Registered, token_of
from ..lifecycle.names import namespace
from ..lifecycle.values import Properties

_providers: WeakKeyDictionary[object, dict[str, pulumi.ProviderResource]] = WeakKeyDictionary()


class PluginFace(Face):
    """Resources are of the package `edgegap`; those of a dynamic stack are known by an alias."""

    encrypts_whole_lists = False

    def type_of(self, resource: Registered | type[Registered]) -> str:
        """Give the type token."""
        return token_of(resource)

    def inputs_of(self, resource: Registered, inputs: Properties) -> Properties:
        """Give the inputs to register."""
        return inputs

    def options_of(
        self, resource: Registered, inputs: Properties, opts: pulumi.ResourceOptions
    ) -> pulumi.ResourceOptions:
        """Give the options to register with: an account's resources go to a provider of their own."""
        own = pulumi.ResourceOptions(aliases=[pulumi.Alias(type_=super().type_of(resource))])
        account = inputs.get("account")
        if isinstance(account, str) and opts.provider is None:
            own.provider = _provider_of(account)
        return pulumi.ResourceOptions.merge(opts, own)

    def outward(self, name: str) -> str:
        """Give the engine's name of a property."""
        return camel(name)


def _provider_of(account: str) -> pulumi.ProviderResource:
    """Give the provider of an account, with the account's settings of the stack."""
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
