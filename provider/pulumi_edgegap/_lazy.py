"""Packages whose names load when the first of them is used, so that importing a submodule loads no others."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Mapping
from importlib import import_module


def names_of(package: str, *modules: str) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Return ``__getattr__`` and ``__dir__`` for a package that exports the names of some of its modules.

    Args:
        package: The full name of the package.
        modules: The modules with the names, each with ``__all__``; one is loaded if those before it lack a name.
    """

    def get(name: str) -> object:
        if name == "__all__":
            return names()
        if not name.startswith("_"):
            for each in modules:
                module = import_module(f".{each}", package)
                if name in module.__all__ or name in getattr(module, "RENAMED", ()):
                    return getattr(module, name)
        raise _missing(package, name)

    def names() -> list[str]:
        return [name for each in modules for name in import_module(f".{each}", package).__all__]

    return get, names


def renamed(package: str, names: Mapping[str, str]) -> Callable[[str], object]:
    """Return ``__getattr__`` for a package with renamed names: an old one works, with a warning.

    Args:
        package: The full name of the package.
        names: The new names by the old ones.
    """

    def get(name: str) -> object:
        if name not in names:
            raise _missing(package, name)
        warnings.warn(f"{name} is deprecated: use {names[name]}.", DeprecationWarning, stacklevel=3)
        return getattr(import_module(package), names[name])

    return get


def _missing(package: str, name: str) -> AttributeError:
    """Return the error for an unknown name, with what Python needs to suggest another one."""
    return AttributeError(
        f"module {package!r} has no attribute {name!r}", name=name, obj=sys.modules.get(package)
    )
