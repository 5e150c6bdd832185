"""POST /v1/webhooks/deliveries keeps its promises."""

import pytest

from tests.api import call
from tests.functions.webhooks.registered import register
from tests.receiver import Receiver, Reply

pytestmark = pytest.mark.usefixtures("table")


def test_attempts_come_newest_first_in_pages():
    with Receiver() as receiver:
        webhook_id = register(receiver.url)["webhook_id"]
        sent = [call("webhooks.test", {"webhook_id": webhook_id}).data["event_id"] for _ in range(5)]
    seen, before = [], None
    while True:
        request = {"webhook_id": webhook_id, "limit": 2, **({"before": before} if before else {})}
        page = call("webhooks.deliveries", request).data
        seen += [attempt["event_id"] for attempt in page["deliveries"]]
        before = page["next_before"]
        if before is None:
            break
    assert seen == sent[::-1]


def test_attempts_can_be_filtered_by_outcome_and_event():
    with Receiver() as receiver:
        webhook_id = register(receiver.url)["webhook_id"]
        taken = call("webhooks.test", {"webhook_id": webhook_id}).data["event_id"]
        receiver.answer = lambda _: Reply(500)
        failed = call("webhooks.test", {"webhook_id": webhook_id}).data["event_id"]

    def found(**wanted):
        page = call("webhooks.deliveries", {"webhook_id": webhook_id, **wanted}).data["deliveries"]
        return [attempt["event_id"] for attempt in page]

    assert found(outcome="failed") == [failed]
    assert found(outcome="delivered") == [taken]
    assert found(event_id=taken) == [taken]


@pytest.mark.parametrize("cursor", ["é", "!", "====", "gA"])
def test_a_cursor_of_somebody_elses_making_is_refused(cursor):
    answer = call("webhooks.deliveries", {"webhook_id": register()["webhook_id"], "before": cursor})
    assert (answer.status, answer.error["details"]["field"]) == (400, "before")
