"""For tests, and for trying out where there is no CLI: runs a Python program, and refuses what needs a plugin.

The *local engine* runs the program of a Pulumi project, unchanged, in the real Python SDK, and its dynamic resources
in the SDK's own dynamic-provider server. It refuses in one sentence what takes more than that: resources and functions
of plugins, explicit providers, assets and archives, inline programs. Production uses `pulumi`.

The names are those of Pulumi's Automation API, and so are results and errors. The command is `pulumi-local`. What
stands here is public; the modules are the package's own affair.
"""

from .fork_server import import_once
from .selection import create_or_select_stack, create_stack, select_stack
from .stack import LocalStack

__all__ = ["LocalStack", "create_or_select_stack", "create_stack", "import_once", "select_stack"]
