"""Names that point to forbidden addresses are refused when a webhook is registered, and again when it is called."""

import pytest

from tests.api import call
from tests.egress.hostile import NAMES
from tests.functions.webhooks.registered import register
from tests.receiver import Receiver
from tests.webhooks.attempt import deliver

pytestmark = pytest.mark.usefixtures("table")
URL = "https://hooks.example.com/in"


@pytest.mark.parametrize("addresses", NAMES.values(), ids=NAMES.keys())
def test_a_name_of_a_forbidden_address_is_refused_both_times(names, addresses):
    names.records["hooks.example.com"] = [addresses]
    answer = call("webhooks.create", {"url": URL, "events": ["contact.created"]})
    assert (answer.status, answer.error["details"]["constraint"]) == (422, "url_not_allowed")
    assert deliver(URL).outcome == "refused"


def test_a_name_that_moves_after_the_registration_is_refused_at_delivery(names):
    names.records["hooks.example.com"] = [["93.184.216.34"]]
    webhook = register(URL)
    with Receiver() as receiver:
        names.records["hooks.example.com"] = [["127.0.0.1"]]
        result = call("webhooks.test", {"webhook_id": webhook["webhook_id"]}).data
        assert receiver.received == []
    assert (result["outcome"], "response_status" in result) == ("refused", False)
