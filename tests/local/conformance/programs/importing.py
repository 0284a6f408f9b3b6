"""The option `import_`, which Pulumi offers for no dynamic resource in Python."""

import pulumi_edgegap as edgegap
from pulumi import ResourceOptions

edgegap.App("found", name="there", opts=ResourceOptions(import_="there"))
