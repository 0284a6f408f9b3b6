"""The public names of the client, loaded when one of them is used."""

from typing import TYPE_CHECKING

from .._lazy import renamed
from ._url import DEFAULT_URL
from .client import Client
from .deployments import (
    DeploymentPort,
    DeploymentStatus,
    ListedDeployment,
    Location,
    Running,
)
from .errors import (
    RENAMED,
    BadRequestError,
    ConflictError,
    ConnectError,
    EdgegapError,
    ForbiddenError,
    ImageNotFoundError,
    ImageNotPullableError,
    InvalidRequestError,
    InvalidResponseError,
    NetworkError,
    NotFoundError,
    PlanLimitError,
    ProtocolError,
    ProxyError,
    RateLimitError,
    TimeoutException,
    TransportError,
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

if TYPE_CHECKING:
    pass
else:
    __getattr__ = renamed(__name__, RENAMED)

__all__ = [
    "DEFAULT_URL",
    "Answer",
    "App",
    "AppVersion",
    "Artifact",
    "BadRequestError",
    "Client",
    "ConflictError",
    "ConnectError",
    "DeploymentPort",
    "DeploymentStatus",
    "EdgegapError",
    "EndpointStorage",
    "Env",
    "ForbiddenError",
    "ImageNotFoundError",
    "ImageNotPullableError",
    "ImageTag",
    "InvalidRequestError",
    "InvalidResponseError",
    "ListedDeployment",
    "Location",
    "NetworkError",
    "NotFoundError",
    "PlanLimitError",
    "Port",
    "Probe",
    "ProtocolError",
    "ProxyError",
    "PullProfile",
    "PullProfileLink",
    "RateLimitError",
    "Running",
    "SessionConfig",
    "TimeoutException",
    "TransportError",
    "UnauthorizedError",
    "UnavailableError",
]
