"""The public names of the package, in one place."""

from ._plugin_api import EdgegapApi
from ._plugin_stacks import StackFactory
from .stack import LocalStack, create_or_select_stack, create_stack, select_stack

__all__ = [
    "EdgegapApi",
    "LocalStack",
    "StackFactory",
    "create_or_select_stack",
    "create_stack",
    "select_stack",
]
