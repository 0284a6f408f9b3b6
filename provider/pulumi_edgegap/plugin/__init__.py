"""The other face: the same resources through a provider plugin, not as dynamic resources (docs/plugin.md)."""

from __future__ import annotations

__all__ = ["use_plugin"]


def use_plugin() -> None:
    """Register the resources of this program with the provider plugin: as `edgegap:index:App` and so on.

    Classes and arguments stay what they are. Call it before the first resource; `Pulumi.yaml` says where the plugin is::

        plugins: {providers: [{name: edgegap, path: .venv/bin}]}

    A stack of dynamic resources shows no change after it, nor does one of the plugin without it.
    """
    from ..lifecycle.resource import Resource
    from .program import PluginFace

    Resource._face = PluginFace()
