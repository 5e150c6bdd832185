"""POST /v1/cases/get keeps its promises."""

import pytest

from tests.api import OTHER_ORGANISATION, call
from tests.functions.cases.made import SANDBOX, case

pytestmark = pytest.mark.usefixtures("table")


def test_a_case_comes_with_its_notes_oldest_first():
    made = case(note="Primera")
    call("cases.update", {"id": made["id"], "note": "Segona"})
    shown = call("cases.get", {"id": made["id"]}).data
    assert [(note["number"], note["text"]) for note in shown["notes"]] == [(1, "Primera"), (2, "Segona")]
    assert shown["notes"][0]["author"] == {"kind": "api_key", "id": "key_test"}


def test_the_documented_case_is_there_in_a_fresh_sandbox():
    shown = call("cases.get", {"id": "cs_a1b2c3d4"}, caller=SANDBOX).data
    assert (shown["number"], shown["title"]) == ("CAS-2026-001", "Canvi de pla a Enterprise")


def test_another_organisations_case_is_403_and_an_unknown_one_404():
    made = case()
    assert call("cases.get", {"id": made["id"]}, caller={"organisation": OTHER_ORGANISATION}).status == 403
    assert call("cases.get", {"id": "cs_a1b2c3d4"}).status == 404


def test_a_reader_reads_and_does_not_write():
    made = case()
    reader = {"scopes": "cases:read"}
    assert call("cases.get", {"id": made["id"]}, caller=reader).data == made
    for operation, data in (("cases.update", {"id": made["id"], "title": "X"}), ("cases.create", {"title": "X"})):
        assert call(operation, data, caller=reader).error["code"] == "AUTH_INSUFFICIENT_SCOPE"
    assert call("cases.get", {"id": made["id"]}, caller={"scopes": "contacts:read"}).status == 403
