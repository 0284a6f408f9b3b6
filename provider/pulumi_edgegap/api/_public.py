"""The public names of the client, loaded where one of them is used."""

from ._paths import DEFAULT_URL
from .client import Client
from .errors import (
    AnswerNotUnderstoodError,
    ConflictError,
    EdgegapError,
    ForbiddenError,
    ImageNotPullableError,
    InvalidError,
    InvalidRequestError,
    NotFoundError,
    RateLimitedError,
    UnauthorizedError,
    UnavailableError,
)
from .models import (
    Answer,
    App,
    AppVersion,
    Artifact,
    EndpointStorage,
    Env,
    ImageTag,
    Port,
    Probe,
    PullProfile,
    PullProfileLink,
    SessionConfig,
)

__all__ = [
    "DEFAULT_URL",
    "Answer",
    "AnswerNotUnderstoodError",
    "App",
    "AppVersion",
    "Artifact",
    "Client",
    "ConflictError",
    "EdgegapError",
    "EndpointStorage",
    "Env",
    "ForbiddenError",
    "ImageNotPullableError",
    "ImageTag",
    "InvalidError",
    "InvalidRequestError",
    "NotFoundError",
    "Port",
    "Probe",
    "PullProfile",
    "PullProfileLink",
    "RateLimitedError",
    "SessionConfig",
    "UnauthorizedError",
    "UnavailableError",
]
