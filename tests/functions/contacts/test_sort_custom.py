"""`sort` by declared fields of contacts: numbers, days, texts, choices; who has no value comes last."""

import itertools

import pytest
from bivelio_core import clock
from bivelio_core.store import keys
from bivelio_core.store.index import sorting, writer

from tests import streams
from tests.api import call, load, rows
from tests.functions.contacts.custom_fields import declared
from tests.functions.contacts.test_custom_fields_indexed import BEGIN, serve, store

NUMBERS = [12, 5, None, -5, -50, 50, 0, 5.5, -5.25, 1200, None, 59.99, 0.05]
"""Some share their coarse term, and some of these have fewer digits than it."""


@pytest.fixture(params=[0, 50], ids=["by the index", "by rows"], autouse=True)
def few(request, monkeypatch, table):
    """Few contacts are sorted by their rows; and all by the index, if these are none."""
    assert table is not None
    monkeypatch.setattr(sorting, "FEW_ROWS", request.param)
    monkeypatch.setattr(writer, "WAITING_ITEMS", 0)


def made(field, values):
    """The ids of contacts with these values, some of whom share one."""
    fields = [{} if value is None else {"custom_fields": {field: value}} for value in values]
    names = (f"Maria {number}" for number in itertools.count())
    return [call("contacts.create", {"type": "person", "name": next(names), **each}).data["id"] for each in fields]


def listed(sort, per_page=4):
    """The ids of all pages."""
    return [each["id"] for each in rows("contacts.list", "contacts", per_page=per_page, sort=sort)]


def expected(contact_ids, values, *, is_reverse=False):
    """The ids in order of the values, the newest of equal ones first, and those without one last."""
    newest_first = list(zip(contact_ids, values, strict=True))[::-1]
    having = sorted((each for each in newest_first if each[1] is not None), key=lambda it: it[1], reverse=is_reverse)
    return [each[0] for each in (*having, *(each for each in newest_first if each[1] is None))]


@pytest.mark.parametrize(
    ("field_type", "values"),
    [
        ("number", NUMBERS),
        ("date", ["2026-04-30", "2025-12-31", None, "2026-04-07", "2026-04-07", "2026-05-01"]),
        ("text", ["bru", "àngels", None, "zoe", "anna", "bru"]),
        ("boolean", [True, False, None, True]),
    ],
)
def test_contacts_are_in_order_of_a_field_in_both_directions(field_type, values):
    with clock.frozen(BEGIN):
        declared("camp", field_type, indexed=True)
    serve(BEGIN)
    contact_ids = made("camp", values)
    records = [streams.record(None, item) for item in store().query(keys.CONTACT, consistent=True)[:-2]]
    assert load("workers/index_changes").handler(streams.batch(*records), None) == {"batchItemFailures": []}
    plain = ["angels" if value == "àngels" else value for value in values]
    assert listed("custom_fields.camp") == expected(contact_ids, plain)
    assert listed("-custom_fields.camp") == expected(contact_ids, plain, is_reverse=True)


def test_a_field_that_is_not_indexed_or_has_no_order_is_refused():
    with clock.frozen(BEGIN):
        declared("lliure", "number")
        declared("etiquetes", "multi_select", indexed=True, options=[{"value": "a"}])
    serve(BEGIN)
    for name, constraint in (("lliure", "not_indexed"), ("cap", "not_indexed"), ("etiquetes", "choice")):
        answer = call("contacts.list", {"sort": f"custom_fields.{name}"})
        assert (answer.status, answer.error["details"]["field"]) == (422, "sort")
        assert answer.error["details"]["constraint"] == constraint


@pytest.mark.parametrize("sort", ["custom_fields.", "phone", "--name", "Name", ""])
def test_what_is_no_order_is_refused(sort):
    answer = call("contacts.list", {"sort": sort})
    assert (answer.status, answer.error["details"]["field"]) == (400, "sort")
