"""POST /v1/invoices/confirm_delivery keeps its promises."""

from datetime import timedelta

import pytest

from tests.api import OTHER_ORGANISATION, call
from tests.invoices.administration import deliver, delivery, hang_up_after_acting, issued_to, public_body, sweep

pytestmark = pytest.mark.usefixtures("table")


def test_a_lost_answer_of_face_is_resolved_by_its_refusal_to_take_it_twice(face):
    made = issued_to(public_body())
    hang_up_after_acting(face)
    first = deliver(made).data
    assert (first["status"], first["problem"]) == ("sending", "outcome_unknown")
    assert sweep(timedelta(minutes=3))["taken_up"] == 1
    known = delivery(made)
    assert (known["status"], known["problem"], len(face.invoices)) == (
        "unconfirmed",
        "registry_number_unknown",
        1,
    )
    (registered,) = face.invoices.values()
    asked = {"id": made["id"], "channel": "face", "registry_number": registered.reference}
    confirmed = call("invoices.confirm_delivery", asked).data
    assert (confirmed["status"], confirmed["registry_number"]) == ("registered", registered.reference)
    assert call("invoices.confirm_delivery", asked).data == confirmed


def test_a_number_that_face_does_not_know_confirms_nothing(face):
    made = issued_to(public_body())
    hang_up_after_acting(face)
    deliver(made)
    asked = {"id": made["id"], "channel": "face", "registry_number": "209900000000"}
    answer = call("invoices.confirm_delivery", asked)
    assert (answer.status, answer.error["details"]["reason"]) == (422, "content_rejected")
    assert delivery(made)["status"] == "sending"


def test_what_was_not_handed_in_is_no_delivery(face):
    asked = {"id": issued_to(public_body())["id"], "channel": "face", "registry_number": "1"}
    answer = call("invoices.confirm_delivery", asked)
    assert (answer.status, answer.error["details"]["reason"]) == (409, "not_delivered")


def test_another_organisation_gets_403(face):
    asked = {"id": issued_to(public_body())["id"], "channel": "face", "registry_number": "1"}
    answer = call("invoices.confirm_delivery", asked, caller={"organisation": OTHER_ORGANISATION})
    assert (answer.status, answer.error["code"]) == (403, "RESOURCE_FORBIDDEN")
