"""Two apps that are deleted by hand, or that another organization does not have."""

import pulumi_edgegap as edgegap
from pulumi import ResourceOptions

arena = edgegap.App("arena", name="arena")
edgegap.App("lobby", name="lobby", opts=ResourceOptions(depends_on=[arena]))
