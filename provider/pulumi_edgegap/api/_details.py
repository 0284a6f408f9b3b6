"""What a refusal says of single fields: `errors` (field to text) and `details`, in whichever form they come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ._secrets import presentable

MOST = 8
"""The fields of which a refusal tells at most."""
LONGEST = 200
_DEEPEST = 4
_NAMES = ("field", "property", "loc", "path")
_TEXTS = ("message", "msg", "error", "reason")


def details_of(answer: Mapping[str, object], secrets: Iterable[str]) -> dict[str, str]:
    """Give what an answer says of fields, by their paths (`ports[0].port`); empty for what it says of the whole.

    Field names of the answer are as little to be trusted as its texts: both are cleaned of secrets, and bounded.
    """
    hidden = list(secrets)
    found: dict[str, str] = {}
    for name in ("errors", "details"):
        for path, text in _texts(answer.get(name), ""):
            path, text = presentable(path, hidden, longest=80), presentable(text, hidden, longest=LONGEST)
            if text and text not in found.get(path, ""):
                found[path] = f"{found[path]}; {text}" if path in found else text
            if len(found) == MOST:
                return found
    return found


def _texts(said: object, path: str, depth: int = 0) -> Iterator[tuple[str, str]]:
    if isinstance(said, str):
        yield path, said
    if depth == _DEEPEST:
        return
    if isinstance(said, Mapping):
        named = next((said[name] for name in _NAMES if name in said), None)
        text = next((said[name] for name in _TEXTS if isinstance(said.get(name), str)), None)
        if named is not None and text is not None:  # an object that describes one mistake
            yield _joined("" if isinstance(named, list) else path, named), str(text)
            return
        for name, part in said.items():
            yield from _texts(part, _joined(path, name), depth + 1)
    elif isinstance(said, list):
        for part in said:
            yield from _texts(part, path, depth + 1)


def _joined(path: str, name: object) -> str:
    """Write `ports.0.port` and `["ports", 0, "port"]` as `ports[0].port`."""
    steps = [str(step) for step in name] if isinstance(name, list) else str(name).split(".")
    for step in steps:
        path += f"[{step}]" if step.isdigit() else f".{step}"
    return path.lstrip(".")
