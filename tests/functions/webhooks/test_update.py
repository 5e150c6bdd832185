"""POST /v1/webhooks/update keeps its promises."""

import pytest

from tests.api import call
from tests.functions.webhooks.registered import register

pytestmark = pytest.mark.usefixtures("table")


def test_only_what_is_sent_changes():
    made = register(description="before")
    after = call("webhooks.update", {"webhook_id": made["webhook_id"], "events": ["invoice.paid"]}).data
    assert (after["events"], after["description"], after["url"]) == (["invoice.paid"], "before", made["url"])
    assert "description" not in call("webhooks.update", {"webhook_id": made["webhook_id"], "description": None}).data


def test_a_webhook_can_be_paused_and_enabled_again():
    webhook_id = register()["webhook_id"]
    paused = call("webhooks.update", {"webhook_id": webhook_id, "status": "disabled"}).data
    assert (paused["status"], paused["disabled_reason"]) == ("disabled", "user")
    enabled = call("webhooks.enable", {"webhook_id": webhook_id}).data
    assert enabled["status"] == "active"
    assert "disabled_reason" not in enabled


@pytest.mark.parametrize(
    ("change", "status", "constraint"),
    [
        ({}, 400, "nothing_to_change"),
        ({"url": None}, 400, "required"),
        ({"url": "https://10.0.0.1/"}, 422, "url_not_allowed"),
        ({"status": "active"}, 400, "choice"),
        ({"ordering": None}, 400, "required"),
    ],
)
def test_bad_changes_are_refused(change, status, constraint):
    answer = call("webhooks.update", {"webhook_id": register()["webhook_id"], **change})
    assert (answer.status, answer.error["details"]["constraint"]) == (status, constraint)
