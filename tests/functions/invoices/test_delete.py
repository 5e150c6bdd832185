"""POST /v1/invoices/delete keeps its promises."""

import pytest

from tests.api import OTHER_ORGANISATION, call
from tests.invoices.world import draft

pytestmark = pytest.mark.usefixtures("table")


def delete(made):
    return call("invoices.delete", {"id": made["id"]})


def test_a_deleted_draft_is_gone_and_its_number_goes_to_the_next():
    first, second = draft(), draft()
    assert delete(first).data == {"id": first["id"], "deleted": True}
    assert call("invoices.get", {"id": first["id"]}).status == 404
    assert [each["id"] for each in call("invoices.list").data["invoices"]] == [second["id"]]
    assert [draft()["number"] for _ in range(2)] == ["FAC-2026-001", "FAC-2026-003"]


def test_deleting_it_again_changes_nothing():
    first = draft()
    delete(first)
    again = draft()
    assert delete(first).data["deleted"] is True
    assert call("invoices.get", {"id": again["id"]}).data["number"] == "FAC-2026-001"


def test_a_deleted_draft_cannot_be_changed():
    first = draft()
    delete(first)
    assert call("invoices.update", {"id": first["id"], "notes": "x"}).status == 404


def test_another_organisation_gets_403():
    answer = call("invoices.delete", {"id": draft()["id"]}, caller={"organisation": OTHER_ORGANISATION})
    assert answer.status == 403
