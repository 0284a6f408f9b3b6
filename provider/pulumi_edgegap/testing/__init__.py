"""Run and test a Pulumi program with no CLI and no account.

The *local engine* runs an unchanged program through the real Python SDK and the real dynamic-provider server;
together with `pulumi_edgegap.emulator` a whole `up` takes about a second. It is for tests and for trying things
out: production uses `pulumi`. It needs `pip install 'pulumi-edgegap[testing]'`.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._public import *  # noqa: F403
else:
    from .._lazy import names_of

    __getattr__, __dir__ = names_of(__name__, "_public")
