"""Who stops gets no advertising on that channel by any way; to an address that does not exist nothing goes."""

import json
import re
from datetime import timedelta
from email import message_from_bytes, policy
from types import SimpleNamespace
from typing import Any

import pytest
from bivelio_core import clock
from bivelio_core.messages.suppressions import words

from tests.api import ORGANISATION, call, load
from tests.for_each import for_each
from tests.functions.inbound.mailbox import connected
from tests.functions.messages.world import SANDBOX, comes_in, failing, get, send, whatsapp, work, work_off, wrote

pytestmark = pytest.mark.usefixtures("table")
PHONE, WA_ID = "+34612345678", "34612345678"
EMAIL = "nuria@exemple.com"
WEBHOOK_ID = "106540352242922"


def contact(*, live: bool = False, **about: Any) -> str:
    """The id of a new contact that agreed to advertising on all channels."""
    consents = [{"channel": channel, "basis": "consent"} for channel in ("email", "whatsapp", "telegram")]
    fields = {"type": "person", "name": "Núria", "email": EMAIL, "phone": PHONE, "consents": consents, **about}
    return str(call("contacts.create", fields, caller=None if live else SANDBOX).data["id"])


def suppressions(*, live: bool = False, **criteria: Any) -> list[dict[str, Any]]:
    page = call("messages.suppressions_list", criteria, caller=None if live else SANDBOX).data
    return [each for each in page["suppressions"] if each["at"] > "2026-04-07T00:00:00Z"]


def constraint(answer: Any) -> tuple[str, str]:
    assert (answer.status, answer.error["code"]) == (422, "VALIDATION_ERROR")
    return answer.error["details"]["field"], answer.error["details"]["constraint"]


def consents(someone: str, channel: str, *, live: bool = True) -> list[bool]:
    """Of each consent for a channel whether it holds."""
    records = call("contacts.get", {"id": someone}, caller=None if live else SANDBOX).data["consents"]
    return ["withdrawn_at" not in each for each in records if each["channel"] == channel]


def preference(value: str, at: int) -> dict[str, Any]:
    """Meta's webhook about a person's preference."""
    about = {"wa_id": WA_ID, "category": "marketing_messages", "value": value, "timestamp": at}
    value_ = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "34600000000", "phone_number_id": WEBHOOK_ID},
        "user_preferences": [about],
    }
    change = {"field": "user_preferences", "value": value_}
    return {"object": "whatsapp_business_account", "entry": [{"id": "0", "changes": [change]}]}


@for_each(
    ("text", "wish"),
    [
        ("BAIXA", ("stop", "ca")),
        ("baja.", ("stop", "es")),
        ("¡BAJA!", ("stop", "es")),
        ("Stop", ("stop", None)),
        ("Unsubscribe", ("stop", "en")),
        ("Dona'm de baixa, si us plau", ("stop", "ca")),
        ("hola, quiero darme de baja por favor", ("stop", "es")),
        ("No quiero más publicidad, gracias", ("stop", "es")),
        ("ALTA", ("start", "ca")),
        ("/start", ("start", None)),
        ("Dame de alta", ("start", "es")),
        ("No em donis de baixa la cita", None),
        ("Vull donar de baixa la meva assegurança del cotxe", None),
        ("Stop by tomorrow?", None),
        ("La baja médica", None),
        ("", None),
        ("si us plau", None),
    ],
)
def test_a_whole_message_is_a_wish_and_a_word_in_a_sentence_is_none(text, wish):
    said = words.wish_of(text)
    assert (None if said is None else (said.wish, said.language)) == wish


def test_after_a_stop_no_advertising_goes_out_and_it_is_confirmed_once(table, monkeypatch):
    someone = contact(live=True)
    with whatsapp(monkeypatch) as (meta, connection):
        assert send(contact_id=someone, live=True, purpose="marketing", message=_template()).status == 200
        for number in range(2):
            comes_in(table, connection, "whatsapp", wrote(WA_ID, "BAIXA", f"wamid.stop{number}"))
        comes_in(table, connection, "whatsapp", wrote(WA_ID, "BAIXA", "wamid.stop0"))  # once more
        meta.received.clear()
        for named in ({"contact_id": someone}, {"to": PHONE}):
            answer = call("messages.send", {"channel": "whatsapp", "purpose": "marketing", "body": "Oferta", **named})
            assert constraint(answer) == ("purpose", "recipient_stopped")
        assert call("messages.send", {"channel": "whatsapp", "to": PHONE, "body": "La teva cita"}).status == 200
        meta.received.clear()
        work_off(timedelta(seconds=10))
        (confirmation,) = [json.loads(each.body) for each in meta.received]
    assert confirmation["to"] == WA_ID
    assert "ALTA" in confirmation["text"]["body"]
    assert confirmation["context"] == {"message_id": "wamid.stop0"}
    assert consents(someone, "whatsapp") == [False]
    assert consents(someone, "email") == [True]
    assert {(each["address"], each["reason"], each["source"]) for each in suppressions(live=True)} == {
        (PHONE, "stopped", "message"),
        (f"ES.{WA_ID}", "stopped", "message"),
    }


