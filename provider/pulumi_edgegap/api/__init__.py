"""A typed client of the Edgegap API, usable by itself.

    from pulumi_edgegap.api import Client, ConflictError

    with Client(token) as client:
        try:
            client.apps.create({"name": "my-game", "is_active": True, "image": icon})
        except ConflictError as error:
            print(error)
        for version in client.versions.list("my-game"):
            print(version.name, version.req_cpu)

It speaks HTTP and knows nothing of Pulumi. Request bodies are plain dictionaries, which the API validates; responses
are objects whose fields are None where the API leaves them out.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._public import *  # noqa: F403
else:
    from .._lazy import names_of

    __getattr__, __dir__ = names_of(__name__, "_public")
