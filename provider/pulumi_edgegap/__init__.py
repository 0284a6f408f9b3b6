"""Edgegap as Pulumi resources: apps and their versions, endpoint storages, pull profiles and image tags."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._public import *  # noqa: F403
    from ._public import KEPT_SECRET as KEPT_SECRET
    from .arguments import *  # noqa: F403
    from .functions import *  # noqa: F403
    from .functions import AppResult as AppResult
    from .functions import AppVersionResult as AppVersionResult
    from .functions import EndpointStorageResult as EndpointStorageResult
    from .functions import ImageTagResult as ImageTagResult
    from .functions import PullProfileResult as PullProfileResult
    from .game_server import *  # noqa: F403
    from .plugin import *  # noqa: F403
else:
    from ._lazy import names_of

    __getattr__, __dir__ = names_of(__name__, "_public", "plugin", "arguments", "functions", "game_server")
