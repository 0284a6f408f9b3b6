"""What becomes of a step that met another one's object, or whose answer was lost on the way.

Nothing is repeated blindly: the object is looked at, and then taken for what it is, or named in the error.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone

from ._values import Value

CLOCK_STEP = timedelta(seconds=2)
"""The server's clock comes in whole seconds, and its answer was some time on the way."""


class Attempt:
    """The time at which a create was tried, by the server's own clock."""

    def __init__(self) -> None:
        """Begin now."""
        self._began = time.monotonic()

    def is_newer(self, answer: Mapping[str, Value], server_time: datetime | None) -> bool:
        """Tell whether an object was there before the attempt; one of unknown age was not.

        Args:
            answer: The object as the API answers it.
            server_time: The present time by the server's clock.
        """
        created = created_at(answer)
        if created is None or server_time is None:
            return False
        return created < server_time - timedelta(seconds=time.monotonic() - self._began) - CLOCK_STEP


def created_at(answer: Mapping[str, Value]) -> datetime | None:
    """Give the time at which an object was made, as the API answers it: UTC, with no zone written."""
    try:
        found = datetime.fromisoformat(str(answer.get("create_time")))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=timezone.utc)
