"""The minimal dynamic provider: it sends a given text with one shared client."""

from __future__ import annotations

import base64
import pickle

from pulumi.dynamic import (
    ConfigureRequest,
    CreateResult,
    DiffResult,
    ReadResult,
    ResourceProvider,
    UpdateResult,
)

Properties = dict[str, str]


class BareProvider(ResourceProvider):
    """Has no defaults, validation, retries, rate limit or lists."""

    def __reduce__(self) -> tuple[type[BareProvider], tuple[()]]:
        """Pickle the provider as its class alone."""
        return (type(self), ())

    def configure(self, req: ConfigureRequest) -> None:
        """Create the client; the program's process does not need one."""
        import httpx

        headers = {
            "Authorization": f"token {req.config.get('edgegap:apiToken')}",
            "Content-Type": "application/json",
        }
        self.client = httpx.Client(base_url=str(req.config.get("edgegap:apiUrl")), headers=headers)

    def create(self, props: Properties) -> CreateResult:
        """POST."""
        self._ask("POST", props["collection"], props["body"])
        return CreateResult(props["path"], props)

    def read(self, id_: str, props: Properties) -> ReadResult:
        """GET."""
        self._ask("GET", id_)
        return ReadResult(id_, props, props)

    def diff(self, _id: str, _olds: Properties, _news: Properties) -> DiffResult:
        """Compare the texts."""
        return DiffResult(changes=_olds["body"] != _news["body"])

    def update(self, _id: str, _olds: Properties, _news: Properties) -> UpdateResult:
        """PATCH."""
        self._ask("PATCH", _id, _news["body"])
        return UpdateResult(_news)

    def delete(self, _id: str, _props: Properties) -> None:
        """DELETE."""
        self._ask("DELETE", _id)

    def _ask(self, method: str, path: str, body: str | None = None) -> None:
        self.client.request(method, path, content=body).raise_for_status()


class IdleProvider(BareProvider):
    """Sends no requests."""

    def _ask(self, method: str, path: str, body: str | None = None) -> None:
        pass


class NothingProvider(ResourceProvider):
    """Only inherits from the SDK's class."""

    def __reduce__(self) -> tuple[type[NothingProvider], tuple[()]]:
        """Pickle the provider as its class alone."""
        return (type(self), ())


def _pickled(provider: ResourceProvider) -> str:
    return base64.b64encode(pickle.dumps(provider, protocol=2)).decode()


BARE, IDLE, NOTHING = (_pickled(each()) for each in (BareProvider, IdleProvider, NothingProvider))
