"""An app that is renamed and then deleted, with versions that others created."""

from pathlib import Path

import pulumi_edgegap as edgegap

stage = int(Path("stage").read_text())

if stage < 3:
    app = edgegap.App("arena", name=f"arena-{stage}")
    edgegap.AppVersion(
        "v1",
        app_name=app.name,
        name="1.0",
        docker_repository="docker.io",
        docker_image="studio/arena",
        docker_tag="1",
        req_cpu=512,
        req_memory=1024,
    )
