"""POST /v1/integrations/test keeps its promises."""

import json

import pytest

from tests.api import call
from tests.functions.integrations.connected import BODIES, SANDBOX, address, connect, provider
from tests.receiver import Reply

pytestmark = pytest.mark.usefixtures("table")
ACCOUNT = {"display_phone_number": "+34 600 000 000", "verified_name": "Empresa ABC"}
EXPIRED = Reply(401, {}, b'{"error":{"code":190,"message":"Session has expired"}}')


def test_an_expired_token_breaks_the_connection_until_it_works_again(monkeypatch):
    with provider(lambda _: ACCOUNT) as meta:
        monkeypatch.setenv("WHATSAPP_URL", address(meta))
        made = call("integrations.connect", BODIES["whatsapp"]).data["id"]
        meta.answer, works = (lambda _: EXPIRED), meta.answer
        refused = call("integrations.test", {"id": made})
        assert (refused.status, refused.error["details"]["reason"]) == (422, "credentials_rejected")
        broken = call("integrations.get", {"id": made}).data
        assert (broken["status"], broken["broken_reason"]) == ("broken", "credentials_rejected")
        meta.answer = works
        assert call("integrations.test", {"id": made}).data["status"] == "active"
    assert "broken_reason" not in call("integrations.get", {"id": made}).data


def test_a_provider_that_is_down_breaks_nothing(monkeypatch):
    with provider(lambda _: ACCOUNT) as meta:
        monkeypatch.setenv("WHATSAPP_URL", address(meta))
        made = call("integrations.connect", BODIES["whatsapp"]).data["id"]
    answer = call("integrations.test", {"id": made})
    assert (answer.status, answer.error["retryable"], answer.headers["Retry-After"]) == (503, True, "5")
    assert call("integrations.get", {"id": made}).data["status"] == "active"


def test_a_bot_that_was_connected_earlier_gets_presses_and_reactions_once_it_is_tried(monkeypatch):
    bot = {"ok": True, "result": {"first_name": "Empresa", "username": "empresa_bot"}}
    monkeypatch.setenv("INBOUND_URL", "https://api.bivelio.com/v1")
    with provider(lambda _: bot) as telegram:
        monkeypatch.setenv("TELEGRAM_URL", address(telegram))
        made = call("integrations.connect", BODIES["telegram"]).data["id"]
        first = json.loads(telegram.received[-1].body)
        assert call("integrations.test", {"id": made}).data["status"] == "active"
        again = telegram.received[-1]
        assert again.path.endswith("/setWebhook")
        assert json.loads(again.body) == first, "the same URL and the same secret"
        assert {"callback_query", "message_reaction"} <= set(first["allowed_updates"])
        telegram.answer = lambda _: Reply(401, {}, b'{"ok":false,"error_code":401}')
        assert call("integrations.test", {"id": made}).error["details"]["reason"] == "credentials_rejected"
        assert call("integrations.get", {"id": made}).data["status"] == "broken"


def test_an_account_that_waits_for_consent_cannot_be_tried():
    made = connect("gmail").data["id"]
    error = call("integrations.test", {"id": made}, caller=SANDBOX).error
    assert (error["code"], error["details"]["reason"]) == ("CONFLICT", "consent_pending")
