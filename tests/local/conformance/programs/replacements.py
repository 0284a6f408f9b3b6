"""Replacements in both orders, and the dependents replaced with them."""

from pathlib import Path

import pulumi
import pulumi_edgegap as edgegap
from pulumi import ResourceOptions

stage = Path("stage").read_text()
IMAGE = {"docker_repository": "docker.io", "docker_image": "studio/arena", "docker_tag": "1"}
SIZE = {"req_cpu": 512, "req_memory": 1024}

made_first = edgegap.App("made-first", name=f"made-first-{stage}")
edgegap.AppVersion("goes-along", app_name=made_first.name, name="1.0", **IMAGE, **SIZE)
deleted_first = edgegap.App(
    "deleted-first", name=f"deleted-first-{stage}", opts=ResourceOptions(delete_before_replace=True)
)
edgegap.AppVersion("falls-with-it", app_name=deleted_first.name, name="1.0", **IMAGE, **SIZE)
in_place = edgegap.AppVersion(
    "same-name",
    app_name=made_first.name,
    name="2.0",
    kind="session" if stage == "2" else "non-session",
    **IMAGE,
    **SIZE,
)
edgegap.App("only-waits", name="only-waits", opts=ResourceOptions(depends_on=[deleted_first]))
edgegap.App(
    "deleted-with",
    name="deleted-with",
    adopt=True,
    opts=ResourceOptions(deleted_with=deleted_first, depends_on=[deleted_first]),
)
pulumi.export("made_first", made_first.name)
pulumi.export("same_name", in_place.id)
