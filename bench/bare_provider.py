"""The least that a dynamic provider can do: it sends a text that it is given, with one shared client."""

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
    """Has no default, no validation, no retry, no rate and no list."""

    def __reduce__(self) -> tuple[type[BareProvider], tuple[()]]:
        """Pickle the provider as its class alone."""
        return (type(self), ())

    def configure(self, req: ConfigureRequest) -> None:
        """Make the client; the program's process needs none."""
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
    """Asks nobody."""

    def _ask(self, method: str, path: str, body: str | None = None) -> None:
        pass


class NothingProvider(ResourceProvider):
    """Does what the SDK's own class does, and no more."""

    def __reduce__(self) -> tuple[type[NothingProvider], tuple[()]]:
        """Pickle the provider as its class alone."""
        return (type(self), ())


def _pickled(provider: ResourceProvider) -> str:
    return base64.b64encode(pickle.dumps(provider, protocol=2)).decode()


BARE, IDLE, NOTHING = (_pickled(each()) for each in (BareProvider, IdleProvider, NothingProvider))
