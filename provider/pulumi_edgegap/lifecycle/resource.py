"""The base class of the resources that programs declare, in the process of the program."""

from __future__ import annotations

import base64
import hashlib
import inspect
import pickle
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, wraps
from types import NoneType
from typing import Any, ClassVar, TypeVar, cast, get_args, get_origin

import pulumi
import pulumi.dynamic
from pulumi._types import is_output_type
from pulumi.runtime import is_config_secret, rpc
from pulumi.runtime.config import CONFIG
from typing_extensions import Self

from . import early_registration, mistakes, sdk
from .api_object import AUTONAME
from .arguments import read_arguments
from .declaration import Inputs
from .face import Face
from .kinds import Text
from .names import is_token, split_id
from .output_types import read_from_both
from .preview import is_offline_preview
from .provider import Provider
from .secrecy import holds_secret, is_secret
from .unresolved import unresolved_input
from .values import Properties, Value, plain

Init = TypeVar("Init", bound=Callable[..., None])


def register_arguments(init: Init) -> Init:
    """Make a constructor register its arguments as the resource's inputs.

    The constructor has signatures and a docstring, for editors, but no body. A misspelled or missing
    argument is reported at preview like any other mistake, instead of a ``TypeError``.
    """

    @wraps(init)
    def register(
        self: Resource,
        resource_name: Any = None,
        *positional: object,
        **named: Value,
    ) -> None:
        model = self._dynamic_provider.inputs
        opts, arguments = read_arguments(
            type(self).__name__, model.title, resource_name, positional, named, model.fields
        )
        self._register(resource_name, opts, arguments)

    return cast(Init, register)


class Resource(pulumi.dynamic.Resource):
    """The base class of all resources of this package."""

    _dynamic_provider: ClassVar[Provider]
    _pickled: ClassVar[str]
    _face: ClassVar[Face] = Face()

    def __init_subclass__(cls, module: str = "", name: str = "", **options: object) -> None:
        """Pickle the provider once, to a constant, as the SDK would do it for each resource, and more slowly.

        A subclass without its own name has the type of its base.
        """
        of_base = cls._resource_type_name
        super().__init_subclass__(module=module, name=name, **options)
        if not name:
            cls._resource_type_name = of_base
        cls._pickled = base64.b64encode(pickle.dumps(cls._dynamic_provider, protocol=2)).decode()

    @classmethod
    def get(
        cls,
        resource_name: str,
        id: pulumi.Input[str],
        opts: pulumi.ResourceOptions | None = None,
        *,
        account: str | None = None,
    ) -> Self:
        """Read an existing object without managing it.

        It is never changed or deleted; each preview and each `pulumi up` reads it again. In a preview without a
        token its outputs are unknown. They contain no secrets: in place of one is `None` or the text `This value is
        set and encrypted`, whatever the API shows. Outputs that can hold a secret are secret, including all of `envs`.

        Args:
            resource_name: The logical name of the resource.
            id: The object's ID: its names, parents first, separated by slashes (`"arena/1.2.0"` for a version).
                Each name is percent-encoded.
            opts: Pulumi's resource options.
            account: The account that owns the object, if it is not the default one.

        Raises:
            pulumi.RunError: The ID does not have the form for this kind of object, an option names an unknown
                property, or the API token is not encrypted in the stack configuration.
        """
        model = cls._dynamic_provider.inputs
        if not isinstance(opts, pulumi.ResourceOptions | None):
            raise pulumi.RunError(
                f"{cls.__name__} {resource_name!r}: opts must be pulumi.ResourceOptions, not {type(opts).__name__}; "
                "get takes no properties."
            )
        _refuse_settings()
        if isinstance(id, str):
            cls._refuse_id(resource_name, id)
        mistakes.refuse_options(cls._dynamic_provider, cls._outputs(), resource_name, opts)
        found = cls.__new__(cls)
        found._declare(
            resource_name,
            {"account": account},
            pulumi.ResourceOptions.merge(
                _with_secret_outputs(opts, [field.name for field in model.secrets]),
                pulumi.ResourceOptions(id=rpc.UNKNOWN if is_offline_preview(account) else id),
            ),
        )
        return found

    @classmethod
    def _refuse_id(cls, resource_name: str, id_: str) -> None:
        try:
            split_id(id_, cls._dynamic_provider.key)
        except ValueError as error:
            encoded = " Each part is percent-encoded: a slash within one is %2F." if "/" in id_ else ""
            raise pulumi.RunError(f"{cls.__name__} {resource_name!r}: {error}{encoded}") from None

    def _register(
        self, resource_name: str, opts: pulumi.ResourceOptions | None, arguments: Mapping[str, Value]
    ) -> None:
        model = self._dynamic_provider.inputs
        _refuse_settings()
        given = {name: plain(value) for name, value in arguments.items() if value is not None}
        given = mistakes.report(self._dynamic_provider, self._outputs(), resource_name, opts, given)
        if "name" in model.fields and "name" not in given:
            given[AUTONAME] = self._automatic_name(resource_name, opts)
        given |= unresolved_input(model, given)
        self._declare(
            resource_name,
            {name: _mark_secret(model, name, value) for name, value in given.items()},
            _with_secret_outputs(opts, self._secret_outputs(given)),
        )

    def _secret_outputs(self, given: Properties) -> list[str]:
        are_whole = self._face.encrypts_whole_lists
        return [
            field.name
            for field in self._dynamic_provider.inputs.secrets
            if (are_whole or field.secret) and holds_secret(field, given.get(field.name))
        ]

    def _declare(self, resource_name: str, inputs: Properties, opts: pulumi.ResourceOptions) -> None:
        sdk.refuse_old()
        # Skip the SDK's constructor, which would pickle the provider.
        face, kind = self._face, type(self)
        super(pulumi.dynamic.Resource, self).__init__(
            face.type_of(kind),
            resource_name,
            self._outputs() | face.inputs_of(kind, inputs | face.marks_of(opts)),
            face.options_of(kind, inputs, opts),
        )
        early_registration.count_resource()

    def translate_input_property(self, prop: str) -> str:
        """Return the engine's name of a property."""
        return self._face.engine_name(prop)

    def translate_output_property(self, prop: str) -> str:
        """Return the Python name of a property."""
        return self._face.python_name(prop)

    @classmethod
    @cache
    def _outputs(cls) -> Properties:
        """Return the outputs that the class and its bases declare, all None; resolve their annotations.

        The SDK reads the annotations of the class for each resource, and would compile each of them and search it for
        the type within `pulumi.Output[int | None]` every time.
        """
        own = [each for each in reversed(cls.__mro__) if issubclass(each, Resource) and each is not Resource]
        cls.__annotations__ = {
            name: _type_of_value(hint)
            for each in own
            for name, hint in inspect.get_annotations(each, eval_str=True).items()
        }
        return dict.fromkeys(cls.__annotations__)

    def _automatic_name(self, resource_name: str, opts: pulumi.ResourceOptions | None) -> pulumi.Input[str]:
        limit = longest_name(self._dynamic_provider.inputs)
        # A program under mocks may have no organization.
        organization = pulumi.get_organization() or ""
        here = (organization, pulumi.get_project(), pulumi.get_stack(), self._resource_type_name)
        if opts is None or opts.parent is None:
            return automatic_name(resource_name, limit, here)
        parent = opts.parent

        async def below_parent() -> str:
            # Only the URN: an output would make the parent wait for its own child.
            return automatic_name(resource_name, limit, (*here, str(await parent.urn.future())))

        return below_parent()


