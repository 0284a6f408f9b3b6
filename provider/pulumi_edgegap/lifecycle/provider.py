"""The dynamic provider of one kind of API object: what its module declares, and the six steps of Pulumi.

Each step is a module of its own, loaded when the first is taken: the program's process, which declares resources at
every preview, takes none.
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

    It has no state of its own: what is pickled into every resource is its place in this package, so
    neither the module nor the class of a provider may ever be renamed.
    """

    serialize_as_secret_always = False

    def __reduce__(self) -> tuple[type[Provider], tuple[()]]:
        """Pickle the provider as its class alone, whatever ``configure`` has set."""
        return (type(self), ())

    def configure(self, req: ConfigureRequest) -> None:
        """Keep the stack configuration, which the dynamic-provider server gives once a process."""
        from .internal_errors import show_own_errors_without_frames

        show_own_errors_without_frames()
        self.use(req.config.get)

    def check(self, _olds: Properties, news: Properties) -> CheckResult:
        """Fill in defaults and an automatic name, and find every mistake. Needs no token and no network."""
        from .check import check

        return check(self, self._own(_olds), news, _call())

    def diff(self, _id: str, _olds: Properties, _news: Properties) -> DiffResult:
        """Compare the state with the program, field by field."""
        from .diff import diff

        found = diff(self, self._own(_olds), _news, _call())
        return DiffResult(bool(found.changed), found.replaces, delete_before_replace=found.deletes_first)

    def create(self, props: Properties) -> CreateResult:
        """Create the object."""
        from .create import create

        return create(self, props, _call())

    def read(self, id_: str, props: Properties) -> ReadResult:
        """Read the object: what is gone answers an empty ID."""
        from .read import read

        return read(self, id_, self._own(props), _call())

    def update(self, _id: str, _olds: Properties, _news: Properties) -> UpdateResult:
        """Send what changed, and hold the answer against what was asked."""
        from .update import update

        return update(self, self._own(_olds), _news, _call())

    def delete(self, _id: str, _props: Properties) -> None:
        """Delete the object; one that is gone already counts as deleted."""
        from .delete import delete

        delete(self, _id, self._own(_props), _call())

    def _own(self, properties: Properties) -> Properties:
        """Give properties of a state that the plugin wrote, if they are that, in the names of the declarations."""
        return properties if all(map(str.islower, properties)) else in_snake_case(properties)


def _call() -> Call:
    from .ownership import is_awaited, urn_of_call

    return Call(urn_of_call(), log.info, log.warn, is_awaited)
