"""The base of all request and response models: requests are parsed strictly, answers omit fields without a value.

Their validators are built on first use, because a function imports all models of its domain and uses two of them. Their
errors do not repeat the input: errors are logged, and the input may be a password.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    SerializerFunctionWrapHandler,
    Strict,
    StringConstraints,
    TypeAdapter,
    WithJsonSchema,
    model_serializer,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from .faults import broken
from .scopes import ActorKind

Listed = TypeVar("Listed")

FIRST_YEAR, LAST_YEAR = 1900, 9998
"""The years of valid instants: others may not exist in another time zone and do not sort as text."""


def _in_utc(instant: datetime) -> datetime:
    if not FIRST_YEAR <= instant.year <= LAST_YEAR:
        raise broken("time_range", first=FIRST_YEAR, last=LAST_YEAR)
    return instant.astimezone(UTC)


def _written_out(value: Any) -> Any:
    """Refuse numbers, as texts too: pydantic reads `2026` as seconds, half past midnight of the first day of 1970."""
    if not (isinstance(value, str) and ":" in value):
        raise broken("type", expected="timestamp")
    return value


Instant = Annotated[AwareDatetime, Strict(False), BeforeValidator(_written_out), AfterValidator(_in_utc)]
"""An RFC 3339 timestamp with its offset, as an instant in UTC."""


def _possible(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise broken("time_range", first=FIRST_YEAR, last=LAST_YEAR)
    return day


Day = Annotated[date, Strict(), AfterValidator(_possible)]
"""A calendar day, `2026-04-07`."""


Timestamp = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time"})]
"""An instant in an answer: RFC 3339 in UTC with `Z`."""

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
"""With the two characters that are no controls and still end a line, for the writer of mail headers too."""


def _line(text: str) -> str:
    if _CONTROLS.search(text):
        raise broken("control_characters")
    if text and not any(character.isprintable() and not character.isspace() for character in text):
        raise broken("invisible")
    return text


LINE = AfterValidator(_line)
"""For names that people read: a single line, without control characters, with at least one visible character."""


_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""The controls of direction (Unicode Bidirectional Algorithm): with them a line reads as another. Text in scripts that
are written from right to left needs none."""


def without_direction(text: str) -> str:
    """A text that came from elsewhere, without the controls of its direction."""
    return _DIRECTION.sub("", text)


def in_one_direction(text: str) -> str:
    """The text. Raises the fault of one that controls the direction in which it is read."""
    if _DIRECTION.search(text):
        raise broken("direction_characters")
    return text


ONE_DIRECTION = AfterValidator(in_one_direction)
"""For what is read before it is trusted, such as the name of a file: `\u202etxt.exe` reads as `exe.txt`."""


def _name(text: str) -> str:
    return in_one_direction(_line(text))


NAME = AfterValidator(_name)
"""For what people call things and each other: a `LINE` that reads as it is written. What is found by a name that it has
already takes a `LINE`, so that names of before this rule are still found."""


def _distinct(values: list[Listed]) -> list[Listed]:
    return list(dict.fromkeys(values))


DISTINCT = AfterValidator(_distinct)
"""For lists in which a value counts once: the first of each stays, in their order."""


WebOrigin = Annotated[
    str, Field(max_length=200, pattern=r"^https?://[a-z0-9.-]+(:\d{1,5})?$", examples=["https://www.example.com"])
]
"""The origin of a site: its scheme and host, as browsers send it."""

CalendarId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,49}$", examples=["primary"])]
"""The name of a calendar of the organisation."""


class _NotNull:
    """Allows omitting a field, but not null: for changes, where null would mean to clear it."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(_sent, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        json_schema = handler(schema)
        kinds = [kind for kind in json_schema.get("anyOf", []) if kind != {"type": "null"}]
        if not kinds:
            return json_schema
        return kinds[0] if len(kinds) == 1 else {**json_schema, "anyOf": kinds}


def _sent(value: Any) -> Any:
    if value is None:
        raise broken("required")
    return value


NOT_NULL = _NotNull()


class _OneOrSeveral:
    """Allows writing a list of texts with one element as the text alone."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(_listed, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        several = handler(schema)
        return {"anyOf": [several["items"], several]}


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


