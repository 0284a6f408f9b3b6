"""Icons of apps, which are written to files if they are too long for the program."""

from __future__ import annotations

import base64
import binascii

LONGEST = 200
"""The longest icon that the program contains, in characters of base64."""
READER = '''"""The icons of the apps."""

import base64
from pathlib import Path


def read(name: str) -> str:
    """Read an icon as Edgegap takes it: in base64."""
    return base64.b64encode((Path(__file__).parent / name).read_bytes()).decode()
'''
_ENDINGS = {b"\x89PNG": ".png", b"\xff\xd8\xff": ".jpg"}


def icon_file(icon: str) -> tuple[str, bytes] | None:
    """Return the extension and content of an icon's file, or None if the program contains the icon."""
    if len(icon) <= LONGEST:
        return None
    try:
        content = base64.b64decode(icon, validate=True)
    except (binascii.Error, ValueError):
        return None
    if base64.b64encode(content).decode() != icon:
        return None
    return next((end for begin, end in _ENDINGS.items() if content.startswith(begin)), ".bin"), content
