"""The project on disk: `Pulumi.yaml`, and the configuration of its stacks."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pulumi_safe_io.documents import parse_json, parse_yaml

from .checkpoint import write_json
from .errors import LocalEngineError
from .secrets import Crypter
from .values import Properties, Secret

ORGANIZATION = "organization"
"""The only organization, with the name that the CLI's file backend uses."""


@dataclass
class Project:
    """The project that an operation runs."""

    name: str
    root: Path
    directory: Path
    """The program's working directory."""
    program: str
    """The program's path in that directory; `.` is its `__main__.py`."""
    python: str
    """The interpreter of the project's virtual environment, or the engine's own if it has none."""


def find_project(start: Path) -> Project:
    """Read the project in a directory or the nearest parent that has one.

    Raises:
        LocalEngineError: There is no project, or it is not in Python.
    """
    start = start.resolve()
    file = next((found for place in (start, *start.parents) if (found := _file(place, "Pulumi"))), None)
    if file is None:
        raise LocalEngineError(f"No Pulumi.yaml was found in {start} or above it.")
    root, settings = file.parent, _read(file, parse_yaml)
    name, runtime = settings.get("name"), settings.get("runtime")
    if not isinstance(runtime, dict):
        runtime = {"name": runtime}
    if not isinstance(name, str) or runtime.get("name") != "python":
        raise LocalEngineError(f"{file} is not a Python project: it needs a name and `runtime: python`.")
    main = root / str(settings.get("main") or ".")
    directory, program = (main, ".") if main.is_dir() else (main.parent, main.name)
    if not (directory / ("__main__.py" if program == "." else program)).is_file():
        raise LocalEngineError(f"unable to find main python program `__main__.py` in `{main}`")
    virtualenv = (runtime.get("options") or {}).get("virtualenv")
    pythons = (root / str(virtualenv) / path for path in ("bin/python", "Scripts/python.exe"))
    own = next((str(path) for path in pythons if virtualenv and path.exists()), sys.executable)
    return Project(name, root, directory, program, own)


class Config:
    """The configuration of a stack.

    Values set here override the CLI's `Pulumi.<stack>.yaml`. They are stored beside the state, so tests do
    not change the project's files.
    """

    def __init__(self, project: Project, stack: str, path: Path, passphrase: str) -> None:
        self._project, self._path, self._passphrase = project.name, path, passphrase
        file = _file(project.root, f"Pulumi.{stack}")
        self._shared: dict[str, Any] = _read(file, parse_yaml) if file else {}
        self._own: dict[str, Any] = _read(path, parse_json) if path.exists() else {}

    @property
    def salt(self) -> str | None:
        """The encryption salt."""
        return self._own.get("encryptionsalt") or self._shared.get("encryptionsalt")

    def key(self, name: str) -> str:
        """Prefix a key with the project's name if it has no namespace, as the CLI does."""
        return name if ":" in name else f"{self._project}:{name}"

    def read(self) -> Properties:
        """Return all values, structured ones as JSON."""
        return {
            str(name): _text(value, Crypter(self._passphrase, layer.get("encryptionsalt")))
            for layer in (self._shared, self._own)
            for name, value in (layer.get("config") or {}).items()
        }

    def write(self, changes: Mapping[str, str | Secret | None], crypter: Crypter) -> None:
        """Set values, or unset those given as None."""
        values = dict(self._own.get("config") or {})
        salt = self._own.get("encryptionsalt")
        crypter = Crypter(self._passphrase, salt) if salt else crypter
        for name, value in changes.items():
            values[self.key(name)] = (
                {"secure": crypter.encrypt(value.value)} if isinstance(value, Secret) else value
            )
        if crypter.used:
            self._own["encryptionsalt"] = crypter.salt
        self._own["config"] = {name: value for name, value in values.items() if value is not None}
        write_json(self._path, self._own)


def _text(value: Any, crypter: Crypter) -> str | Secret:
    """Return a value of a configuration file as the text that the program receives."""
    has_secrets = '"secure"' in json.dumps(value, default=str)
    value = _decrypted(value, crypter)
    if isinstance(value, (dict, list, bool)):
        value = json.dumps(value, separators=(",", ":"))
    text = "" if value is None else str(value)
    return Secret(text) if has_secrets else text


def _decrypted(value: Any, crypter: Crypter) -> Any:
    if isinstance(value, dict) and value.keys() == {"secure"}:
        return crypter.decrypt(value["secure"])
    if isinstance(value, dict):
        return {name: _decrypted(item, crypter) for name, item in value.items()}
    return [_decrypted(item, crypter) for item in value] if isinstance(value, list) else value


def _file(directory: Path, stem: str) -> Path | None:
    return next((path for end in ("yaml", "yml") if (path := directory / f"{stem}.{end}").is_file()), None)


def _read(path: Path, parse: Callable[[str], object]) -> dict[str, Any]:
    try:
        found = parse(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise LocalEngineError(f"{path} cannot be read: {' '.join(str(error).split())}.") from None
    return found if isinstance(found, dict) else {}
