"""wait_for_caching: a version becomes active only once its image is cached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..lifecycle.gate import Gate
from ..lifecycle.values import Properties, Value

IMAGE = ("docker_repository", "docker_image", "docker_tag")
TIMEOUT = 1800
"""The default for the most seconds to wait."""


class CachingGate(Gate):
    """A version that becomes active, or changes its image, is inactive until the image is cached."""

    def held_back(self, wanted: Mapping[str, Value], changed: Sequence[str] | None = None) -> Properties:
        """Hold back `is_active` if the program waits for caching."""
        waits = wanted.get("wait_for_caching") is not None and wanted.get("is_active") is True
        is_affected = changed is None or any(name in changed for name in ("is_active", *IMAGE))
        return {"is_active": False} if waits and is_affected else {}

    def is_open(self, wanted: Mapping[str, Value], answer: Mapping[str, Value]) -> bool:
        """Whether enough of the image is cached; False if the response does not say."""
        share = answer.get("caching_percent")
        return share is not None and _number(share) >= _number(wanted["wait_for_caching"])

    def timeout(self, wanted: Mapping[str, Value]) -> int:
        """Return the most seconds to wait."""
        return int(_number(wanted.get("caching_timeout", TIMEOUT)))

    def describe_wait(self, wanted: Mapping[str, Value]) -> str:
        """Describe how long the version stays inactive."""
        return (
            f"is inactive until {_percent(wanted['wait_for_caching'])} of its image is cached, which "
            f"`pulumi up` waits for, {self.timeout(wanted)} s at most"
        )

    def describe_progress(self, wanted: Mapping[str, Value], answer: Mapping[str, Value]) -> str:
        """Describe how much is cached."""
        share = answer.get("caching_percent")
        done = "an unknown part (no answer shows caching_percent)" if share is None else _percent(share)
        return f"{done} of its image is cached, of {_percent(wanted['wait_for_caching'])} wanted"


def _percent(share: Value) -> str:
    return f"{100 * _number(share):.0f} %"


def _number(value: Value) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
