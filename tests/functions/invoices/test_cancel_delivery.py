"""POST /v1/invoices/cancel_delivery keeps its promises."""

from datetime import timedelta

import pytest

from tests.api import OTHER_ORGANISATION, call
from tests.invoices.administration import deliver, delivery, issued_to, public_body, sweep

pytestmark = pytest.mark.usefixtures("table")


def test_face_is_asked_to_cancel_once_and_its_decision_is_told(face):
    made = issued_to(public_body())
    deliver(made)
    asked = {"id": made["id"], "channel": "face", "reason": "L'import no és el del contracte."}
    first = call("invoices.cancel_delivery", asked).data
    (registered,) = face.invoices.values()
    assert (first["cancellation"]["code"], registered.comment) == ("4200", asked["reason"])
    assert call("invoices.cancel_delivery", asked).data == first
    registered.cancellation, registered.code = "4300", "3100"
    sweep(timedelta(hours=2))
    known = delivery(made)
    assert (known["status"], known["cancellation"]["code"]) == ("cancelled", "4300")


def test_efact_takes_no_request_for_cancellation(hub):
    made = issued_to(public_body())
    deliver(made, "efact")
    answer = call("invoices.cancel_delivery", {"id": made["id"], "channel": "efact", "reason": "Error."})
    assert (answer.status, answer.error["details"]["constraint"]) == (422, "no_cancellation")


def test_what_was_not_handed_in_is_no_delivery(face):
    asked = {"id": issued_to(public_body())["id"], "channel": "face", "reason": "Error."}
    answer = call("invoices.cancel_delivery", asked)
    assert (answer.status, answer.error["details"]["reason"]) == (409, "not_delivered")


def test_another_organisation_gets_403(face):
    asked = {"id": issued_to(public_body())["id"], "channel": "face", "reason": "Error."}
    answer = call("invoices.cancel_delivery", asked, caller={"organisation": OTHER_ORGANISATION})
    assert (answer.status, answer.error["code"]) == (403, "RESOURCE_FORBIDDEN")
