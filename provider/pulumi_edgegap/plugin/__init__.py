"""The other face: the same resources through a provider plugin, not as dynamic resources.

A program that imports this module registers its resources as `edgegap:index:App` and so on. Classes and arguments
stay what they are; `Pulumi.yaml` says where the plugin is (docs/plugin.md)::

    import pulumi_edgegap as edgegap
    import pulumi_edgegap.plugin
"""

from __future__ import annotations

from ..lifecycle.resource import Resource
from .program import PluginFace

Resource._face = PluginFace()
