"""POST /v1/webhooks/enable keeps its promises."""

import pytest
from bivelio_core.store.writes import Key

from tests.api import ORGANISATION, call
from tests.functions.webhooks.registered import register

pytestmark = pytest.mark.usefixtures("table")


def test_an_enabled_webhook_starts_with_a_clean_record(table):
    webhook_id = register()["webhook_id"]
    key = Key(f"{ORGANISATION}#live#WH", webhook_id)
    table.put({**table.get(key), "status": "disabled", "failures": 7, "failing": True, "disabled_reason": "failures"})
    assert call("webhooks.enable", {"webhook_id": webhook_id}).data["status"] == "active"
    assert table.get(key)["failures"] == 0
    assert "failing" not in table.get(key)
    assert call("webhooks.enable", {"webhook_id": webhook_id}).status == 200
