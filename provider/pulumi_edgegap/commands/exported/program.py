"""The program of an export: a module for each app, one for the storages and one for the image tags."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ...app import App
from ...app_version import AppVersion
from ...endpoint_storage import EndpointStorage
from ...image_tag import ImageTag
from ...pull_profile import PullProfile
from . import icons
from .arguments import Scope, arguments, logical_name
from .loop import Written, find_loop
from .modules import RESERVED, loop_statements, module, resource_statement
from .names import Names, identifier, shortened_for_file
from .plan import Plan, Planned
from .source import text


@dataclass
class Program:
    """The files of a program.

    Attributes:
        files: The content of its modules and icons by path.
        imports: The modules that `__main__.py` imports.
    """

    files: dict[str, str | bytes] = field(default_factory=dict)
    imports: list[str] = field(default_factory=list)


def program(plan: Plan, is_taken: Callable[[str], bool]) -> Program:
    """Return the program of a plan, without `__main__.py`.

    Args:
        plan: The resources to declare.
        is_taken: Returns whether a path exists, so that the module needs another name.
    """
    writer = _Writer(is_taken)
    writer.write_storages(plan.of(EndpointStorage), plan.of(PullProfile))
    writer.write_apps({app.key[0]: app for app in plan.of(App)}, plan.of(AppVersion))
    writer.write_tags(plan.of(ImageTag))
    return writer.program


class _Writer:
    """Writes the modules one at a time, and remembers the variables of parents."""

    def __init__(self, is_taken: Callable[[str], bool]) -> None:
        self.program = Program()
        self._is_taken = is_taken
        self._modules = Names()
        self._storages: dict[str, str] = {}

    def write_storages(self, storages: Sequence[Planned], profiles: Sequence[Planned]) -> None:
        variables = Names(*RESERVED)
        own = {storage.key[0]: variables.free(identifier(storage.key[0]), "_") for storage in storages}
        body = [resource_statement(own[storage.key[0]], storage, Scope()) for storage in storages]
        for profile in profiles:
            variable = variables.free(identifier("_".join(profile.key)), "_")
            body.append(
                resource_statement(variable, profile, _child_scope("storage_name", own.get(profile.key[0])))
            )
        if body:
            name = self._unused_name("storages")
            self._storages = {storage: f"{name}.{variable}" for storage, variable in own.items()}
            self._add(name, "The storages, and the pull profiles that read from them.", body, storages)

    def write_apps(self, apps: Mapping[str, Planned], versions: Sequence[Planned]) -> None:
        by_app: dict[str, list[Planned]] = {name: [] for name in apps}
        for version in versions:
            by_app.setdefault(version.key[0], []).append(version)
        for name, children in by_app.items():
            self._write_app(name, apps.get(name), children)
        if by_app:
            self._write_file("apps/__init__.py", '"""The apps, one module each."""\n')

    def _write_app(self, name: str, app: Planned | None, versions: Sequence[Planned]) -> None:
        place = self._unused_name(f"apps.{shortened_for_file(identifier(name))}")
        icon = self._icon(place, app) if app else None
        body = [resource_statement("app", app, Scope(icon=icon))] if app else []
        written = [self._written(version, app) for version in versions]
        loop = find_loop(written)
        if loop:
            body.append(loop_statements(loop))
        together = {each.planned.key for each in loop.members} if loop else set()
        variables = Names(*RESERVED)
        for version in versions:
            if version.key not in together:
                variable = variables.free(identifier(version.key[-1]), "_")
                body.append(resource_statement(variable, version, self._scope(version, app)))
        storages = map(self._storage, versions)
        used = {storage.split(".")[0] for storage in storages if storage} | ({"icons"} if icon else set())
        self._add(place, _title(name, app), body, [app, *versions] if app else versions, used)

    def write_tags(self, tags: Sequence[Planned]) -> None:
        variables = Names(*RESERVED)
        body = [
            resource_statement(variables.free(identifier("_".join(tag.key)), "_"), tag, Scope())
            for tag in tags
        ]
        if body:
            self._add(self._unused_name("image_tags"), "The image tags, which docker pushed.", body, tags)

    def _written(self, version: Planned, app: Planned | None) -> Written:
        alone = self._scope(version, app)
        in_loop = replace(alone, prefix=f"{app.logical_name if app else version.key[0]}-")
        return Written(
            version, logical_name(version, in_loop), arguments(version, alone), arguments(version, in_loop)
        )

    def _scope(self, version: Planned, app: Planned | None) -> Scope:
        storage = self._storage(version)
        variables = {"app_name": "app.name"} if app else {}
        return Scope(variables | ({"endpoint_storage": f"{storage}.name"} if storage else {}))

    def _storage(self, version: Planned) -> str | None:
        """Return the variable of the storage that a version ships its logs to."""
        name = version.inputs.get("endpoint_storage")
        return self._storages.get(name) if isinstance(name, str) else None

    def _icon(self, place: str, app: Planned) -> str | None:
        """Write an app's icon to a file if it is long, and return the code that reads it."""
        file = icons.icon_file(str(app.inputs["image"]))
        if file is None:
            return None
        ending, content = file
        name = place.removeprefix("apps.") + ending
        self.program.files[f"icons/{name}"] = content
        self._write_file("icons/__init__.py", icons.READER)
        return f"icons.read({text(name)})"

    def _add(
        self,
        place: str,
        title: str,
        body: Sequence[str],
        resources: Sequence[Planned],
        imports: Collection[str] = (),
    ) -> None:
        needs_config = any(each.secrets for each in resources)
        content = module(title, body, needs_config=needs_config, imports=imports)
        self.program.files[_path(place)] = content
        self.program.imports.append(place)

    def _write_file(self, path: str, content: str) -> None:
        """Write a file that is the same in every export, unless it exists."""
        if not self._is_taken(path):
            self.program.files[path] = content

    def _unused_name(self, module: str) -> str:
        """Return a module name that neither this export nor an earlier one uses."""
        name = self._modules.free(module, "_")
        while self._is_taken(_path(name)):
            name = self._modules.free(module, "_")
        return name


def _path(module: str) -> str:
    return f"{module.replace('.', '/')}.py"


def _child_scope(property_name: str, parent: str | None) -> Scope:
    return Scope({property_name: f"{parent}.name"} if parent else {})


def _title(name: str, app: Planned | None) -> str:
    called = f" {name}" if name.isprintable() and not set('"\\') & set(name) else ""
    if app:
        return f"The app{called} and its versions."
    return (
        f"More versions of the app{called}: pass its `name` output as app_name, so that they come after it."
    )
