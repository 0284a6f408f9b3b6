"""A local Edgegap API, for tests and for trying things out without an account.

```python
from pulumi_edgegap.emulator import Emulator

with Emulator() as emulator:
    print(emulator.url, emulator.token)
```

It serves apps, versions, endpoint storages, pull profiles, their links and registry tags, in memory or in a
file. It needs `pip install 'pulumi-edgegap[emulator]'`.

Where the contract does not specify a behaviour, it does something plausible: default values are marked as a
guess in `objects.py`, `verify_image` refuses an image whose name or tag contains the word `missing`, and
`ports` and `envs` are returned sorted by number and key.
"""

import warnings
from typing import TYPE_CHECKING

from pulumi_edgegap.emulator.errors import ApiError
from pulumi_edgegap.emulator.fields import EDITIONS, MASK, Edition
from pulumi_edgegap.emulator.organization import Organization
from pulumi_edgegap.emulator.server import Emulator
from pulumi_edgegap.emulator.service import DEFAULT_TOKEN, Fault, SeenRequest

if TYPE_CHECKING:
    Organisation = Organization
else:

    def __getattr__(name: str) -> object:
        if name != "Organisation":
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        warnings.warn("Organisation is deprecated: use Organization.", DeprecationWarning, stacklevel=2)
        return Organization


__all__ = [
    "DEFAULT_TOKEN",
    "EDITIONS",
    "MASK",
    "ApiError",
    "Edition",
    "Emulator",
    "Fault",
    "Organization",
    "SeenRequest",
]
