"""An answer omits fields without a value, in all of its parts, and shows null where a part declares that."""

from typing import Any, ClassVar

import pytest
from bivelio_core.json_text import to_json
from bivelio_core.models import NullableResponse, Response


class Part(NullableResponse):
    """A part that shows one of its fields in any case."""

    nullable: ClassVar[frozenset[str]] = frozenset({"seen"})
    first: int | None = None
    seen: str | None = None
    last: int = 1


class Whole(Response):
    """An answer with parts, and with what a caller gave."""

    name: str | None = None
    part: Part
    parts: list[Part | None]
    free: dict[str, Any]


WHOLE = Whole(part=Part(), parts=[Part(first=2), None], free={"given": None, "within": [{"none": None}]})
SHOWN = {
    "part": {"seen": None, "last": 1},
    "parts": [{"first": 2, "seen": None, "last": 1}, None],
    "free": {"given": None, "within": [{"none": None}]},
}


def test_fields_without_a_value_are_omitted_and_null_is_shown_where_it_is_declared():
    assert WHOLE.model_dump() == SHOWN
    assert list(WHOLE.model_dump()["part"]) == ["seen", "last"]


def test_what_a_caller_gave_keeps_its_null():
    assert to_json(WHOLE.free) == '{"given":null,"within":[{"none":null}]}'
    assert to_json({"kept": WHOLE}) == to_json({"kept": SHOWN})
    assert WHOLE.model_dump_json() == to_json(SHOWN)


def test_null_cannot_be_declared_where_it_would_not_be_shown():
    with pytest.raises(TypeError, match="Forgetful is no NullableResponse"):

        class Forgetful(Response):
            nullable: ClassVar[frozenset[str]] = frozenset({"seen"})
            seen: str | None = None
