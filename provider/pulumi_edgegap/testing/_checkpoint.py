"""The state on disk, kept true step by step.

The state is one JSON file, `{"version": 3, "deployment": ...}`, as `pulumi stack export` writes it. Writing it
whole after each step would cost time in the square of the number of resources, and writing it only now and then
would lose steps. So each step appends one line to a journal beside it: before a call to a provider, that the
operation is under way; after it, what became of the resource. The journal is folded into the file at the end of
the operation, or, when the process was killed, by whoever opens the stack next: at most the calls that were
under way are then in doubt, and these are its `pending_operations`.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path
from typing import Any, TextIO

from ._resource import Resource, from_json, to_json
from ._secrets import Crypter
from .errors import LocalEngineError

Json = dict[str, Any]


def now() -> str:
    """Give the time as the state writes it."""
    return datetime.now(timezone.utc).isoformat().replace("+00:00", "Z")


class Checkpoint:
    """The state of one stack, and the journal of the operation that runs on it.

    Resources are known by handles, numbers that stay the same through the operation. Those that the
    operation has seen come first in the file, in the order in which their steps ended; then those of before.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._journal_path = path.with_suffix(".journal")
        self._journal: TextIO | None = None
        self._lock = threading.Lock()
        self._before: dict[int, Json] = {}
        self._seen: dict[int, Json] = {}
        self._pending: dict[int, Json] = {}
        self._secrets: Json | None = None
        self._next = 0
        self._load()

    @property
    def salt(self) -> str | None:
        """The encryption salt of the state, when it has secrets."""
        if self._secrets is None:
            return None
        if self._secrets.get("type") != "passphrase":
            raise LocalEngineError(
                f"The state's secrets are kept by {self._secrets.get('type')!r}; the local engine reads those of "
                f"a passphrase only."
            )
        return str(self._secrets["state"]["salt"])

    def resources(self, crypter: Crypter) -> list[Resource]:
        """Read all resources."""
        found = []
        for handle, document in [*self._seen.items(), *self._before.items()]:
            resource = from_json(document, crypter)
            resource.handle = handle
            found.append(resource)
        return found

    def documents(self) -> list[Json]:
        """Give all resources as JSON."""
        return [*self._seen.values(), *self._before.values()]

    def pending_operations(self) -> list[Json]:
        """Give the operations whose end is not known."""
        return list(self._pending.values())

    def open_journal(self, crypter: Crypter, *, keep_pending: bool) -> None:
        """Begin an operation.

        Args:
            crypter: What encrypts secrets.
            keep_pending: Keep creations that were interrupted earlier; other pending operations are done with.
        """
        self._crypter = crypter
        self._start_with(
            self.documents(),
            [each for each in self.pending_operations() if keep_pending and each["type"] == "creating"],
        )
        self._fold()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._journal = self._journal_path.open("w", encoding="utf-8")
        self._write([["on", self._digest()]])

    def begin(self, type_: str, resource: Resource) -> int:
        """Note that a call is about to be made; give a ticket for its end."""
        document = to_json(resource, self._crypter)
        with self._lock:
            ticket = self._number()
            self._append([["begin", ticket, {"resource": document, "type": type_}]])
        return ticket

    def end(
        self,
        ticket: int | None,
        *,
        put: Resource | None = None,
        in_place_of: Resource | None = None,
        drop: Resource | None = None,
        mark: Resource | None = None,
    ) -> None:
        """Note how a step ended.

        Args:
            ticket: What `begin` gave.
            put: A resource as it is now; it goes to the end of what was seen.
            in_place_of: The resource that `put` replaces where it stands.
            drop: A resource that is no more, or that `put` stands for.
            mark: A resource whose flags for deletion changed.
        """
        entries: list[list[Any]] = [] if ticket is None else [["end", ticket]]
        document = to_json(put, self._crypter) if put else None
        marked = to_json(mark, self._crypter) if mark else None
        with self._lock:
            if put is not None and in_place_of is not None:
                put.handle = in_place_of.handle
                entries.append(["set", put.handle, document])
            if drop is not None and drop.handle >= 0 and drop is not put:
                entries.append(["drop", drop.handle])
            if put is not None and in_place_of is None:
                if put.handle < 0:
                    put.handle = self._number()
                    entries.append(["put", put.handle, document])
                else:
                    entries.append(["set", put.handle, document])
            if mark is not None and mark.handle >= 0:
                entries.append(["set", mark.handle, marked])
            self._append(entries)

    def keep(self, resource: Resource) -> None:
        """Note that the operation saw a resource of before, unchanged."""
        with self._lock:
            self._append([["keep", resource.handle]])

    def close(self) -> None:
        """End the operation: fold the journal into the state."""
        if self._journal is not None:
            self._fold()
            self._journal.close()
            self._journal = None
            self._journal_path.unlink(missing_ok=True)

    def deployment(self, documents: list[Json] | None = None) -> Json:
        """Give the whole state, `{"version": 3, "deployment": ...}`."""
        engine = f"v{version('pulumi')}"
        deployment: Json = {
            "manifest": {
                "time": now(),
                "magic": hashlib.sha256(engine.encode()).hexdigest(),
                "version": engine,
            }
        }
        if self._secrets is not None:
            deployment["secrets_providers"] = self._secrets
        resources = _renamed(self.documents() if documents is None else documents)
        if resources:
            deployment["resources"] = resources
        if self._pending:
            deployment["pending_operations"] = self.pending_operations()
        deployment["metadata"] = {}
        return {"version": 3, "deployment": deployment}

    def replace_all(self, state: Json, crypter: Crypter) -> None:
        """Take a state that `pulumi stack export` or this engine wrote.

        Raises:
            LocalEngineError: It is none, or has what the local engine cannot keep.
        """
        deployment = state.get("deployment")
        if state.get("version") not in (3, 4) or not isinstance(deployment, dict) or state.get("features"):
            raise LocalEngineError(
                "This is not a state that the local engine understands (deployment version 3)."
            )
        self._secrets = deployment.get("secrets_providers")
        origin = Crypter(crypter.passphrase, self.salt) if self._secrets else crypter
        self._crypter, self._secrets = crypter, None

        def taken(document: Json) -> Json:
            return to_json(from_json(document, origin), crypter)

        self._start_with(
            [taken(document) for document in deployment.get("resources") or []],
            [
                {**each, "resource": taken(each["resource"])}
                for each in deployment.get("pending_operations") or []
            ],
        )
        self._note_secrets()
        self._fold()

    def _load(self) -> None:
        try:
            text = self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            text = ""
        try:
            deployment = json.loads(text)["deployment"] if text else {}
        except (ValueError, KeyError, TypeError):
            raise LocalEngineError(f"{self.path} is not a state of a stack.") from None
        self._secrets = deployment.get("secrets_providers")
        self._start_with(deployment.get("resources") or [], deployment.get("pending_operations") or [])
        self._replay()

    def _start_with(self, documents: list[Json], operations: list[Json]) -> None:
        """Number everything anew, as whoever reads the file after a kill will number it."""
        self._next = 0
        self._before = {self._number(): document for document in documents}
        self._pending = {self._number(): operation for operation in operations}
        self._seen = {}

    def _replay(self) -> None:
        """Take over the journal of an operation that was killed."""
        try:
            lines = self._journal_path.read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return
        for number, line in enumerate(lines):
            try:
                entries = json.loads(line)
            except ValueError:  # the last line, half written
                break
            if number == 0 and entries != [["on", self._digest()]]:
                break  # it was folded already
            for entry in entries:
                self._apply(entry)

    def _digest(self) -> str:
        return hashlib.sha256(self.path.read_bytes()).hexdigest() if self.path.exists() else ""

    def _number(self) -> int:
        self._next += 1
        return self._next - 1

    def _note_secrets(self) -> list[list[Any]]:
        """Add the salt to the state once there is something encrypted."""
        if self._secrets is not None or not self._crypter.used:
            return []
        self._secrets = {"type": "passphrase", "state": {"salt": self._crypter.salt}}
        return [["secrets", self._secrets]]

    def _append(self, entries: list[list[Any]]) -> None:
        entries = self._note_secrets() + entries
        for entry in entries:
            self._apply(entry)
        self._write(entries)

    def _write(self, entries: list[list[Any]]) -> None:
        if self._journal is not None:
            json.dump(entries, self._journal, separators=(",", ":"))
            self._journal.write("\n")
            self._journal.flush()

    def _apply(self, entry: list[Any]) -> None:
        kind, *rest = entry
        if kind == "begin":
            self._pending[rest[0]] = rest[1]
            self._next = max(self._next, rest[0] + 1)
        elif kind == "end":
            self._pending.pop(rest[0], None)
        elif kind == "put":
            self._seen[rest[0]] = rest[1]
            self._next = max(self._next, rest[0] + 1)
        elif kind == "set":
            where = self._before if rest[0] in self._before else self._seen
            where[rest[0]] = rest[1]
        elif kind == "drop":
            self._before.pop(rest[0], None)
            self._seen.pop(rest[0], None)
        elif kind == "keep":
            self._seen[rest[0]] = self._before.pop(rest[0])
        elif kind == "secrets":
            self._secrets = rest[0]

    def _fold(self) -> None:
        """Write the state whole, atomically."""
        text = json.dumps(self.deployment(), indent=4, ensure_ascii=False)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.path.with_suffix(".new")
        fresh.write_text(text + "\n", encoding="utf-8")
        os.replace(fresh, self.path)


def _renamed(documents: list[Json]) -> list[Json]:
    """Write the new URN of what was found by an alias wherever the old one stood."""
    names = {alias: document["urn"] for document in documents for alias in document.get("aliases", ())}
    if not names:
        return documents

    def new(urn: str) -> str:
        return str(names.get(urn, urn))

    found = []
    for document in documents:
        changed = {key: value for key, value in document.items() if key != "aliases"}
        for key in ("parent", "deletedWith"):
            if key in changed:
                changed[key] = new(changed[key])
        for key in ("dependencies", "replaceWith"):
            if key in changed:
                changed[key] = [new(urn) for urn in changed[key]]
        if "propertyDependencies" in changed:
            changed["propertyDependencies"] = {
                key: [new(urn) for urn in urns] for key, urns in changed["propertyDependencies"].items()
            }
        found.append(changed)
    return found
