"""A connected WhatsApp account reports to its own URL without anybody entering it at Meta; where not, it is said."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from bivelio_core.integrations import reporting

from local.messenger_past import DEMO
from tests.api import ORGANISATION, call, lose_answers
from tests.functions.inbound.called import arrive
from tests.functions.integrations.connected import BODIES, SANDBOX, WHATSAPP, address, connect, provider
from tests.messages.test_judges import client
from tests.messages.world import bring, new_store
from tests.receiver import Received, Reply

pytestmark = pytest.mark.usefixtures("table")
API = "https://api.bivelio.com/v1"
NUMBER, BUSINESS = WHATSAPP["phone_number_id"], WHATSAPP["business_account_id"]
ACCOUNT = {"display_phone_number": "+34 600 000 000", "verified_name": "Empresa ABC"}
UNVERIFIED = {"error": {"code": 2200, "message": "(#2200) Callback verification failed"}}


class Meta:
    """Meta: it calls each URL that it is given by the inbound function itself, and answers what came of it."""

    def __init__(self) -> None:
        self.urls: dict[str, str] = {}
        self.asked: list[tuple[str, Any]] = []
        self.refusal: Reply | None = None
        """What it answers to who wants it to report."""

    def answer(self, request: Received) -> Any:
        """What it answers."""
        if request.method == "GET":
            return ACCOUNT
        if self.refusal is not None:
            return self.refusal
        place, about = request.path.removeprefix("/v26.0/"), json.loads(request.body)
        self.asked.append((place, about))
        override = about.get("webhook_configuration", about)
        url = override.get("override_callback_uri")
        if not url:
            self.urls.pop(place, None)
            return {"success": True}
        challenge = {"hub.mode": "subscribe", "hub.challenge": "42", "hub.verify_token": override["verify_token"]}
        query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        answer = arrive("whatsapp", connection=query["connection"], method="GET", query={**query, **challenge})
        if answer.body != "42":
            return Reply(400, {}, json.dumps(UNVERIFIED).encode())
        self.urls[place] = url
        return {"success": True}


@pytest.fixture
def meta(monkeypatch):
    """Meta, and a deployment with an address."""
    simulated = Meta()
    with provider(simulated.answer) as receiver:
        monkeypatch.setenv("WHATSAPP_URL", address(receiver))
        monkeypatch.setenv("INBOUND_URL", API)
        yield simulated


def connected(**headers: str) -> Any:
    """A number of live, as the answer has it."""
    return call("integrations.connect", BODIES["whatsapp"], headers=headers).data


def test_meta_calls_the_url_of_a_connection_that_is_stored_already_and_reports_there(meta):
    made = connected()
    assert made["reporting"]["status"] == "told"
    assert meta.urls == {f"{BUSINESS}/subscribed_apps": made["inbound_url"], NUMBER: made["inbound_url"]}
    assert call("integrations.get", {"id": made["id"]}).data["reporting"] == made["reporting"]


def test_meta_is_told_what_pywa_would_tell_it(meta):
    made, judge = connected(), client()
    about = {"override_callback_uri": made["inbound_url"], "verify_token": WHATSAPP["verify_token"]}
    judge.api.set_waba_alternate_callback_url(waba_id=BUSINESS, **about)
    judge.api.set_phone_alternate_callback_url(phone_id=NUMBER, **about)
    assert [asked for _, asked in meta.asked] == judge.kept


REFUSALS = {
    "permission_missing": Reply(403, {}, b'{"error":{"code":200,"message":"(#200) no permission"}}'),
    "callback_rejected": Reply(400, {}, json.dumps(UNVERIFIED).encode()),
    "provider_unavailable": Reply(500, {}, b"<html>"),
}


@pytest.mark.parametrize("reason", REFUSALS)
@pytest.mark.parametrize(("language", "word"), [("ca", "connexió"), ("es", "conexión"), ("en", "connection")])
def test_what_meta_refuses_is_told_in_words_and_a_test_asks_again(meta, reason, language, word):
    meta.refusal = REFUSALS[reason]
    made = connected(**{"Accept-Language": language})
    assert (made["status"], made["reporting"]["status"], made["reporting"]["reason"]) == ("active", "refused", reason)
    assert word in made["reporting"]["message"]
    assert not any(secret in str(made) for secret in (WHATSAPP["verify_token"], WHATSAPP["access_token"]))
    meta.refusal = None
    again = call("integrations.test", {"id": made["id"]}).data
    assert again["reporting"]["status"] == "told"
    assert "reason" not in again["reporting"]


def test_an_answer_that_does_not_say_that_it_was_done_is_no_success(meta):
    meta.refusal = Reply(200, {}, b"{}")
    assert connected()["reporting"]["reason"] == "callback_rejected"


def test_without_the_account_or_with_a_long_url_it_is_entered_by_hand(meta, monkeypatch):
    number = {name: value for name, value in WHATSAPP.items() if name != "business_account_id"}
    made = call("integrations.connect", {"provider": "whatsapp", "whatsapp": number}).data
    assert (made["reporting"]["status"], made["reporting"]["reason"]) == ("by_hand", "business_account_missing")
    assert "Configuration" in made["reporting"]["message"]
    monkeypatch.setenv("INBOUND_URL", f"https://{'a' * 120}.exemple.com/v1")
    assert connected()["reporting"]["reason"] == "url_too_long"
    assert meta.asked == []


def test_whoever_dies_before_meta_is_asked_goes_on_with_the_same_request(meta, table):
    made = connected(**{"Idempotency-Key": "connect-1"})
    (item,) = table.query(f"{ORGANISATION}#live#CN")
    table.put({**item, "reporting": reporting.INTERRUPTED})  # what is stored until Meta has answered
    lose_answers(table)
    assert call("integrations.get", {"id": made["id"]}).data["reporting"]["reason"] == "interrupted"
    assert connected(**{"Idempotency-Key": "connect-1"})["reporting"]["status"] == "told"
    asked = len(meta.asked)
    lose_answers(table)
    assert connected(**{"Idempotency-Key": "connect-1"})["id"] == made["id"]
    assert len(meta.asked) == asked == 4, "a finished connection is not told again"


def test_a_removed_number_is_reported_where_the_app_says_and_other_numbers_keep_theirs(meta):
    first = connected()
    other = {**WHATSAPP, "phone_number_id": "106540352242923"}
    second = call("integrations.connect", {"provider": "whatsapp", "whatsapp": other}).data
    assert call("integrations.disconnect", {"id": second["id"]}).data["disconnected"]
    assert meta.urls[NUMBER] == first["inbound_url"]
    assert "106540352242923" not in meta.urls
    assert f"{BUSINESS}/subscribed_apps" in meta.urls, "the account has another connection"
    call("integrations.disconnect", {"id": first["id"]})
    assert meta.urls == {}


def test_a_renewed_connection_takes_over_and_the_removal_of_the_old_one_changes_nothing(meta):
    old, new = connected(), connected()
    call("integrations.disconnect", {"id": old["id"]})
    assert set(meta.urls.values()) == {new["inbound_url"]}


def test_a_meta_that_does_not_answer_does_not_keep_a_connection(meta):
    made = connected()
    meta.refusal = Reply(503)
    assert call("integrations.disconnect", {"id": made["id"]}).data["disconnected"]


def test_in_the_sandbox_and_of_other_providers_nobody_is_told():
    for kind in ("whatsapp", "telegram", "smtp"):
        assert "reporting" not in connect(kind).data
    assert "reporting" not in call("integrations.test", {"id": "cn_w1x2y3z4"}, caller=SANDBOX).data


def test_the_phone_of_a_number_that_stays_on_it_is_asked_for_the_past_once_names_first(meta, monkeypatch):
    monkeypatch.setitem(ACCOUNT, "is_on_biz_app", True)
    made = connected()
    asked = [about["sync_type"] for place, about in meta.asked if place == f"{NUMBER}/smb_app_data"]
    assert asked == ["smb_app_state_sync", "history"]
    assert made["phone_history"]["status"] == "asked"
    call("integrations.test", {"id": made["id"]})
    assert len([place for place, _ in meta.asked if place == f"{NUMBER}/smb_app_data"]) == 2


def test_a_number_that_is_on_no_phone_is_asked_for_nothing(meta):
    made = connected()
    assert "phone_history" not in made
    assert [place for place, _ in meta.asked if place.endswith("smb_app_data")] == []


def test_what_meta_says_of_a_past_that_it_does_not_send_is_told(meta, monkeypatch):
    monkeypatch.setitem(ACCOUNT, "is_on_biz_app", True)
    late = {"error": {"code": 100, "message": "(#100) The synchronization window has passed"}}
    answer = meta.answer

    def refuse(request: Received) -> Any:
        return Reply(400, {}, json.dumps(late).encode()) if "smb_app_data" in request.path else answer(request)

    with provider(refuse) as receiver:
        monkeypatch.setenv("WHATSAPP_URL", address(receiver))
        told = connected()["phone_history"]
    assert (told["status"], told["provider_message"]) == ("refused", "(#100) The synchronization window has passed")
    assert "24 hores" in told["message"]


def test_the_simulated_phone_tells_its_past_as_it_is_read(table):
    store, reports = new_store(), list[tuple[dict[str, Any], str]]()
    for kind in ("history", "smb_app_state_sync"):
        DEMO.tell(kind, "34600000000", lambda value, field: reports.append((value, field)))
    for value, field in reports:
        value |= {"metadata": {"phone_number_id": "106540352242922", "display_phone_number": "34600000000"}}
        entry = {"id": "0", "changes": [{"field": field, "value": value}]}
        assert bring(store, "whatsapp", {"object": "whatsapp_business_account", "entry": [entry]}) == []
