"""The exported folder: a complete Pulumi project and the file to import its state from."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, count
from pathlib import Path

from . import project
from .document import import_document, plain_import_document
from .plan import Plan
from .program import program
from .writing import write_together

MAIN = "__main__.py"


class FolderError(Exception):
    """The files cannot be written; the message is a sentence that names one and the remedy."""


@dataclass(frozen=True)
class Folder:
    """The files to write.

    Attributes:
        path: The folder.
        files: The content of each file by its path in the folder.
        import_file: The file for `pulumi import`.
        readme: The file with instructions.
        new_modules: The modules that an existing `__main__.py` has to import.
    """

    path: Path
    files: Mapping[str, str | bytes] = field(repr=False)
    import_file: str
    readme: str
    new_modules: list[str]

    def write(self, *, force: bool = False) -> None:
        """Write either all files or none.

        Args:
            force: Overwrite existing files.

        Raises:
            FolderError: A file exists with other content, or cannot be written.
        """
        contents = {name: _bytes(content) for name, content in self.files.items()}
        try:
            other = [name for name, content in contents.items() if _is_other(self.path / name, content)]
            if other and not force:
                rest = f" and {len(other) - 1} more" if len(other) > 1 else ""
                raise FolderError(
                    f"{self.path / other[0]}{rest} would be overwritten: choose another folder, or use --force."
                )
            write_together(self.path, contents)
        except OSError as error:
            raise FolderError(f"{error.filename} cannot be written: {error.strerror}.") from None


def build_folder(
    plan: Plan, path: Path, name: str, *, adds: bool = False, force: bool = False, plugin: bool = False
) -> Folder:
    """Build the files for a plan.

    Args:
        plan: The resources to declare.
        path: The folder.
        name: The name of the Pulumi project.
        adds: Keep existing files and give new ones unused names.
        force: Ignore existing files.
        plugin: Use the provider plugin, not dynamic resources.
    """

    def is_taken(file: str) -> bool:
        return adds and not force and os.path.lexists(path / file)

    written = program(plan, is_taken)
    readme, import_file = _unused_names(["README.md", "import.json"], is_taken)
    files: dict[str, str | bytes] = {
        "Pulumi.yaml": project.settings(name, plugin=plugin),
        "requirements.txt": project.requirements(),
        MAIN: project.main(name, written.imports, plugin=plugin),
    }
    files = {file: content for file, content in files.items() if not is_taken(file)}
    if MAIN in files and not os.path.lexists(path / ".gitignore"):
        files[".gitignore"] = project.GITIGNORE
    new_modules = [] if MAIN in files else written.imports
    files |= written.files
    files[readme] = project.readme(plan, name, import_file, new_modules, plugin=plugin)
    document = plain_import_document(plan) if plugin else import_document(plan)
    files[import_file] = json.dumps(document, indent=2) + "\n"
    return Folder(path, files, import_file, readme, new_modules)


def _unused_names(names: Sequence[str], is_taken: Callable[[str], bool]) -> list[str]:
    """Return the names with the first number that none of them has: `README_2.md` and `import_2.json`."""
    numbered = ([name.replace(".", f"_{number}.") for name in names] for number in count(2))
    return next(each for each in chain([list(names)], numbered) if not any(map(is_taken, each)))


def _bytes(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content


def _is_other(path: Path, content: bytes) -> bool:
    return os.path.lexists(path) and (not path.is_file() or path.read_bytes() != content)
