"""How an API object is declared: one pydantic model whose fields say all that is known of them.

A field's type, range, default and description stand in the model, what Pulumi needs besides stands in
these marks. Check, diff, update, the docstrings and the reference are made from here::

    class AppInputs(Inputs):
        title = "App"
        name: Annotated[Name, REPLACES] = Field(min_length=3, max_length=64, description="...")
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import NoneType
from typing import Annotated, Any, ClassVar, get_args, get_origin

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, Strict
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema, core_schema

from ._values import Value, is_unknown


@dataclass(frozen=True)
class Mark:
    """A fact of a field that pydantic has no word for."""

    meaning: str


REPLACES = Mark("A change replaces the resource.")
LOCAL = Mark("Never sent in a body: it is part of the route, or of Pulumi only.")
SECRET = Mark("Secret; the API never shows it again.")
SECRET_ITEMS = Mark("The values marked `is_secret` are secret; the API never shows them again.")
REFERS = Mark("Names another object, which may go on its own.")
PASTED = Mark("People paste credentials into it, so no message shows its value.")
ONE_TIME = Mark("Counts while the object is created only; never recorded, never a change.")
IDENTITY = Mark("Tells one item of a list from the others, whatever their order.")


@dataclass(frozen=True)
class Resets:
    """The documented value that an update sends once the program no longer sets the field."""

    to: bool | str | tuple[()] | None


@dataclass(frozen=True)
class SentWith:
    """The API wants this field and another one in the same update."""

    other: str


@dataclass(frozen=True)
class SecretIf:
    """The value is secret where a flag beside it is set; a list of such objects is marked `SECRET_ITEMS`."""

    flag: str


@dataclass(frozen=True)
class Failure:
    """A mistake in one property: its path (``ports[1].tls_upgrade``) and a sentence that says what to do."""

    path: str
    reason: str


class _WholeNumber:
    """Takes 512 and 512.0 for the same number, as they are in Pulumi's protocol, but neither True nor '512'."""

    @staticmethod
    def __get_pydantic_core_schema__(source: type[int], handler: GetCoreSchemaHandler) -> CoreSchema:
        integral = core_schema.chain_schema([core_schema.float_schema(strict=True), core_schema.int_schema()])
        whole = core_schema.union_schema(
            [core_schema.int_schema(strict=True), integral],
            mode="left_to_right",
            custom_error_type="whole_number",
            custom_error_message="must be a whole number",
        )
        return core_schema.chain_schema([whole, handler(source)])


Text = Annotated[str, Strict()]
Flag = Annotated[bool, Strict()]
Whole = Annotated[int, _WholeNumber]


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
        return int(value) if isinstance(value, int | float) and not isinstance(value, bool) else None

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


class Inputs(BaseModel):
    """The inputs of one API object, or of an object nested in it."""

    # Programs mostly declare resources whose inputs only the provider's process validates.
    model_config = ConfigDict(extra="forbid", defer_build=True)
    title: ClassVar[str]

    @classmethod
    def rules(cls, known: Known) -> Iterator[Failure]:
        """Find the mistakes that lie between fields."""
        yield from ()


@dataclass(frozen=True)
class Declared:
    """What is known of one declared field."""

    name: str
    info: FieldInfo
    required: bool
    default: Value
    marks: tuple[Value, ...]
    nested: type[Inputs] | None
    is_list: bool

    @property
    def resets(self) -> Resets | None:
        """The value to send once the program drops the field, where the API documents one."""
        return next((mark for mark in self.marks if isinstance(mark, Resets)), None)

    @property
    def sent_with(self) -> str | None:
        """The field that has to be sent in the same update."""
        return next((mark.other for mark in self.marks if isinstance(mark, SentWith)), None)


@cache
def fields(model: type[Inputs]) -> dict[str, Declared]:
    """Give the declared fields of an object by name."""
    return {name: _field(name, info) for name, info in model.model_fields.items()}


def _field(name: str, info: FieldInfo) -> Declared:
    shape = without_none(info.annotation)
    is_list = get_origin(shape) is list
    item = get_args(shape)[0] if is_list else shape
    return Declared(
        name=name,
        info=info,
        required=info.is_required(),
        default=None if info.is_required() else info.default,
        marks=tuple(mark for mark in info.metadata if isinstance(mark, Mark | Resets | SecretIf | SentWith)),
        nested=item if isinstance(item, type) and issubclass(item, Inputs) else None,
        is_list=is_list,
    )


def without_none(annotation: Any) -> Any:
    """Give `int` for `int | None`."""
    kept = [arm for arm in get_args(annotation) if arm is not NoneType]
    return kept[0] if NoneType in get_args(annotation) and len(kept) == 1 else annotation