def test_a_later_import_of_a_consent_does_not_undo_a_stop(table, monkeypatch):
    someone = contact(live=True)
    with whatsapp(monkeypatch) as (_, connection):
        comes_in(table, connection, "whatsapp", wrote(WA_ID, "Stop"))
        call("contacts.update", {"id": someone, "consents": [{"channel": "whatsapp", "basis": "consent"}]})
        answer = send(contact_id=someone, live=True, purpose="marketing", message=_template())
        assert constraint(answer) == ("purpose", "recipient_stopped")


def test_who_asks_again_gets_advertising_again_and_an_older_stop_that_comes_again_changes_nothing(table, monkeypatch):
    someone = contact(live=True)
    with whatsapp(monkeypatch) as (_, connection):
        stop = wrote(WA_ID, "BAIXA", "wamid.1")
        comes_in(table, connection, "whatsapp", stop)
        with clock.frozen(clock.now() + timedelta(minutes=1)):
            comes_in(table, connection, "whatsapp", wrote(WA_ID, "Alta", "wamid.2"))
            comes_in(table, connection, "whatsapp", stop)
            assert suppressions(live=True) == []
            assert consents(someone, "whatsapp") == [False, True]
            assert send(contact_id=someone, live=True, purpose="marketing", message=_template()).status == 200


def test_start_of_who_never_stopped_is_no_consent(table, monkeypatch):
    someone = contact(live=True, consents=[])
    with whatsapp(monkeypatch) as (meta, connection):
        comes_in(table, connection, "whatsapp", wrote(WA_ID, "START"))
        meta.received.clear()
        work_off(timedelta(seconds=10))
        assert meta.received == []
    assert call("contacts.get", {"id": someone}).data.get("consents", []) == []


def test_metas_preferences_are_wishes_in_their_order_of_time(table, monkeypatch):
    someone, now = contact(live=True), int(clock.epoch())
    with whatsapp(monkeypatch) as (_, connection):
        comes_in(table, connection, "whatsapp", preference("stop", now - 60))
        assert consents(someone, "whatsapp") == [True]  # given since
        comes_in(table, connection, "whatsapp", preference("stop", now + 1))
        assert [each["source"] for each in suppressions(live=True)] == ["preferences"]
        comes_in(table, connection, "whatsapp", preference("resume", now + 2))
        comes_in(table, connection, "whatsapp", preference("stop", now + 1))
        assert suppressions(live=True) == []


def test_a_refusal_of_meta_for_a_stop_suppresses_too(table, monkeypatch):
    someone = contact(live=True)
    stopped = {"error": {"code": 131050, "message": "User has stopped marketing messages"}}
    with whatsapp(monkeypatch, lambda _: _failing(stopped)):
        refused = send(contact_id=someone, live=True, purpose="marketing", message=_template())
    assert (refused.status, refused.error["details"]["reason"]) == (422, "recipient_stopped")
    assert [each["reason"] for each in suppressions(live=True)] == ["stopped"]
    assert consents(someone, "whatsapp") == [False]


def test_to_an_address_that_does_not_exist_nothing_goes():
    sent = send("email", "gone@sandbox.bivelio.com").data
    work("receive_mail", "inbound_mails")
    work_off()
    assert get(sent["message_id"])["status"] == "failed"
    assert [each["reason"] for each in suppressions(address="gone@sandbox.bivelio.com", channel="email")] == ["bounced"]
    someone = contact(email="Gone@sandbox.bivelio.com")
    for request in ({"to": "GONE@sandbox.bivelio.com"}, {"contact_id": someone}):
        for purpose in ("service", "marketing"):
            about = {"channel": "email", "body": "Hola", "purpose": purpose, **request}
            field, name = constraint(call("messages.send", about, caller=SANDBOX))
            assert (field, name) == (next(iter(request)), "recipient_bounced")


