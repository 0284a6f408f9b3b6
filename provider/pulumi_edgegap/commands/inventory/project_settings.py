"""The Edgegap settings of a project's stacks, read from their files without the CLI or a passphrase."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pulumi_safe_io.documents import DocumentError, parse_yaml

from ...lifecycle.settings import is_ours
from ...lifecycle.values import Value


@dataclass(frozen=True)
class StackSettings:
    """The Edgegap settings in one `Pulumi.<stack>.yaml`.

    Attributes:
        path: The file.
        secret: The keys of encrypted values, such as `edgegap:apiToken`.
        plain: The plain values by key, including an unencrypted token. The `repr` hides them.
        has_environments: Whether Pulumi ESC environments may set more.
        error: Why the file cannot be read.
    """

    path: Path
    secret: frozenset[str] = frozenset()
    plain: Mapping[str, str] = field(default_factory=dict, repr=False)
    has_environments: bool = False
    error: str = ""

    @property
    def keys(self) -> list[str]:
        """All keys, sorted."""
        return sorted({*self.secret, *self.plain})


def find_project(folder: Path) -> Path | None:
    """Return the root of the project that contains a folder, found as the CLI does."""
    return next((each for each in (folder, *folder.parents) if (each / "Pulumi.yaml").is_file()), None)


def read_project(project: Path) -> list[StackSettings]:
    """Return the settings of all stacks of a project, sorted by file name."""
    name = _project_name(project / "Pulumi.yaml")
    return [_read(path, name) for path in sorted(project.glob("Pulumi.*.yaml"))]


def _project_name(path: Path) -> str:
    try:
        document = parse_yaml(path.read_text(encoding="utf-8"))
    except (DocumentError, OSError, ValueError):
        return ""
    return str(document.get("name", "")) if isinstance(document, dict) else ""


def _read(path: Path, project: str) -> StackSettings:
    try:
        document = parse_yaml(path.read_text(encoding="utf-8"))
    except DocumentError as error:
        return StackSettings(path, error=f"it cannot be read: {error}")
    except (OSError, ValueError) as error:
        return StackSettings(path, error=f"it cannot be read ({type(error).__name__})")
    found = document if isinstance(document, dict) else {}
    config = found.get("config")
    ours = {
        str(key): value
        for key, value in (config.items() if isinstance(config, dict) else ())
        if is_ours(str(key), project)
    }
    return StackSettings(
        path,
        frozenset(key for key, value in ours.items() if _is_encrypted(value)),
        {key: _text(value) for key, value in ours.items() if not _is_encrypted(value)},
        bool(found.get("environment")),
    )


def _is_encrypted(value: Value) -> bool:
    return isinstance(value, dict) and "secure" in value


def _text(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
