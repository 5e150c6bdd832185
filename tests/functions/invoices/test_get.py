"""POST /v1/invoices/get keeps its promises."""

import pytest

from tests.api import OTHER_ORGANISATION, call
from tests.invoices.world import draft

pytestmark = pytest.mark.usefixtures("table")


def test_it_answers_what_create_answered():
    made = draft()
    assert call("invoices.get", {"id": made["id"]}).data == {**made, **_signed(made)}


def _signed(made):
    """What is signed anew each time."""
    found = call("invoices.get", {"id": made["id"]}).data
    return {name: found[name] for name in ("pdf_url", "url_expires_at") if name in found}


def test_another_organisation_gets_403_whether_the_invoice_exists_or_not():
    answer = call("invoices.get", {"id": draft()["id"]}, caller={"organisation": OTHER_ORGANISATION})
    assert (answer.status, answer.error["code"]) == (403, "RESOURCE_FORBIDDEN")


@pytest.mark.parametrize("name", ["inv_unknown", "FAC-2026-001"])
def test_an_unknown_id_is_404(name):
    assert call("invoices.get", {"id": name}).status == 404


def test_a_guessed_id_is_404():
    made = draft()["id"]
    guessed = made[:11] + ("0" if made[11] != "0" else "1") + made[12:]
    assert call("invoices.get", {"id": guessed}).status in {403, 404}
