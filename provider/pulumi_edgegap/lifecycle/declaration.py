"""The declaration of an API object: one class with everything known about each field.

Check, diff, update, the docstrings and the reference follow from it::

    class AppInputs(Inputs):
        title = "App"
        name = Field(Text(check_name, 3, 64), "The app's name.", required=True, replaces=True)

Both processes load it, the program's at every preview, so it is plain Python, which loads fast.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import isfinite
from typing import ClassVar, Final, NamedTuple

from .values import Value, is_unknown

STAYS: Final = object()
"""The mark of a field that keeps its value in the API once the program no longer sets it."""


WRONG = "property {path} {reason}"
UNKNOWN = "unknown property {path!r}: {reason}"
MISSING = "missing required property {path!r}"


class Failure(NamedTuple):
    """A mistake in one property: its path (``ports[1].tls_upgrade``) and a clause that says what to do."""

    path: str
    reason: str
    form: str = WRONG

    def __str__(self) -> str:
        """Name the property and the mistake."""
        return self.form.format(path=self.path, reason=self.reason)


class Kind:
    """The type of a field, and the values it accepts."""

    python: str
    """The type in Python."""
    nested: type[Inputs] | None = None
    """The declaration of an object, or of each object of a list."""
    is_list = False

    def mistake(self, value: Value) -> str | None:
        """Return what is wrong with a known value, as a clause (``must be at least 100``), or None."""
        raise NotImplementedError

    def limits(self) -> str:
        """Describe the limits of the values, beyond their type."""
        return ""


class Field:
    """Everything known about one field."""

    name: str
    secret_if: str

    def __init__(
        self,
        kind: Kind,
        about: str,
        *,
        required: bool = False,
        default: Value = None,
        replaces: bool = False,
        local: bool = False,
        secret: bool = False,
        secret_if: str = "",
        may_hold_credentials: bool = False,
        refers: bool = False,
        one_time: bool = False,
        identity: bool = False,
        resets: Value = STAYS,
        sent_with: str = "",
        may_stay: bool = False,
        service_default: Value = None,
    ) -> None:
        """Declare a field.

        Args:
            kind: Its type, and the values it accepts.
            about: Its description, a sentence.
            required: Whether an object must have it.
            default: The value filled in where the program does not set it; None for none.
            replaces: Whether a change replaces the resource.
            local: Whether it is never sent in a body, as it belongs to the route or to Pulumi only.
            secret: Whether it is a secret, which the API never shows again.
            secret_if: The flag beside it that makes it secret.
            may_hold_credentials: Whether people paste credentials into it, so that no message may show its value.
            refers: Whether it names another object, which may be deleted independently.
            one_time: Whether it matters only when the object is created; it is neither recorded nor compared.
            identity: Whether it identifies an item of a list, whatever their order.
            resets: The documented value that an update sends once the program no longer sets the field.
            sent_with: The field that the API requires in the same update.
            may_stay: Whether an object may keep an existing value that the kind would refuse.
            service_default: The value that the service is known to fill in, which is not a manual change.
        """
        self.kind = kind
        self.service_default = service_default
        self.nested = kind.nested
        self.is_list = kind.is_list
        self.about = about
        self.required = required
        self.default = default
        self.replaces = replaces
        self.local = local
        self.secret = secret
        self.holds_secrets = secret or any(part.secret_if for part in self._parts())
        self.secret_if = secret_if
        self.may_hold_credentials = may_hold_credentials
        self.refers = refers
        self.one_time = one_time
        self.identity = identity
        self.resets = resets
        self.sent_with = sent_with
        self.may_stay = may_stay

    def __set_name__(self, owner: type[Inputs], name: str) -> None:
        """Take the name of the attribute."""
        self.name = name

    @property
    def optional(self) -> bool:
        """Whether the field may have no value."""
        return not self.required and self.default is None

    def _parts(self) -> Iterable[Field]:
        return self.nested.fields.values() if self.nested else ()


class Inputs:
    """The inputs of one API object, or of an object nested in it."""

    title: ClassVar[str]
    fields: ClassVar[Mapping[str, Field]]
    defaults: ClassVar[Mapping[str, Value]]
    """The defaults of the fields that have one."""
    parts: ClassVar[Mapping[str, type[Inputs]]]
    """The fields that hold objects, or lists of them."""
    secrets: ClassVar[Sequence[Field]]
    """The fields that are secret, or can hold a secret."""
    identity: ClassVar[Sequence[str]]
    """The fields that identify an item of a list."""
    has_rules: ClassVar[bool]
    """Whether there are rules over several fields, here or in a part."""

    def __init_subclass__(cls) -> None:
        """Collect the fields, and what is often needed of them."""
        declared = {name: value for name, value in vars(cls).items() if isinstance(value, Field)}
        cls.fields = declared
        cls.defaults = {name: field.default for name, field in declared.items() if field.default is not None}
        cls.parts = {name: field.nested for name, field in declared.items() if field.nested}
        cls.secrets = [field for field in declared.values() if field.holds_secrets]
        cls.identity = [name for name, field in declared.items() if field.identity]
        cls.has_rules = "rules" in vars(cls) or any(part.has_rules for part in cls.parts.values())

    @classmethod
    def normalize(cls, values: Mapping[str, Value]) -> dict[str, Value]:
        """Return values in the spelling that is sent and recorded, where programs and responses have several."""
        return dict(values)

    @classmethod
    def complete_update(cls, body: Mapping[str, Value], wanted: Mapping[str, Value]) -> dict[str, Value]:
        """Return the body of an update with further fields that have to be sent with it, beyond ``sent_with``."""
        return dict(body)

    @classmethod
    def rules(cls, known: Known) -> Iterator[Failure]:
        """Find the combinations of fields that are invalid."""
        yield from ()


class Known:
    """A view of inputs for rules over several fields: what is missing, unknown or mistyped reads as None."""

    def __init__(self, values: Value) -> None:
        """View inputs as given by the program or the engine."""
        self._values = values if isinstance(values, dict) else {}

    def text(self, name: str) -> str | None:
        """Return a known text."""
        value = self._values.get(name)
        return value if isinstance(value, str) and not is_unknown(value) else None

    def number(self, name: str) -> int | None:
        """Return a known integer."""
        value = self._values.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            return None
        return int(value)

    def is_true(self, name: str) -> bool:
        """Whether a flag is known to be set."""
        return self._values.get(name) is True

    def has(self, name: str) -> bool:
        """Whether the program sets the field, with a known or an unknown value."""
        return self._values.get(name) is not None

    def items(self, name: str) -> Iterator[tuple[int, Known]]:
        """Yield the items of a list of objects, each with its index."""
        value = self._values.get(name)
        if isinstance(value, list | tuple):
            yield from ((index, Known(item)) for index, item in enumerate(value))
