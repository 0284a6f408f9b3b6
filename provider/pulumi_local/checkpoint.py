"""The state on disk, updated after each step.

The state is one JSON file, `{"version": 3, "deployment": ...}`, as `pulumi stack export` writes it. Rewriting
it after each step would take quadratic time, and rewriting it less often could lose steps. So each step
appends to a journal beside it: a line before the provider call, to record a pending operation, and a line
after it with the resulting resource. The journal is merged into the file at the end of the operation or, if
the process was killed, when the stack is next opened. Only calls that were running are then in doubt; they
are its `pending_operations`.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any

from pulumi_safe_io.documents import DocumentError, parse_json
from pulumi_safe_io.private import create_private, private_folder

from .errors import LocalEngineError
from .resource import Resource, from_json, to_json
from .secrets import Crypter
from .urns import STACK_TYPE
from .values import Properties

Json = dict[str, Any]


def now() -> str:
    """Return the current time in the state's format."""
    return datetime.now(timezone.utc).isoformat().replace("+00:00", "Z")


def write_json(path: Path, document: Json) -> None:
    """Write a file atomically."""
    private_folder(path.parent)
    with create_private(path.with_name(path.name + ".new")) as file:
        file.write(json.dumps(document, indent=4, ensure_ascii=False) + "\n")
    os.replace(file.name, path)


