"""Options about changes and deletion, one resource each."""

from pathlib import Path

import pulumi_edgegap as edgegap
from pulumi import CustomTimeouts, ResourceOptions

first = Path("stage").read_text() == "1"

owner = edgegap.App("owner", name="owner")
edgegap.App("waits", name="waits", opts=ResourceOptions(depends_on=[owner]))
edgegap.App("guarded", name="guarded", is_active=first, opts=ResourceOptions(protect=True))
edgegap.App("ignored", name="ignored", is_active=first, opts=ResourceOptions(ignore_changes=["is_active"]))
edgegap.App(
    "triggers", name="triggers", is_active=first, opts=ResourceOptions(replace_on_changes=["is_active"])
)
edgegap.App(
    "timed",
    name="timed",
    opts=ResourceOptions(custom_timeouts=CustomTimeouts(create="5m", update="90s", delete="1h")),
)
edgegap.App("hidden", name="hidden", opts=ResourceOptions(additional_secret_outputs=["create_time"]))
if first:
    edgegap.App("kept", name="kept", opts=ResourceOptions(retain_on_delete=True))
    doomed = edgegap.App("doomed", name="doomed", delete_children=True)
    edgegap.AppVersion(
        "goes-along",
        app_name=doomed.name,
        name="1.0",
        docker_repository="docker.io",
        docker_image="studio/arena",
        docker_tag="1",
        req_cpu=512,
        req_memory=1024,
        opts=ResourceOptions(deleted_with=doomed),
    )
