"""Run Pulumi programs in Python without the Pulumi CLI, for tests and for trying things out.

The *local engine* runs the program of a Pulumi project, unchanged, in the real Python SDK, and its dynamic
resources in the SDK's own dynamic-provider server. It refuses anything beyond that, with one sentence:
resources and functions of plugins, explicit providers, assets and archives, inline programs. Production uses
`pulumi`.

Names, results and errors are those of Pulumi's Automation API. The command is `pulumi-local`. Only the names
exported here are public; the modules are internal.
"""

from .fork_server import import_once
from .selection import create_or_select_stack, create_stack, select_stack
from .stack import LocalStack

__all__ = ["LocalStack", "create_or_select_stack", "create_stack", "import_once", "select_stack"]
