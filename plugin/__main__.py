"""The provider plugin, as `pulumi package add` starts it from this folder."""

from pulumi_edgegap.plugin.command import main

main()
