"""What each type of a declared field takes, and the form in which a value is kept."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from bivelio_core.contacts.custom import cells
from bivelio_core.contacts.custom.definitions import Definition
from bivelio_core.contacts.custom.values import MisfitError, fits, normalised, schema_of
from bivelio_core.json_schema_values import misfits
from bivelio_core.store.codec import plain, same
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples

ON = "2026-01-01T00:00:00Z"
OPTIONS = {"retail": "Comerç", "altres": "Altres", "sense ànim": "Sense ànim de lucre"}


def of(kind: Any, **about: Any) -> Definition:
    options = OPTIONS if kind in ("select", "multi_select") else {}
    return Definition("camp", kind, ON, ON, options=options, **about)


KEPT: list[tuple[str, Any, Any]] = [
    ("text", "  Vic ", "Vic"),
    ("text", 12, "12"),
    ("number", "12.50", 12.5),
    ("number", -0.1, -0.1),
    ("number", "1e3", 1000),
    ("number", 123456789012345, 123456789012345),
    ("currency", "12.30", 12.3),
    ("date", "2024-02-29", "2024-02-29"),
    ("boolean", "TRUE", True),
    ("boolean", False, False),
    ("select", "sense ànim", "sense ànim"),
    ("multi_select", ["altres", "retail", "altres"], ["retail", "altres"]),
    ("url", "https://exemple.cat/a?b=1", "https://exemple.cat/a?b=1"),
    ("phone", "600 111 222", "+34600111222"),
    ("phone", "+33 1 42 68 53 00", "+33142685300"),
    ("tax_number", "b-12345674", "B12345674"),
    ("tax_number", "ES12345678Z", "ES12345678Z"),
    ("relation", "ct_abc123", "ct_abc123"),
]
REFUSED: list[tuple[str, Any, str]] = [
    ("text", "", "min_length"),
    ("text", "x" * 1001, "max_length"),
    ("text", ["x"], "type"),
    ("text", True, "type"),
    ("number", "12,5", "type"),
    ("number", "0x10", "type"),
    ("number", "NaN", "type"),
    ("number", float("inf"), "type"),
    ("number", True, "type"),
    ("number", "1234567890123456.5", "number_range"),
    ("number", "0.1234567890123456", "number_range"),
    ("number", "1e-40", "number_range"),
    ("currency", 1.005, "multiple_of"),
    ("date", "2026-02-29", "format"),
    ("date", "29/02/2024", "format"),
    ("date", "0999-01-01", "format"),
    ("date", 20260101, "format"),
    ("boolean", "sí", "type"),
    ("boolean", 1, "type"),
    ("select", "Comerç", "choice"),
    ("select", ["retail"], "choice"),
    ("multi_select", "retail", "type"),
    ("multi_select", ["retail", "x"], "choice"),
    ("url", "exemple.cat", "format"),
    ("url", "javascript:alert(1)", "format"),
    ("url", "https://a b", "format"),
    ("phone", "12", "format"),
    ("tax_number", "B12345678", "format"),
    ("tax_number", "---", "format"),
    ("relation", 7, "type"),
]


@pytest.mark.parametrize(("kind", "value", "kept"), KEPT)
def test_a_value_is_kept_in_the_form_of_its_type(kind, value, kept):
    result = normalised(of(kind), value)
    assert same(result, kept)
    assert type(result) is type(kept)
    assert same(normalised(of(kind), result), result), "and once kept, stays so"


@pytest.mark.parametrize(("kind", "value", "constraint"), REFUSED)
def test_another_value_is_refused_with_what_it_breaks(kind, value, constraint):
    with pytest.raises(MisfitError) as refusal:
        normalised(of(kind), value)
    assert refusal.value.constraint == constraint


def test_amounts_have_the_decimals_of_their_currency():
    assert normalised(of("currency", currency="JPY"), 100) == 100
    assert normalised(of("currency", currency="TND"), "1.005") == 1.005
    assert not fits(of("currency", currency="JPY"), 0.5)


def test_a_tax_number_is_checked_by_its_country():
    assert fits(of("tax_number", country="FR"), "FR40303265045")
    assert not fits(of("tax_number", country="FR"), "FR41303265045")
    assert fits(of("tax_number", country="AD"), "L-710983-X") or fits(of("tax_number", country="AD"), "L709604E")
    assert fits(of("tax_number", country="US"), "12-3456789")


exact = st.integers(-(10**15) + 1, 10**15 - 1).flatmap(
    lambda n: st.integers(0, 12).map(lambda e: Decimal(n).scaleb(-e))
)


@given(exact)
@examples(200)
def test_every_number_of_fifteen_digits_is_exact_through_json(number):
    kept = normalised(of("number"), format(number, "f"))
    assert Decimal(repr(kept) if isinstance(kept, float) else kept) == number
    assert same(json.loads(json.dumps(kept)), plain(number))


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.dates().map(date.isoformat),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=5), inside, max_size=3),
    max_leaves=5,
)
TYPES = [
    "text",
    "number",
    "date",
    "boolean",
    "select",
    "multi_select",
    "currency",
    "url",
    "phone",
    "tax_number",
    "relation",
]


@given(st.sampled_from(TYPES), ANYTHING)
@examples(500)
def test_any_value_is_kept_or_refused_and_what_is_kept_is_of_the_schema(kind, value):
    definition = of(kind)
    if value is None or not fits(definition, value):
        return
    kept = normalised(definition, value)
    assert same(normalised(definition, kept), kept)
    assert misfits(kept, schema_of(definition)) == []


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        ("number", "1.234,5", 1234.5),
        ("number", "1,234.5", 1234.5),
        ("number", "1.234", 1.234),
        ("number", "1.234.567", 1234567),
        ("number", "-3,25", -3.25),
        ("currency", "12,50 €", 12.5),
        ("date", "3/4/2026", "2026-04-03"),
        ("date", "03-04-2026", "2026-04-03"),
        ("boolean", "Sí", True),
        ("boolean", "X", True),
        ("boolean", "no", False),
        ("select", "comerç", "retail"),
        ("multi_select", "Comerç; Altres", ["retail", "altres"]),
        ("phone", "600.111.222", "+34600111222"),
        ("number", "molt", "molt"),
        ("date", "31/02/2026", "31/02/2026"),
    ],
)
def test_a_cell_is_read_as_spreadsheets_write_it(kind, cell, value):
    assert same(cells.value_of(of(kind), cell), value)
