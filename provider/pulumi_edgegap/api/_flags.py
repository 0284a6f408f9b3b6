"""The name that an edition has for the flag of a secret variable: `is_secret` or `is_hidden`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from ._secrets import FLAGGED
from .errors import InvalidError

FLAGS = FLAGGED["value"]


class SecretFlag:
    """What is known of the name in the edition that answers. Threads share it.

    As long as nothing is known, a secret is written under both names, since one that is ignored would leave it in
    clear. The first answer with a variable, or a refusal of one of the names, tells.
    """

    def __init__(self) -> None:
        self._name = ""

    def send(self, body: Mapping[str, object], ask: Callable[[Mapping[str, object]], object]) -> object:
        """Send a body; once more with the other name, where one is refused.

        Raises:
            EdgegapError: As `ask` raises it.
        """
        sent = self._written(body)
        try:
            answer = ask(sent)
        except InvalidError as error:
            if error.outcome_unknown or not self._is_told_by(error, sent):
                raise
            answer = ask(self._written(body))
        return self.learned(answer)

    def learned(self, answer: object) -> object:
        """Learn from an answer with a version, bare or wrapped; give the answer."""
        version = answer.get("version", answer) if isinstance(answer, dict) else None
        envs = version.get("envs") if isinstance(version, dict) else None
        for env in envs if isinstance(envs, list) else ():
            shown = [name for name in FLAGS if isinstance(env, dict) and name in env]
            if shown:
                self._name = shown[-1]
        return answer

    def _is_told_by(self, error: InvalidError, sent: Mapping[str, object]) -> bool:
        """Learn from a refusal that names one of the two names, if that was sent."""
        said = " ".join([error.message, *error.fields, *error.fields.values()])
        refused = [name for name in FLAGS if re.search(rf"\b{name}\b", said)]
        if len(refused) != 1 or not any(refused[0] in env for env in _rows(sent)):
            return False
        self._name = FLAGS[1 - FLAGS.index(refused[0])]
        return True

    def _written(self, body: Mapping[str, object]) -> Mapping[str, object]:
        name = self._name
        rows = [_named(env, name) for env in _rows(body)]
        return {**body, "envs": rows} if rows else body


def _rows(body: Mapping[str, object]) -> list[Mapping[str, object]]:
    """Give the variables of a body; none where it has something else there, of which the API judges."""
    envs = body.get("envs")
    if not isinstance(envs, list) or not all(isinstance(env, Mapping) for env in envs):
        return []
    return envs


def _named(env: Mapping[str, object], name: str) -> Mapping[str, object]:
    """Give a secret variable with its flag under a name, or under both where that is not known; another one with none."""
    given = [env[flag] for flag in FLAGS if flag in env]
    if not given or not all(isinstance(flag, bool) for flag in given):
        return env
    rest = {field: value for field, value in env.items() if field not in FLAGS}
    return rest | dict.fromkeys([name] if name else FLAGS, True) if any(given) else rest
