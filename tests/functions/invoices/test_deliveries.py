"""POST /v1/invoices/deliveries keeps its promises."""

from datetime import timedelta

import pytest

from tests.api import OTHER_ORGANISATION, call
from tests.invoices.administration import deliver, delivery, issued_to, public_body, sweep

pytestmark = pytest.mark.usefixtures("table")


@pytest.mark.parametrize(
    ("code", "status", "is_last"),
    [("1300", "accepted", False), ("2400", "recognised", False), ("2500", "paid", True), ("3100", "cancelled", True)],
)
def test_each_state_of_face_is_told_and_the_last_ones_are_asked_about_no_more(face, code, status, is_last):
    made = issued_to(public_body())
    deliver(made)
    (registered,) = face.invoices.values()
    registered.code = code
    assert sweep(timedelta(minutes=30)) == {"taken_up": 0, "failed": 0}
    assert sweep(timedelta(hours=2)) == {"taken_up": 1, "failed": 0}
    known = delivery(made)
    assert (known["status"], known["state"]["code"]) == (status, code)
    assert [step["status"] for step in known["history"]] == ["sending", "registered"]
    assert ("next_check_at" not in known) == is_last


def test_an_invoice_that_was_handed_in_nowhere_has_none(face):
    assert call("invoices.deliveries", {"id": issued_to(public_body())["id"]}).data == {"deliveries": []}


def test_another_organisation_gets_403(face):
    asked = {"id": issued_to(public_body())["id"]}
    answer = call("invoices.deliveries", asked, caller={"organisation": OTHER_ORGANISATION})
    assert (answer.status, answer.error["code"]) == (403, "RESOURCE_FORBIDDEN")