ONE_OR_SEVERAL = _OneOrSeveral()

EXACTLY = StringConstraints(strip_whitespace=False)
"""For secrets: leading and trailing spaces are part of them."""


class Request(BaseModel):
    """The `data` of a request: unknown fields are refused and nothing is coerced."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        frozen=True,
        str_strip_whitespace=True,
        defer_build=True,
        hide_input_in_errors=True,
    )


def by_form(model: type[Request], other: Any) -> BeforeValidator:
    """Judge an object as the model and all else as the other type of a union.

    Pydantic judges a value as both, and names them in the fields of its errors: `tools[0].GrantedTool.words`.
    """

    @cache
    def adapter() -> TypeAdapter[Any]:
        return TypeAdapter(other, config=ConfigDict(strict=True, str_strip_whitespace=True, hide_input_in_errors=True))

    def judged(value: Any) -> Any:
        if isinstance(value, dict):
            return model.model_validate(value)
        return value if isinstance(value, model) else adapter().validate_python(value)

    return BeforeValidator(judged)


class Response(BaseModel):
    """The `data` of an answer, or a part of it. Fields without a value are omitted, also in the parts."""

    model_config = ConfigDict(frozen=True, defer_build=True, hide_input_in_errors=True)
    nullable: ClassVar[frozenset[str]] = frozenset()

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        """Raises TypeError when null is meant to be shown and would not be."""
        if cls.nullable and not issubclass(cls, NullableResponse):
            raise TypeError(f"{cls.__name__} is no NullableResponse")

    def model_dump(self, **options: Any) -> dict[str, Any]:
        """See BaseModel.model_dump. pydantic omits fields that are None, in compiled code for the whole answer."""
        return super().model_dump(**{"exclude_none": True, **options})

    def model_dump_json(self, **options: Any) -> str:
        """See BaseModel.model_dump_json."""
        return super().model_dump_json(**{"exclude_none": True, **options})

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The schema of the fields; of a class with a serializer, pydantic by itself would give its dictionary's."""
        plain: Any = {name: part for name, part in core_schema.items() if name != "serialization"}
        return handler(plain)


class NullableResponse(Response):
    """An answer, or a part of one, that shows the fields in `nullable` also when they have no value."""

    @model_serializer(mode="wrap")
    def _with_null(self, serialise: SerializerFunctionWrapHandler) -> dict[str, Any]:
        fields = serialise(self)
        return {
            k: fields.get(k) for k in type(self).__pydantic_fields__ if fields.get(k) is not None or k in self.nullable
        }


SORT = "The order, `-` for the reverse; what has no value comes last. Without it, the newest come first."
"""What is said of the `sort` of a list."""


class ListRequest(Request):
    """The fields of every list request."""

    page: Annotated[int, Field(ge=1, le=1_000_000_000, description="The page, from 1.")] = 1
    per_page: Annotated[int, Field(ge=1, le=100, description="How many a page.")] = 20

    def slice_of(self, items: Sequence[Listed]) -> Sequence[Listed]:
        """The items of the page, out of the whole list."""
        start = (self.page - 1) * self.per_page
        return items[start : start + self.per_page]


class Pagination(Response):
    """The position of a page in its list; totals are exact."""

    page: int = Field(description="The page, from 1.")
    per_page: int = Field(description="Results per page.")
    total: int = Field(description="The exact number of results.")
    total_pages: int = Field(description="The number of pages.")

    @classmethod
    def of(cls, request: ListRequest, total: int) -> "Pagination":
        """The pagination of a request's page."""
        return cls(
            page=request.page,
            per_page=request.per_page,
            total=total,
            total_pages=-(-total // request.per_page),
        )


class Author(Response):
    """Who did something: a user, an API key, a workflow, or the platform."""

    kind: ActorKind = Field(description="What acted.")
    id: str = Field(description="The id of the user, the key or the run.")
