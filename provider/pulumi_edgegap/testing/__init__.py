"""The pytest plugin, whose fixtures run Pulumi programs against a local Edgegap API, without CLI or account.

Programs run on `pulumi_local` or on the CLI; the API is `pulumi_edgegap.emulator`. It needs
`pip install 'pulumi-edgegap[testing]'`.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._public import *  # noqa: F403
else:
    from .._lazy import names_of

    __getattr__, __dir__ = names_of(__name__, "_public")
