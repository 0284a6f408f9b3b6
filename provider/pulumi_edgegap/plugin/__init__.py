"""The second face: the same resources through a provider plugin, not as dynamic resources (docs/plugin.md)."""

from __future__ import annotations

__all__ = ["use_plugin"]


def use_plugin() -> None:
    """Register the resources of this program with the provider plugin: as `edgegap:index:App` and so on.

    Classes and arguments do not change. Call it before the first resource. `Pulumi.yaml` says where the plugin is::

        plugins: {providers: [{name: edgegap, path: .venv/bin}]}

    A stack shows no change when its program switches from dynamic resources to the plugin, or back.
    """
    from ..lifecycle.resource import Resource
    from .program import PluginFace

    Resource._face = PluginFace()
