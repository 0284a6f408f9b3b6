"""The bench's objects with this package's plugin."""

import os
import runpy

from pulumi_edgegap import use_plugin

use_plugin()
runpy.run_path(os.path.join(os.environ["BENCH"], "programs/edgegap/__main__.py"), run_name="__main__")
