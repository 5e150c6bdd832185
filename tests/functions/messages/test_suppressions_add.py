"""POST /v1/messages/suppressions/add keeps its promises."""

import pytest

from tests.api import call
from tests.for_each import for_each
from tests.functions.messages.world import SANDBOX, send

pytestmark = pytest.mark.usefixtures("table")


def test_an_address_is_added_once_and_nothing_is_sent_to_it():
    key = {"Idempotency-Key": "add-1"}
    about = {"channel": "email", "address": "Joan@Exemple.com", "reason": "bounced", "source": "altre programa"}
    first, second = (call("messages.suppressions_add", about, caller=SANDBOX, headers=key) for _ in range(2))
    assert first.data == second.data
    details = send("email", "joan@exemple.com").error["details"]
    assert (details["field"], details["constraint"]) == ("to", "recipient_bounced")


@for_each(
    ("request_", "field"),
    [
        ({"channel": "email", "address": "+34 612 345 678"}, "address"),
        ({"channel": "telegram", "address": "@maria"}, "address"),
        ({"channel": "sms", "address": "x@exemple.com"}, "channel"),
    ],
)
def test_an_address_of_another_form_is_refused(request_, field):
    answer = call("messages.suppressions_add", request_, caller=SANDBOX)
    assert (answer.status, answer.error["details"]["field"]) == (400, field)
