"""The dynamic provider of one kind of API object: its declaration, and the six steps of Pulumi.

Each step is a separate module, loaded when first used: the program's process, which declares resources at every
preview, uses none.
"""

from __future__ import annotations

from pulumi import log
from pulumi.dynamic import (
    CheckResult,
    ConfigureRequest,
    CreateResult,
    DiffResult,
    ReadResult,
    ResourceProvider,
    UpdateResult,
)

from .api_object import ApiObject
from .call import Call
from .cases import in_snake_case
from .values import Properties


class Provider(ApiObject, ResourceProvider):
    """The dynamic provider of one API object.

    It has no state: only the names of its module and class are pickled into every resource, so neither may ever be
    renamed.
    """

    serialize_as_secret_always = False

    def __reduce__(self) -> tuple[type[Provider], tuple[()]]:
        """Pickle the provider as its class alone, whatever ``configure`` has set."""
        return (type(self), ())

    def configure(self, req: ConfigureRequest) -> None:
        """Keep the stack configuration, which the dynamic-provider server passes once per process."""
        from .internal_errors import show_own_errors_without_frames

        show_own_errors_without_frames()
        self.use_settings(req.config.get)

    def check(self, _olds: Properties, news: Properties) -> CheckResult:
        """Fill in defaults and an automatic name, and find every mistake. Needs no token and no network."""
        from .check import check

        return check(self, self._to_snake_case(_olds), news, _call())

    def diff(self, _id: str, _olds: Properties, _news: Properties) -> DiffResult:
        """Compare the state with the program, field by field."""
        from .diff import diff

        found = diff(self, self._to_snake_case(_olds), _news, _call())
        return DiffResult(bool(found.changed), found.replaces, delete_before_replace=found.deletes_first)

    def create(self, props: Properties) -> CreateResult:
        """Create the object."""
        from .create import create

        return create(self, props, _call())

    def read(self, id_: str, props: Properties) -> ReadResult:
        """Read the object; one that is gone returns an empty ID."""
        from .read import read

        return read(self, id_, self._to_snake_case(props), _call())

    def update(self, _id: str, _olds: Properties, _news: Properties) -> UpdateResult:
        """Send the fields that changed, and compare the response with them."""
        from .update import update

        return update(self, self._to_snake_case(_olds), _news, _call())

    def delete(self, _id: str, _props: Properties) -> None:
        """Delete the object; one that is already gone counts as deleted."""
        from .delete import delete

        delete(self, _id, self._to_snake_case(_props), _call())

    def _to_snake_case(self, properties: Properties) -> Properties:
        """Return the properties of a state in snake case; the plugin writes camel case."""
        return properties if all(map(str.islower, properties)) else in_snake_case(properties)


def _call() -> Call:
    from .ownership import is_awaited, urn_of_call

    return Call(urn_of_call(), log.info, log.warn, is_awaited)
