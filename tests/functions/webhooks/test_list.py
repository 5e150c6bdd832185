"""POST /v1/webhooks/list keeps its promises."""

import pytest

from tests.api import OTHER_ORGANISATION, call
from tests.functions.webhooks.registered import register

pytestmark = pytest.mark.usefixtures("table")


def test_webhooks_come_in_pages_with_exact_totals():
    made = {register(description=str(number))["webhook_id"] for number in range(3)}
    first = call("webhooks.list", {"per_page": 2}).data
    second = call("webhooks.list", {"per_page": 2, "page": 2}).data
    assert {item["webhook_id"] for item in first["webhooks"] + second["webhooks"]} == made
    assert first["pagination"] == {"page": 1, "per_page": 2, "total": 3, "total_pages": 2}
    assert call("webhooks.list", {"page": 9}).data["webhooks"] == []


def test_nobody_sees_anothers_webhooks_and_the_sandbox_has_its_own():
    register()
    assert call("webhooks.list", caller={"organisation": OTHER_ORGANISATION}).data["webhooks"] == []
    sandbox = call("webhooks.list", caller={"environment": "sandbox"}).data["webhooks"]
    assert [item["webhook_id"] for item in sandbox] == ["wh_o8p9q0r1"]


def test_a_webhook_of_the_sandbox_outlives_its_day(monkeypatch):
    made = call(
        "webhooks.create",
        {"url": "https://example.org/hook", "events": ["contact.created"]},
        caller={"environment": "sandbox"},
    ).data
    from datetime import timedelta

    from bivelio_core import clock

    with clock.frozen(clock.now() + timedelta(days=2)):
        found = call("webhooks.list", caller={"environment": "sandbox"}).data["webhooks"]
    assert made["webhook_id"] in {item["webhook_id"] for item in found}
