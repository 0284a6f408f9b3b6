"""Packages whose names load when the first of them is used: who wants a submodule alone waits for no other."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from types import ModuleType


def names_of(package: str, module: str) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Make the ``__getattr__`` and ``__dir__`` of a package that shows the names of one of its modules.

    Args:
        package: The full name of the package.
        module: The module in it that has the names, and ``__all__``.
    """

    def public() -> ModuleType:
        return import_module(f".{module}", package)

    def get(name: str) -> object:
        if name == "__all__" or (not name.startswith("_") and name in public().__all__):
            return getattr(public(), name)
        raise AttributeError(f"module {package!r} has no attribute {name!r}")

    return get, lambda: list(public().__all__)
