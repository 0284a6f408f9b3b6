"""A storage that fails, and resources that do and do not depend on it."""

from pathlib import Path

import pulumi
import pulumi_edgegap as edgegap
from pulumi import ResourceOptions

stage = Path("stage").read_text()

first = edgegap.App("first", name="first", is_active=stage == "1")
fails = edgegap.EndpointStorage(
    "fails",
    name="fails",
    access_key_id="AKIA",
    secret_access_key="hush",
    endpoint="https://s3.example.com",
    bucket=f"bucket-{stage}",
    opts=ResourceOptions(depends_on=[first]),
)
edgegap.PullProfile(
    "depends",
    storage_name="fails",
    name="depends",
    source="/maps",
    source_type="Folder",
    destination=f"/maps-{stage}",
    opts=ResourceOptions(depends_on=[fails]),
)
if stage == "2":
    edgegap.App("apart", name="apart")
pulumi.export("first", first.name)
pulumi.export("bucket", fails.bucket)
