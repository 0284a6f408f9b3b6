"""The project on disk: `Pulumi.yaml`, `Pulumi.<stack>.yaml`, and where the local engine keeps its stacks."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from ._operation import Project
from ._process import python_of
from ._secrets import Crypter
from ._values import Properties, Secret
from .errors import LocalEngineError

STATE_DIRECTORY = ".pulumi-local"


def find_project(start: Path) -> Project:
    """Read the project of a directory, or of the nearest one above it.

    Raises:
        LocalEngineError: There is none, or it is not in Python.
    """
    start = start.resolve()
    file = next((found for place in (start, *start.parents) if (found := _file(place, "Pulumi"))), None)
    if file is None:
        raise LocalEngineError(f"No Pulumi.yaml was found in {start} or above it.")
    root, settings = file.parent, _yaml(file)
    name = settings.get("name")
    runtime = settings.get("runtime")
    kind = runtime
    options: dict[str, Any] = {}
    if isinstance(runtime, dict):
        kind, options = runtime.get("name"), runtime.get("options") or {}
    if not isinstance(name, str) or kind != "python":
        raise LocalEngineError(f"{file} is not a Python project: it needs a name and `runtime: python`.")
    main = root / str(settings.get("main") or ".")
    directory, program = (main, ".") if main.is_dir() else (main.parent, main.name)
    if not (directory / ("__main__.py" if program == "." else program)).is_file():
        raise LocalEngineError(f"unable to find main python program `__main__.py` in `{main}`")
    return Project(name, root, directory, program, python_of(root, options.get("virtualenv")))


class Config:
    """The configuration of a stack.

    It is what the CLI's `Pulumi.<stack>.yaml` says, and over it what was set here, which is kept beside the
    state: a test leaves the project's files alone.
    """

    def __init__(self, project: Project, stack: str, path: Path, passphrase: str) -> None:
        self._project, self._path = project, path
        self._yaml = _file(project.root, f"Pulumi.{stack}") or project.root / f"Pulumi.{stack}.yaml"
        self._passphrase = passphrase

    @property
    def project_salt(self) -> str | None:
        """The encryption salt of `Pulumi.<stack>.yaml`."""
        return _yaml(self._yaml).get("encryptionsalt") if self._yaml.exists() else None

    def key(self, name: str) -> str:
        """Complete a key with the project's name, as the CLI does."""
        return name if ":" in name else f"{self._project.name}:{name}"

    def read(self, crypter: Crypter) -> Properties:
        """Give all values; structured ones as JSON text."""
        values: Properties = {}
        if self._yaml.exists():
            salt = self.project_salt
            origin = Crypter(self._passphrase, salt) if salt else crypter
            for name, value in (_yaml(self._yaml).get("config") or {}).items():
                values[str(name)] = _read_value(value, origin)
        for name, value in self._own().items():
            values[name] = Secret(crypter.decrypt(value["secure"])) if isinstance(value, dict) else value
        return values

    def write(self, changes: dict[str, str | Secret | None], crypter: Crypter) -> None:
        """Set values, or unset those given as None."""
        values = self._own()
        for name, value in changes.items():
            values.pop(self.key(name), None)
            if isinstance(value, Secret):
                values[self.key(name)] = {"secure": crypter.encrypt(value.value)}
            elif value is not None:
                values[self.key(name)] = value
        document = {"encryptionsalt": crypter.salt} if crypter.used or self.own_salt else {}
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._path.with_suffix(".new")
        fresh.write_text(json.dumps({**document, "config": values}, indent=4) + "\n", encoding="utf-8")
        os.replace(fresh, self._path)

    @property
    def own_salt(self) -> str | None:
        """The encryption salt of what was set here."""
        return self._document().get("encryptionsalt")

    def _own(self) -> dict[str, Any]:
        return dict(self._document().get("config") or {})

    def _document(self) -> dict[str, Any]:
        try:
            return dict(json.loads(self._path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return {}


def _read_value(value: Any, crypter: Crypter) -> Any:
    if isinstance(value, dict) and value.keys() == {"secure"}:
        return Secret(crypter.decrypt(value["secure"]))
    if isinstance(value, (dict, list)):
        clear = json.dumps(_opened(value, crypter), separators=(",", ":"))
        return Secret(clear) if '"secure"' in json.dumps(value) else clear
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def _opened(value: Any, crypter: Crypter) -> Any:
    if isinstance(value, dict):
        if value.keys() == {"secure"}:
            return crypter.decrypt(value["secure"])
        return {name: _opened(item, crypter) for name, item in value.items()}
    return [_opened(item, crypter) for item in value] if isinstance(value, list) else value


def _file(directory: Path, stem: str) -> Path | None:
    return next((path for end in ("yaml", "yml") if (path := directory / f"{stem}.{end}").is_file()), None)


def _yaml(path: Path) -> dict[str, Any]:
    import yaml

    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise LocalEngineError(f"{path} cannot be read: {error}.") from None
    return found if isinstance(found, dict) else {}
