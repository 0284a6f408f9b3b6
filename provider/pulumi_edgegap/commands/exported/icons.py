"""Icons of apps, which become files where they are too long for a line of the program."""

from __future__ import annotations

import base64
import binascii

LONGEST = 200
"""The longest icon that is written into the program as it is, in characters of base64."""
READER = '''"""The icons of the apps."""

import base64
from pathlib import Path


def read(name: str) -> str:
    """Read an icon as Edgegap takes it: in base64."""
    return base64.b64encode((Path(__file__).parent / name).read_bytes()).decode()
'''
_ENDINGS = {b"\x89PNG": ".png", b"\xff\xd8\xff": ".jpg"}


def file_of(icon: str) -> tuple[str, bytes] | None:
    """Give the ending and the content of an icon's file; None for one that stays in the program."""
    if len(icon) <= LONGEST:
        return None
    try:
        content = base64.b64decode(icon, validate=True)
    except (binascii.Error, ValueError):
        return None
    if base64.b64encode(content).decode() != icon:
        return None
    return next((end for begin, end in _ENDINGS.items() if content.startswith(begin)), ".bin"), content
