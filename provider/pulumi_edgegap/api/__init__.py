"""A typed client of the Edgegap API, usable by itself.

    from pulumi_edgegap.api import Client, ConflictError

    with Client(token) as client:
        try:
            client.apps.create({"name": "my-game", "is_active": True, "image": icon})
        except ConflictError as error:
            print(error)
        for version in client.versions.list("my-game"):
            print(version.name, version.req_cpu)

It knows HTTP and nothing of Pulumi. Bodies are plain dictionaries, typed for editors and checked before
they are sent; answers are objects whose fields are None when the API leaves them out.
"""

from typing import TYPE_CHECKING

from ._paths import DEFAULT_URL
from .bodies import (
    AppBody,
    AppVersionBody,
    EndpointStorageBody,
    EnvBody,
    PortBody,
    ProbeBody,
    PullProfileBody,
    SessionConfigBody,
)
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

if TYPE_CHECKING:
    from .client import Client

__all__ = [
    "DEFAULT_URL",
    "Answer",
    "AnswerNotUnderstoodError",
    "App",
    "AppBody",
    "AppVersion",
    "AppVersionBody",
    "Artifact",
    "Client",
    "ConflictError",
    "EdgegapError",
    "EndpointStorage",
    "EndpointStorageBody",
    "Env",
    "EnvBody",
    "ForbiddenError",
    "ImageNotPullableError",
    "ImageTag",
    "InvalidError",
    "InvalidRequestError",
    "NotFoundError",
    "Port",
    "PortBody",
    "Probe",
    "ProbeBody",
    "PullProfile",
    "PullProfileBody",
    "PullProfileLink",
    "RateLimitedError",
    "SessionConfig",
    "SessionConfigBody",
    "UnauthorizedError",
    "UnavailableError",
]


def __getattr__(name: str) -> object:
    """Load the client, and httpx with it, only where it is used: programs under Pulumi mostly do not."""
    if name == "Client":
        from .client import Client

        return Client
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
