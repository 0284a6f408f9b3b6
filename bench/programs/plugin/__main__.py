"""The bench's objects with this package, in the plugin."""

import os
import runpy

import pulumi_edgegap.plugin  # noqa: F401 - it registers the resources with the plugin

runpy.run_path(os.path.join(os.environ["BENCH"], "programs/edgegap/__main__.py"), run_name="__main__")
