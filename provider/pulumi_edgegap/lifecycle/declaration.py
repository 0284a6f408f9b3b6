"""How an API object is declared: one class whose fields say all that is known of them.

Check, diff, update, the docstrings and the reference are made from here::

    class AppInputs(Inputs):
        title = "App"
        name = Field(Text(a_name, 3, 64), "The app's name.", required=True, replaces=True)

Both processes read it, the program's at every preview: it is plain Python, which loads at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import isfinite
from typing import ClassVar, Final, NamedTuple

from .values import Value, is_unknown

STAYS: Final = object()
"""The mark of a field that stays as it is at the API once the program no longer sets it."""


WRONG = "property {path} {reason}"
UNKNOWN = "unknown property {path!r}: {reason}"
MISSING = "missing required property {path!r}"


class Failure(NamedTuple):
    """A mistake in one property: its path (``ports[1].tls_upgrade``) and half a sentence that says what to do."""

    path: str
    reason: str
    form: str = WRONG

    def __str__(self) -> str:
        """Name the property and the mistake."""
        return self.form.format(path=self.path, reason=self.reason)


class Kind:
    """Which values a field takes."""

    python: str
    """Their type, as a program writes it."""
    nested: type[Inputs] | None = None
    """The declaration of what is in an object, or in each object of a list."""
    is_list = False

    def mistake(self, value: Value) -> str | None:
        """Say what is wrong with a known value, as a half sentence (``must be at least 100``)."""
        raise NotImplementedError

    def limits(self) -> str:
        """Say in words which values it takes, beyond their type."""
        return ""


class Field:
    """What is known of one field."""

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
        pasted: bool = False,
        refers: bool = False,
        one_time: bool = False,
        identity: bool = False,
        resets: Value = STAYS,
        sent_with: str = "",
        stands: bool = False,
        service_default: Value = None,
    ) -> None:
        """Declare a field.

        Args:
            kind: Which values it takes.
            about: What it is for, a sentence.
            required: Whether an object must have it.
            default: What is filled in where the program no longer sets it. None: nothing is.
            replaces: A change replaces the resource.
            local: Never sent in a body: it is part of the route, or of Pulumi only.
            secret: The API never shows it again.
            secret_if: The flag beside it that makes it secret.
            pasted: People paste credentials into it, so no message shows its value.
            refers: Names another object, which may go on its own.
            one_time: Counts while the object is created only; never recorded, never a change.
            identity: Tells one item of a list from the others, whatever their order.
            resets: The documented value that an update sends once the program no longer sets the field.
            sent_with: The field that the API wants in the same update.
            stands: Objects of the API have values that the kind refuses: one that an object has already may stay.
            service_default: What the service is known to fill in: no mark of a hand.
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
        self.pasted = pasted
        self.refers = refers
        self.one_time = one_time
        self.identity = identity
        self.resets = resets
        self.sent_with = sent_with
        self.stands = stands

    def __set_name__(self, owner: type[Inputs], name: str) -> None:
        """Take the name that the declaration gives it."""
        self.name = name

    @property
    def optional(self) -> bool:
        """Whether the field can be without a value."""
        return not self.required and self.default is None

    def _parts(self) -> Iterable[Field]:
        return self.nested.fields.values() if self.nested else ()


class Inputs:
    """The inputs of one API object, or of an object nested in it."""

    title: ClassVar[str]
    fields: ClassVar[Mapping[str, Field]]
    defaults: ClassVar[Mapping[str, Value]]
    """What is filled in, by the fields that have a default."""
    parts: ClassVar[Mapping[str, type[Inputs]]]
    """The fields that hold objects, or lists of them."""
    secrets: ClassVar[Sequence[Field]]
    """The fields that are secret, or can hold a secret."""
    identity: ClassVar[Sequence[str]]
    """The fields that tell one item of a list from the others."""
    ruled: ClassVar[bool]
    """Whether there are rules between fields, here or in a part."""

    def __init_subclass__(cls) -> None:
        """Collect the fields, and what is asked of them again and again."""
        declared = {name: value for name, value in vars(cls).items() if isinstance(value, Field)}
        cls.fields = declared
        cls.defaults = {name: field.default for name, field in declared.items() if field.default is not None}
        cls.parts = {name: field.nested for name, field in declared.items() if field.nested}
        cls.secrets = [field for field in declared.values() if field.holds_secrets]
        cls.identity = [name for name, field in declared.items() if field.identity]
        cls.ruled = "rules" in vars(cls) or any(part.ruled for part in cls.parts.values())

    @classmethod
    def spelled(cls, values: Mapping[str, Value]) -> dict[str, Value]:
        """Give values in the one spelling that is sent and recorded, where programs and answers have several."""
        return dict(values)

    @classmethod
    def together(cls, body: Mapping[str, Value], wanted: Mapping[str, Value]) -> dict[str, Value]:
        """Give the body of an update with what has to be sent beside it, beyond ``sent_with``."""
        return dict(body)

    @classmethod
    def rules(cls, known: Known) -> Iterator[Failure]:
        """Find the mistakes that lie between fields."""
        yield from ()


class Known:
    """A view of inputs for rules over several fields: what is missing, unknown or mistyped reads as None."""

    def __init__(self, values: Value) -> None:
        """Take the inputs as the program or the engine gave them."""
        self._values = values if isinstance(values, dict) else {}

    def text(self, name: str) -> str | None:
        """Give a known text."""
        value = self._values.get(name)
        return value if isinstance(value, str) and not is_unknown(value) else None

    def number(self, name: str) -> int | None:
        """Give a known whole number."""
        value = self._values.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            return None
        return int(value)

    def is_true(self, name: str) -> bool:
        """Tell whether a flag is known to be set."""
        return self._values.get(name) is True

    def has(self, name: str) -> bool:
        """Tell whether the program gives the field at all, be it known or not."""
        return self._values.get(name) is not None

    def items(self, name: str) -> Iterator[tuple[int, Known]]:
        """Give the items of a list of objects, each with its index."""
        value = self._values.get(name)
        if isinstance(value, list | tuple):
            yield from ((index, Known(item)) for index, item in enumerate(value))
