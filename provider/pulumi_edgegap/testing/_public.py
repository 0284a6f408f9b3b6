"""The public names of the package."""

from ._api import EdgegapApi
from ._stacks import StackFactory

__all__ = ["EdgegapApi", "StackFactory"]
