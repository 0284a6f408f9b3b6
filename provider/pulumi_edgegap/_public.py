"""The names that every program with resources needs, loaded where one of them is used."""

from .app import App
from .app_version import AppVersion
from .endpoint_storage import EndpointStorage
from .image_tag import ImageTag
from .lifecycle.names import KEPT_SECRET
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

__all__ = [
    "KEPT_SECRET",
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
