"""The logs of httpx and httpcore: they show what the service answers, and it may answer our secrets."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from ._secrets import presentable

_LOGGERS = (
    "httpx",
    "httpcore.connection",
    "httpcore.http11",
    "httpcore.http2",
    "httpcore.proxy",
    "httpcore.socks",
)
_hidden: ContextVar[tuple[str, ...]] = ContextVar("hidden", default=())


@contextmanager
def hidden(secrets: Iterable[str]) -> Iterator[None]:
    """Keep the secrets of a request out of what is logged while it is under way."""
    before = _hidden.set(tuple(secrets))
    try:
        yield
    finally:
        _hidden.reset(before)


def _cleaned(record: logging.LogRecord) -> bool:
    secrets = _hidden.get()
    if secrets:
        record.msg, record.args = presentable(record.getMessage(), secrets, longest=10_000), ()
    return True


# Requests of others, which hide nothing here, pass the filter as they are.
for _name in _LOGGERS:
    logging.getLogger(_name).addFilter(_cleaned)
