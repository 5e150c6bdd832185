"""POST /v1/integrations/disconnect keeps its promises."""

import pytest

from tests.api import ORGANISATION, call
from tests.functions.integrations.connected import BODIES, SANDBOX, address, connect, provider
from tests.receiver import Reply

pytestmark = pytest.mark.usefixtures("table")


def test_a_connection_goes_with_its_secrets_and_once_only(table):
    made = connect("smtp").data["id"]
    assert call("integrations.disconnect", {"id": made}, caller=SANDBOX).data == {"id": made, "disconnected": True}
    assert made not in str(table.query(f"{ORGANISATION}#sandbox#CN"))
    assert call("integrations.get", {"id": made}, caller=SANDBOX).error["code"] == "RESOURCE_NOT_FOUND"
    assert call("integrations.disconnect", {"id": made}, caller=SANDBOX).error["code"] == "RESOURCE_NOT_FOUND"


def test_under_one_key_it_is_gone_however_often_it_is_asked():
    made, headers = connect("smtp").data["id"], {"Idempotency-Key": "gone-1"}
    for _ in range(2):
        assert call("integrations.disconnect", {"id": made}, caller=SANDBOX, headers=headers).data["disconnected"]


@pytest.mark.parametrize("answers", [True, False])
def test_telegram_is_told_to_report_no_more_and_need_not_answer(monkeypatch, answers):
    bot = {"ok": True, "result": {"first_name": "Empresa", "username": "empresa_bot"}}
    with provider(lambda _: bot) as telegram:
        monkeypatch.setenv("TELEGRAM_URL", address(telegram))
        made = call("integrations.connect", BODIES["telegram"]).data["id"]
        telegram.answer = (lambda _: Reply(200, {}, b'{"ok":true,"result":true}')) if answers else (lambda _: None)
        assert call("integrations.disconnect", {"id": made}).data["disconnected"]
    assert telegram.received[-1].path.endswith("/deleteWebhook")
