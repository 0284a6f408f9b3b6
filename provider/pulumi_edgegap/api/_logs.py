"""The logs of httpcore: of what the service answers they keep the status only.

An answer can repeat the secrets of its request in a header or a reason, in more spellings than can be looked
for. What is sent, httpcore does not log.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_LOGGERS = ("httpcore.connection", "httpcore.http11", "httpcore.proxy", "httpcore.socks")
_HTTPCORE = re.compile(
    r"(receive_response_\w+\.\w+ (?:return_value=(?:\(b'HTTP/[\d.]+', \d+)?|exception=\w*)).*", re.DOTALL
)
_ours: ContextVar[bool] = ContextVar("ours", default=False)


@contextmanager
def answers_unlogged() -> Iterator[None]:
    """Keep the answer of the request under way out of the logs."""
    before = _ours.set(True)
    try:
        yield
    finally:
        _ours.reset(before)


def _shorten(record: logging.LogRecord) -> bool:
    if _ours.get():
        record.msg, record.args = _HTTPCORE.sub(r"\1 …", record.getMessage()), ()
    return True


# The requests of other clients in the same program pass as they are.
for _name in _LOGGERS:
    logging.getLogger(_name).addFilter(_shorten)
