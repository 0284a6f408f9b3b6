"""The studio's components for programs in any language: its own, and the game server of pulumi-edgegap."""

import pulumi_edgegap as edgegap
from arena import Arena
from pulumi.provider.experimental import component_provider_host

if __name__ == "__main__":
    component_provider_host(name="games", components=[Arena, edgegap.GameServer])
