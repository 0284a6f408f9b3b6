"""Renames, with aliases and without."""

from pathlib import Path

import pulumi
import pulumi_edgegap as edgegap
from pulumi import Alias, ResourceOptions

first = Path("stage").read_text() == "1"


class Game(pulumi.ComponentResource):
    def __init__(self, kind: str, name: str, opts: ResourceOptions | None = None) -> None:
        super().__init__(kind, name, {}, opts)
        self.app = edgegap.App(f"{name}-app", name=name, opts=ResourceOptions(parent=self))
        self.register_outputs({"app": self.app.name})


if first:
    edgegap.App("old", name="renamed")
    edgegap.App("forgotten", name="forgotten")
    edgegap.App("automatic")
    edgegap.App("top", name="top")
    Game("studio:index:Game", "arena")
else:
    edgegap.App("new", name="renamed", opts=ResourceOptions(aliases=[Alias(name="old")]))
    edgegap.App("remembered", name="remembered")
    edgegap.App("automatic2", opts=ResourceOptions(aliases=[Alias(name="automatic")]))
    game = Game(
        "studio:games:Game",
        "lobby",
        ResourceOptions(aliases=[Alias(name="arena", type_="studio:index:Game")]),
    )
    edgegap.App(
        "top",
        name="top",
        opts=ResourceOptions(parent=game, aliases=[Alias(parent=pulumi.ROOT_STACK_RESOURCE)]),
    )
