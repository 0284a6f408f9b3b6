"""Existing objects: read by ID, read by functions, and adopted."""

from pathlib import Path

import pulumi
import pulumi_edgegap as edgegap
from pulumi import ResourceOptions

stage = Path("stage").read_text()

if stage in ("1", "2"):
    found = edgegap.App("found", opts=ResourceOptions(id="there"))
    pulumi.export("icon", found.image)
if stage == "2":
    edgegap.AppVersion(
        "v1",
        app_name=found.name,
        name="1.0",
        docker_repository="docker.io",
        docker_image="studio/arena",
        docker_tag="1",
        req_cpu=512,
        req_memory=1024,
    )
if stage == "3":
    edgegap.App("found", name="there", adopt=True)
if stage == "4":
    edgegap.App("nowhere", opts=ResourceOptions(id="nowhere"))
pulumi.export("active", edgegap.get_app("there").is_active)
pulumi.export("later", edgegap.get_app_output("there").name)
