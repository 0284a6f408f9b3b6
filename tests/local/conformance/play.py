"""Run a scenario on the local engine or the CLI, and record all that must be the same on both."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pulumi_local
from local.conformance.calls import provider_calls
from local.conformance.normal import in_line, normal, normal_resource, short
from local.conformance.order import Order
from local.conformance.scenarios import Action, Scenario
from pulumi import automation as auto
from pulumi_edgegap.emulator import Emulator, SeenRequest
from pulumi_edgegap.testing.engine import Engine

HERE = Path(__file__).parent
RECORDS = HERE / "records"
PROGRAMS = HERE / "programs"
EXAMPLES = HERE.parents[2] / "examples"
ONLY_HERE = "has no effect on a dynamic resource"
"""The local engine's additional warnings about options without effect."""

Resources = list[dict[str, Any]]


def play(scenario: Scenario, place: Path, cli: Engine | None = None) -> list[dict[str, Any]]:
    """Run a scenario, from an empty state and an empty API, and return what each action did.

    Args:
        scenario: What is done.
        place: An empty directory.
        cli: The engine; the local one, when None.
    """
    with Emulator() as api:
        api.organization().cached = "moving"
        course = _Course(scenario, place, api, cli)
        for action in scenario.actions:
            course.take(action)
    return course.messages()


def asked(
    scenario: Scenario, place: Path, cli: Engine | None = None, plugin: Path | None = None
) -> tuple[list[list[str]], dict[str, Any]]:
    """Run a scenario like `play`; return the requests of each action, and the objects at the end.

    Args:
        scenario: What is done.
        place: An empty directory.
        cli: The engine; the local one, when None.
        plugin: The folder with the plugin that the resources are to live in; dynamic ones, when None.
    """
    with Emulator() as api:
        api.organization().cached = "moving"
        course = _Course(scenario, place, api, cli, plugin)
        requests = []
        for action in scenario.actions:
            course.run(action)
            requests.append(course.requests)
        return requests, _objects(api)


def _objects(api: Emulator) -> dict[str, Any]:
    """Return the objects of an organization, by table and key."""
    held = api.organization()
    tables = {"app": held.apps, "version": held.versions, "storage": held.storages, "profile": held.profiles}
    tables |= {"link": held.links, "tag": held.tags}
    return {f"{name} {key}": normal(row) for name, table in tables.items() for key, row in table.items()}


class _Course:
    """A running scenario."""

    def __init__(
        self,
        scenario: Scenario,
        place: Path,
        api: Emulator,
        cli: Engine | None = None,
        plugin: Path | None = None,
    ) -> None:
        self._folder, self._log, self._api, self._on_cli = (
            place / scenario.name,
            place / "calls",
            api,
            bool(cli),
        )
        _lay_out(scenario, self._folder, plugin)
        environment = {
            "EDGEGAP_API_URL": api.url,
            "EDGEGAP_API_TOKEN": api.token,
            "PULUMI_CONFIG_PASSPHRASE": "passphrase",
            "PULUMI_DEBUG_GRPC": str(self._log),
            **scenario.environment,
        }
        if cli:
            environment = cli.environment(place) | environment
        self._opts = auto.LocalWorkspaceOptions(env_vars=environment)
        self._stacks: dict[str, Any] = {}
        self._states: dict[str, Resources] = {}
        self._records: list[tuple[dict[str, Any], Resources, Resources]] = []

    def run(self, action: Action) -> tuple[str, list[auto.EngineEvent]]:
        """Run one operation; return its result and the engine's events."""
        stack = self._stacks.get(action.stack) or self._created(action.stack)
        (self._folder / "stage").write_text(str(action.stage))
        if action.config:
            stack.set_all_config(dict(action.config))
        if action.after:
            action.after(self._api)
        self._api.requests.clear()
        self._log.unlink(missing_ok=True)
        events: list[auto.EngineEvent] = []
        try:
            getattr(stack, action.kind)(parallel=1, on_event=events.append, **action.options)
        except auto.CommandError:
            return "failed", events
        return "succeeded", events

    @property
    def requests(self) -> list[str]:
        """The API requests of the last operation."""
        return sorted(map(_request, self._api.requests))

    def take(self, action: Action) -> None:
        """Run one operation, and record it."""
        result, events = self.run(action)
        before = self._states.get(action.stack, [])
        stack = self._stacks[action.stack]
        now = self._states[action.stack] = stack.export_stack().deployment.get("resources", [])
        record = {
            "action": action.title,
            "result": result,
            "changes": _changes(events),
            "steps": list(_steps(events)),
            "diagnostics": sorted(_diagnostics(events)),
            "calls": list(provider_calls(self._log, before)),
            "requests": self.requests,
            "state": _states(before, now),
        }
        self._records.append((record, before, now))

    def messages(self) -> list[dict[str, Any]]:
        """Return the records in a fixed order. Dependencies in a preview are those of the following action."""
        found = []
        for number, (record, before, now) in enumerate(self._records):
            if record["action"].startswith("preview") and self._records[number + 1 :]:
                now = self._records[number + 1][2]
            order = Order(before, now)
            settled = {name: order.settled(record[name]) for name in ("steps", "calls", "state")}
            found.append(record | settled)
        return found

    def _created(self, name: str) -> Any:
        create = auto.create_stack if self._on_cli else pulumi_local.create_stack
        self._stacks[name] = create(name, work_dir=str(self._folder), opts=self._opts)
        return self._stacks[name]


