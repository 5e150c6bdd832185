"""The operations as data: what a command line offers is what the methods take."""

import inspect
import time

import pytest
from bivelio import BiVelio, _catalogue

from tools.sdk.document import Document

CLIENT = BiVelio("bv_test_sk_1")
NAMES = [method.operation for method in Document().methods]
KINDS = {"string", "integer", "number", "boolean", "date", "date-time"}


def test_every_operation_of_every_resource_is_there():
    assert [one.name for resource in _catalogue.resources() for one in _catalogue.of(resource)] == sorted(
        NAMES, key=lambda name: list(_catalogue.resources()).index(name.partition(".")[0])
    )


@pytest.mark.parametrize("name", NAMES)
def test_its_parameters_are_those_of_the_method(name):
    one = _catalogue.described(name)
    taken = inspect.signature(one.method_of(CLIENT)).parameters
    assert {parameter.keyword for parameter in one.parameters} <= taken.keys()
    assert ("idempotency_key" in taken) == one.takes_key
    assert one.positional is None or taken[one.positional].kind is inspect.Parameter.POSITIONAL_OR_KEYWORD
    for parameter in one.parameters:
        assert parameter.kind.removesuffix("[]") in {*KINDS, "json"}
        if "upload" not in name and parameter.is_required:
            assert taken[parameter.keyword].default is inspect.Parameter.empty


def test_a_list_tells_its_items_and_a_field_its_choices():
    listed, made = _catalogue.described("contacts.list"), _catalogue.described("contacts.create")
    assert (listed.path, listed.items, listed.answer) == ("/contacts/list", "contacts", "ContactPage")
    kinds = {one.field: (one.kind, one.choices, one.is_required) for one in made.parameters}
    assert kinds["type"] == ("string", ("person", "company"), True)
    assert kinds["tags"] == ("string[]", (), False)
    assert kinds["custom_fields"][0] == "json"
    overlap = {one.field: one for one in _catalogue.described("keys.rotate").parameters}["overlap_seconds"]
    assert (overlap.kind, overlap.choices[0]) == ("integer", "0")
    assert _catalogue.described("events.list").parameters[1][:3] == ("from", "from_", "date-time")


def test_reading_the_whole_table_is_cheap():
    start = time.process_time()
    for resource in _catalogue.resources():
        list(_catalogue.of(resource))
    assert time.process_time() - start < 0.1
