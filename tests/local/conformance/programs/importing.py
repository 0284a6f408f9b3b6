"""The option `import_`, which Pulumi does not support for dynamic resources in Python."""

import pulumi_edgegap as edgegap
from pulumi import ResourceOptions

edgegap.App("found", name="there", opts=ResourceOptions(import_="there"))
