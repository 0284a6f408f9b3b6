"""The names that every program with resources needs, loaded when one of them is used."""

from typing import TYPE_CHECKING

from ._lazy import renamed
from .app import App
from .app_version import AppVersion
from .endpoint_storage import EndpointStorage
from .image_tag import ImageTag
from .lifecycle.names import KEEP_EXISTING_SECRET
from .pull_profile import PullProfile
from .pull_profile_link import PullProfileLink
from .version_parts import (
    Env,
    EnvArgs,
    EnvArgsDict,
    Port,
    PortArgs,
    PortArgsDict,
    Probe,
    ProbeArgs,
    ProbeArgsDict,
    SessionConfig,
    SessionConfigArgs,
    SessionConfigArgsDict,
)

RENAMED = {"KEPT_SECRET": "KEEP_EXISTING_SECRET"}
"""The current names by those of 0.1."""

if TYPE_CHECKING:
    KEPT_SECRET = KEEP_EXISTING_SECRET
else:
    __getattr__ = renamed(__name__, RENAMED)

__all__ = [
    "KEEP_EXISTING_SECRET",
    "App",
    "AppVersion",
    "EndpointStorage",
    "Env",
    "EnvArgs",
    "EnvArgsDict",
    "ImageTag",
    "Port",
    "PortArgs",
    "PortArgsDict",
    "Probe",
    "ProbeArgs",
    "ProbeArgsDict",
    "PullProfile",
    "PullProfileLink",
    "SessionConfig",
    "SessionConfigArgs",
    "SessionConfigArgsDict",
]