def test_a_full_mailbox_is_no_reason_to_send_nothing():
    for _ in range(2):
        assert send("email", "bounced@sandbox.bivelio.com").status == 200
        work_off()


def test_who_calls_a_message_spam_gets_only_answers():
    someone = contact(email="complained@sandbox.bivelio.com")
    advert = send("email", contact_id=someone, purpose="marketing").data
    work_off()
    assert get(advert["message_id"])["status"] == "sent"
    assert constraint(send("email", contact_id=someone)) == ("contact_id", "recipient_complained")
    assert constraint(send("email", contact_id=someone, purpose="marketing")) == ("purpose", "recipient_complained")
    assert consents(someone, "email", live=False) == [False]


def test_what_waits_is_not_sent_once_its_address_is_suppressed():
    someone = contact(phone="+34 600 000 007")
    waiting = send(contact_id=someone, purpose="marketing").data
    assert waiting["status"] == "queued"
    call("messages.suppressions_add", {"channel": "whatsapp", "address": "+34600000007"}, caller=SANDBOX)
    work_off(timedelta(minutes=1))
    message = get(waiting["message_id"])
    assert (message["status"], message["error"]["reason"]) == ("failed", "recipient_suppressed")


def test_advertising_by_mail_has_a_link_that_ends_it_with_one_click(table, monkeypatch, tmp_path):
    someone = contact(live=True, language="es-ES")
    monkeypatch.setenv("INBOUND_URL", "https://api.bivelio.com/v1")
    with connected(monkeypatch, tmp_path) as (server, _):
        message = {"type": "text", "subject": "Oferta", "body": "Mira", "html": "<html><body><b>Mira</b></body></html>"}
        assert send("email", contact_id=someone, live=True, purpose="marketing", message=message).status == 200
        mails: list[Any] = [message_from_bytes(each.content, policy=policy.default) for each in server.mails]
        (mail,) = mails
        plain = send("email", contact_id=someone, live=True)
        assert plain.status == 200
        assert b"List-Unsubscribe" not in server.mails[-1].content
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    url = re.findall(r"<(https://[^>]+)>", mail["List-Unsubscribe"])[0]
    assert "mailto:" in mail["List-Unsubscribe"]
    for kind in ("plain", "html"):
        text = next(each.get_content() for each in mail.walk() if each.get_content_type() == f"text/{kind}")
        assert url in text
        assert "publicidad" in text
    token = url.rpartition("/")[2]
    assert _page("GET", token)[0] == 200
    assert suppressions(live=True) == []  # a program that opens links ends nothing
    for _ in range(2):
        assert _page("POST", token, "List-Unsubscribe=One-Click")[0] == 200
    assert constraint(send("email", contact_id=someone, live=True, purpose="marketing")) == (
        "purpose",
        "recipient_stopped",
    )
    assert [each["source"] for each in suppressions(live=True)] == ["unsubscribe"]
    assert send("email", contact_id=someone, live=True).status in (200, 202)


@for_each(
    ("token",), [("",), ("x",), (f"{ORGANISATION}~msg_000000100000xxxx~{'a' * 26}",), ("org_x~msg_1~" + "a" * 26,)]
)
def test_a_link_that_is_none_says_so_in_three_languages(token):
    texts = {_page("GET", token, language=language) for language in ("ca", "es", "en")}
    assert {status for status, _ in texts} == {404}
    assert len(texts) == 3


def _page(method: str, token: str, body: str = "", language: str = "ca") -> tuple[int, str]:
    event = {
        "httpMethod": method,
        "headers": {"Content-Type": "application/x-www-form-urlencoded", "Accept-Language": language},
        "pathParameters": {"token": token},
        "body": body,
        "isBase64Encoded": False,
        "requestContext": {"requestId": "test-request", "stage": "v1", "identity": {"sourceIp": "192.0.2.1"}},
    }
    answer = load("inbound/unsubscribe").handler(event, SimpleNamespace(aws_request_id="test"))
    return answer["statusCode"], answer["body"]


def _template() -> dict[str, Any]:
    return {"type": "template", "name": "benvinguda", "language": "ca", "parameters": ["Maria", "ABC"]}


def _failing(document: Any) -> Any:
    return failing(400, document)