def _type_of_value(hint: Any) -> Any:
    """Return `int` for `pulumi.Output[int | None]`."""
    value = get_args(hint)[0] if get_origin(hint) is pulumi.Output else hint
    kept = [arm for arm in get_args(value) if arm is not NoneType]
    value = kept[0] if NoneType in get_args(value) and len(kept) == 1 else value
    items = get_args(value)
    if get_origin(value) is Sequence and is_output_type(items[0]):
        return Sequence[read_from_both(items[0])]  # type: ignore[misc]
    return read_from_both(value) if is_output_type(value) else value


def automatic_name(resource_name: str, longest: int, place: tuple[str, ...]) -> str:
    """Return a name for an object, as Pulumi does: the logical name, a dash, 7 hex digits.

    The digits are derived from the place of the resource and not random, so that a preview shows the name
    that ``pulumi up`` will use.

    Args:
        resource_name: The logical name.
        longest: The maximum number of characters.
        place: Whatever distinguishes this resource from others with the same logical name.
    """
    digits = hashlib.sha256("\n".join((*place, resource_name)).encode()).hexdigest()[:7]
    allowed = re.sub(r"[\\/\x00-\x1f\x7f]", "-", resource_name).strip()
    return f"{allowed[: longest - 8]}-{digits}"


def longest_name(model: type[Inputs]) -> int:
    """Return the maximum number of characters in the name of an object."""
    kind = model.fields["name"].kind
    assert isinstance(kind, Text)
    assert kind.longest
    return kind.longest


def _mark_secret(model: type[Inputs], name: str, value: Value) -> Value:
    """Mark a value, or the secrets in it, as secret by declaration."""
    field = model.fields.get(name)
    if field and field.secret:
        return pulumi.Output.secret(value)
    if field and field.nested and field.holds_secrets:
        return _with_secret_items(field.nested, value)
    return value


def _with_secret_items(model: type[Inputs], items: Value) -> Value:
    if isinstance(items, list):
        return [_with_secret_parts(model, item) for item in items]
    if isinstance(items, pulumi.Output):
        return items.apply(lambda known: _with_secret_items(model, plain(known)))
    return items


def _with_secret_parts(model: type[Inputs], item: Value) -> Value:
    if isinstance(item, Mapping):
        secret = {name for name, part in model.fields.items() if name in item and is_secret(part, item)}
        return {
            name: pulumi.Output.secret(value) if name in secret else value for name, value in item.items()
        }
    if isinstance(item, pulumi.Output):
        return item.apply(lambda known: _with_secret_parts(model, plain(known)))
    return item


def _with_secret_outputs(opts: pulumi.ResourceOptions | None, names: Iterable[str]) -> pulumi.ResourceOptions:
    return pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(additional_secret_outputs=list(names)))


def _refuse_settings() -> None:
    """Raise an error for an invalid setting, or a token that is not a secret and so would enter the state in clear.

    The whole configuration enters the state with the first resource, whatever its account.
    """
    for key, value in CONFIG.get().items():
        if is_token(key):
            if not is_config_secret(key):
                raise pulumi.RunError(
                    f"{key} is not encrypted and would enter the state in clear: set it again with "
                    f"`pulumi config set --secret {key}`."
                )
        elif key.startswith("edgegap"):
            from .settings import mistake_in  # most programs set none

            if mistake := mistake_in(key, value, pulumi.get_project()):
                raise pulumi.RunError(mistake)
