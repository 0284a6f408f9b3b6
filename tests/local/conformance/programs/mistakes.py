"""Programs with a mistake, one for each stage."""

from pathlib import Path

import pulumi
import pulumi_edgegap as edgegap
from pulumi import ResourceOptions

stage = Path("stage").read_text()

app = edgegap.App("arena", name="arena")
pulumi.export("app", app.name)
if stage == "2":
    edgegap.App("short", name=app.name.apply(lambda name: "x"))
if stage == "3":
    edgegap.App("arena", name="another", opts=ResourceOptions(depends_on=[app]))
if stage == "4":
    raise pulumi.RunError("The studio is closed.")
if stage == "5":
    edgegap.App("lost", name=app.name.apply(lambda name: {}[name]))
if stage == "6":
    edgegap.App("plain", nme="plain", opts=ResourceOptions(depends_on=[app]))