def _lay_out(scenario: Scenario, folder: Path, plugin: Path | None) -> None:
    folder.mkdir()
    program = PROGRAMS / f"{scenario.name}.py"
    if not program.exists():
        program = EXAMPLES / scenario.name / "__main__.py"
    settings = f"name: {scenario.name}\nruntime: python\n"
    before = ""
    if plugin:
        settings += f"plugins: {{providers: [{{name: edgegap, path: {plugin}}}]}}\n"
        before = "import pulumi_edgegap\n\npulumi_edgegap.use_plugin()\n"
    (folder / "__main__.py").write_text(before + program.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "Pulumi.yaml").write_text(settings)


def _changes(events: Iterable[auto.EngineEvent]) -> dict[str, int]:
    found = [event.summary_event.resource_changes for event in events if event.summary_event]
    counted = {str(getattr(op, "value", op)): number for op, number in found[-1].items()} if found else {}
    return {op: counted[op] for op in sorted(counted) if counted[op]}


def _steps(events: list[auto.EngineEvent]) -> Iterator[tuple[str, str]]:
    """Return the steps in the order they began, each with its URN, without default providers."""
    failures = [event.res_op_failed_event.metadata for event in events if event.res_op_failed_event]
    failed = {(each.op, each.urn) for each in failures}
    ends = [event.res_outputs_event.metadata for event in events if event.res_outputs_event]
    found = {each.urn: each.op.value for each in ends}
    for step in (event.resource_pre_event.metadata for event in events if event.resource_pre_event):
        if "::pulumi:providers:" in step.urn:
            continue
        line = f"{step.op.value} {short(step.urn)}"
        if step.keys:
            line += f" for {', '.join(sorted(step.keys))}"
        if (step.op, step.urn) in failed:
            line += ", failed"
        elif step.op == auto.OpType.REFRESH:
            line += f", found {found.get(step.urn)}"
        yield step.urn, line


def _diagnostics(events: Iterable[auto.EngineEvent]) -> Iterator[str]:
    for each in (event.diagnostic_event for event in events):
        if each and each.severity in ("error", "warning") and ONLY_HERE not in each.message:
            urn = short(each.urn) if each.urn else "the engine"
            yield f"{each.severity} of {urn}: {normal(each.message)}"


def _request(seen: SeenRequest) -> str:
    body = f" {in_line(seen.body)}" if seen.body else ""
    # The name of the flag depends on which concurrent write gets its response first.
    body = re.sub(r"'is_hidden': true(, 'is_secret': true)?", "'is_secret': true", body)
    return f"{seen.method} {seen.path} {seen.status}{body}"


def _states(before: Resources, now: Resources) -> list[tuple[str, Any]]:
    olds = {(each["urn"], each.get("delete")): normal_resource(each) for each in before}
    return [
        (each["urn"], _state(olds.get((each["urn"], each.get("delete"))), normal_resource(each)))
        for each in now
    ]


def _state(old: dict[str, Any] | None, new: dict[str, Any]) -> Any:
    """Return a whole resource the first time, and then what differs."""
    if old is None:
        return new
    name = short(new["urn"])
    if old == new:
        return f"{name} as before"
    found: dict[str, Any] = {"resource": name}
    for part in sorted(old.keys() | new.keys()):
        if old.get(part) == new.get(part):
            continue
        if part not in ("inputs", "outputs") or part not in old or part not in new:
            found[part] = new.get(part)
            continue
        both = sorted(old[part].keys() | new[part].keys())
        found[part] = {key: new[part].get(key) for key in both if old[part].get(key) != new[part].get(key)}
    return found
