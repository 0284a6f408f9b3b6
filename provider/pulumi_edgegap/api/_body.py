"""The body of an answer, of bounded size: what is packed is counted while it is unpacked."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from typing import cast

import httpx

MOST = 32 * 2**20
"""The bytes that a body may have, unpacked."""
ENCODING = "gzip"
"""The one content encoding that is asked for, and understood."""
_PIECE = 2**16
_BROKEN = "has a broken content encoding"


class UnreadableError(Exception):
    """A body that is not read to its end; the message says why, after `it`."""


def read(response: httpx.Response) -> bytes:
    """Read the body of an answer.

    Raises:
        UnreadableError: It is too large, or packed in a way that was not asked for.
    """
    parts = cast("Iterable[bytes]", response.stream)  # as the transport gives it: httpx would unpack it whole
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding == ENCODING:
        parts = _unpacked(parts)
    elif encoding != "identity":
        raise UnreadableError("has a content encoding that was not asked for")
    body = bytearray()
    for part in parts:
        body += part
        if len(body) > MOST:
            raise UnreadableError(f"is larger than {MOST // 2**20} MB")
    return bytes(body)


def _unpacked(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Unpack a body, a bounded piece at a time."""
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    is_empty = True
    for part in filter(None, parts):
        is_empty = False
        piece = None
        while not unpacker.eof and (piece is None or len(piece) == _PIECE):
            try:
                piece = unpacker.decompress(part, _PIECE)
            except zlib.error:
                raise UnreadableError(_BROKEN) from None
            part = unpacker.unconsumed_tail
            yield piece
    if not (is_empty or unpacker.eof):
        raise UnreadableError(_BROKEN)
