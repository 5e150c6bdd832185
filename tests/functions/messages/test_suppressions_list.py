"""POST /v1/messages/suppressions/list keeps its promises."""

import pytest

from tests.api import call
from tests.functions.messages.world import SANDBOX

pytestmark = pytest.mark.usefixtures("table")


def test_the_newest_come_first_by_channel_reason_and_address():
    for number in range(3):
        about = {"channel": "telegram", "address": str(2_000_000 + number), "reason": "stopped"}
        call("messages.suppressions_add", about)
    call("messages.suppressions_add", {"channel": "whatsapp", "address": "+34 612 345 678"})
    page = call("messages.suppressions_list", {"channel": "telegram", "per_page": 2}).data
    assert (len(page["suppressions"]), page["pagination"]["total"]) == (2, 3)
    by_reason = call("messages.suppressions_list", {"reason": "by_hand"}).data["suppressions"]
    assert [each["address"] for each in by_reason] == ["+34612345678"]
    one = call("messages.suppressions_list", {"channel": "whatsapp", "address": "612 345 678"}).data["suppressions"]
    assert [each["reason"] for each in one] == ["by_hand"]
    assert call("messages.suppressions_list", {}).data["pagination"]["total"] == 4


def test_an_address_takes_its_channel():
    answer = call("messages.suppressions_list", {"address": "maria@exemple.com"}, caller=SANDBOX)
    assert (answer.status, answer.error["details"]["field"]) == (400, "channel")