class Checkpoint:
    """The state of one stack, and the journal of the running operation.

    Each resource has a handle, a number that stays the same during the operation. Resources that the
    operation has seen come first in the file, in the order in which their steps ended, followed by the
    others.

    Args:
        path: The state file.
        passphrase: The passphrase of the secrets.
        salt: The salt to use if the state has none.
    """

    def __init__(self, path: Path, passphrase: str, salt: str | None = None) -> None:
        self._path = path
        self._journal_path = path.with_suffix(".journal")
        self._journal: IO[str] | None = None
        self._lock = threading.Lock()
        self._passphrase = passphrase
        self._secrets: Json | None = None
        self._before: dict[int, Json] = {}
        self._pending: dict[int, Json] = {}
        self._seen: dict[int, Json] = {}
        self._next = 0
        try:
            document: Any = parse_json(path.read_text(encoding="utf-8"))
            deployment = document["deployment"]
        except FileNotFoundError:
            deployment = {}
        except DocumentError as error:
            raise LocalEngineError(f"{path} is not a state of a stack: {error}.") from None
        except (ValueError, KeyError, TypeError):
            raise LocalEngineError(f"{path} is not a state of a stack.") from None
        self._secrets = deployment.get("secrets_providers")
        self._renumber(deployment.get("resources") or [], deployment.get("pending_operations") or [])
        self._replay()
        self.crypter = Crypter(passphrase, self.salt or salt)

    @property
    def salt(self) -> str | None:
        """The encryption salt of the state, or None if it has no secrets."""
        if self._secrets is None:
            return None
        if self._secrets.get("type") != "passphrase":
            raise LocalEngineError(
                f"The state's secrets are kept by {self._secrets.get('type')!r}; the local engine reads those of "
                f"a passphrase only."
            )
        return str(self._secrets["state"]["salt"])

    @property
    def pending_operations(self) -> list[Json]:
        """The operations whose result is unknown."""
        return list(self._pending.values())

    def resources(self) -> list[Resource]:
        """Return all resources."""
        found = []
        for handle, document in [*self._seen.items(), *self._before.items()]:
            found.append(from_json(document, self.crypter))
            found[-1].handle = handle
        return found

    def stack_outputs(self) -> Properties:
        """Return the outputs of the stack."""
        stacks = (document for document in self._documents() if document["type"] == STACK_TYPE)
        return next((from_json(document, self.crypter).outputs for document in stacks), {})

    def open_journal(self, *, keep_pending: bool) -> None:
        """Begin an operation; nothing is recorded before that.

        Args:
            keep_pending: Keep pending creations of earlier operations; other pending operations are dropped.
        """
        kept = [each for each in self.pending_operations if keep_pending and each["type"] == "creating"]
        self._renumber(self._documents(), kept)
        self.fold()
        self._journal = create_private(self._journal_path)
        self._write([self._digest()])

    def begin(self, type_: str, resource: Resource) -> int:
        """Record a call that is about to be made, and return a ticket for `end`."""
        if self._journal is None:
            return -1
        document = to_json(resource, self.crypter)
        with self._lock:
            ticket = self._next
            self._note(["begin", ticket, {"resource": document, "type": type_}])
        return ticket

    def end(
        self, ticket: int | None = None, *, put: Iterable[Resource] = (), drop: Iterable[Resource] = ()
    ) -> None:
        """Record the result of a step.

        Args:
            ticket: The ticket from `begin`.
            put: Resources in their new state; a new one is placed after those seen so far.
            drop: Resources that were deleted or are superseded by a new one.
        """
        if self._journal is None:
            return
        documents = [(resource, to_json(resource, self.crypter)) for resource in put]
        with self._lock:
            entries: list[list[Any]] = [] if ticket is None else [["end", ticket]]
            entries += [["drop", resource.handle] for resource in drop]
            for resource, document in documents:
                if resource.handle < 0:
                    resource.handle, self._next = self._next, self._next + 1
                entries.append(["put", resource.handle, document])
            self._note(*entries)

    def keep(self, resource: Resource) -> None:
        """Record that the operation saw a resource and left it unchanged."""
        if self._journal is not None:
            with self._lock:
                self._note(["keep", resource.handle])

    def close(self) -> None:
        """End the operation and merge the journal into the state file."""
        if self._journal is not None:
            self.fold()
            self._journal.close()
            self._journal_path.unlink(missing_ok=True)

    def fold(self) -> None:
        """Write the whole state file."""
        write_json(self._path, self.state())

    def state(self, *, show_secrets: bool = False) -> Json:
        """Return the whole state, `{"version": 3, "deployment": ...}`."""
        engine = f"v{version('pulumi')}"
        magic = hashlib.sha256(engine.encode()).hexdigest()
        deployment: Json = {"manifest": {"time": now(), "magic": magic, "version": engine}}
        if self._secrets is not None:
            deployment["secrets_providers"] = self._secrets
        documents = self._documents()
        if show_secrets:
            documents = [to_json(resource, None) for resource in self.resources()]
        if documents:
            deployment["resources"] = _with_new_urns(documents)
        if self._pending:
            deployment["pending_operations"] = self.pending_operations
        return {"version": 3, "deployment": {**deployment, "metadata": {}}}

    def replace(self, state: Json) -> None:
        """Replace the state with one that `pulumi stack export` or this engine wrote.

        Raises:
            LocalEngineError: It is not a state, or has parts that the local engine does not support.
        """
        deployment = state.get("deployment")
        if state.get("version") not in (3, 4) or not isinstance(deployment, dict) or state.get("features"):
            raise LocalEngineError(
                "This is not a state that the local engine understands (deployment version 3)."
            )

        def reencoded(document: Json) -> Json:
            return to_json(from_json(document, origin), self.crypter)

        try:
            self._secrets = deployment.get("secrets_providers")
            origin, self._secrets = Crypter(self._passphrase, self.salt), None
            documents = [reencoded(document) for document in deployment.get("resources") or []]
            pending = deployment.get("pending_operations") or []
            operations = [{**each, "resource": reencoded(each["resource"])} for each in pending]
        except (AttributeError, KeyError, TypeError, ValueError):
            raise LocalEngineError("This is not a state: its parts are not in Pulumi's format.") from None
        self._renumber(documents, operations)
        self._note()
        self.fold()

    def _renumber(self, documents: list[Json], operations: list[Json]) -> None:
        """Assign new handles, in the same order as a process that reads the file later."""
        self._before = dict(enumerate(documents))
        self._pending = dict(enumerate(operations, len(documents)))
        self._seen = {}
        self._next = len(documents) + len(operations)

    def _documents(self) -> list[Json]:
        return [*self._seen.values(), *self._before.values()]

    def _replay(self) -> None:
        """Apply the journal of a killed operation, unless it was merged already."""
        if not self._journal_path.exists():
            return
        first, *lines = self._journal_path.read_text(encoding="utf-8").splitlines() or [""]
        if first == json.dumps([self._digest()]):
            with suppress(ValueError):  # the last line may be incomplete
                for line in lines:
                    for entry in json.loads(line):
                        self._apply(*entry)

    def _digest(self) -> str:
        return hashlib.sha256(self._path.read_bytes()).hexdigest() if self._path.exists() else ""

    def _note(self, *entries: list[Any]) -> None:
        """Record entries in memory and in the journal, with the salt once something is encrypted."""
        if self._secrets is None and self.crypter.used:
            secrets = {"type": "passphrase", "state": {"salt": self.crypter.salt}}
            entries = (["secrets", -1, secrets], *entries)
        for entry in entries:
            self._apply(*entry)
        self._write(list(entries))

    def _write(self, entries: list[Any]) -> None:
        if self._journal is not None:
            self._journal.write(json.dumps(entries) + "\n")
            self._journal.flush()

    def _apply(self, kind: str, key: int, value: Any = None) -> None:
        match kind:
            case "begin":
                self._pending[key] = value
            case "end":
                self._pending.pop(key, None)
            case "put":
                (self._before if key in self._before else self._seen)[key] = value
            case "drop":
                self._before.pop(key, None)
                self._seen.pop(key, None)
            case "keep":
                self._seen[key] = self._before.pop(key)
            case "secrets":
                self._secrets = value
        self._next = max(self._next, key + 1)


def _with_new_urns(documents: list[Json]) -> list[Json]:
    """Replace the old URNs of resources that were found by an alias with the new ones."""
    names = {alias: document["urn"] for document in documents for alias in document.get("aliases", ())}

    def new(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: new(item) for key, item in value.items()}
        return [new(item) for item in value] if isinstance(value, list) else names.get(value, value)

    places = ("parent", "deletedWith", "dependencies", "propertyDependencies")
    return [
        {key: new(value) if key in places else value for key, value in document.items() if key != "aliases"}
        for document in documents
    ]
