"""POST /v1/messages/send keeps its promises."""

import base64
import json
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from bivelio_core import clients, clock, sealing
from bivelio_core.messages import templates
from bivelio_core.providers.messaging.port import Account, Draft
from bivelio_core.providers.messaging.whatsapp.simulated import TOLD, SimulatedWhatsApp

from tests.api import ORGANISATION, call, lose_answers
from tests.egress.hostile import LITERALS
from tests.functions.integrations.connected import SECRETS, SMTP
from tests.functions.messages.world import (
    SANDBOX,
    TEMPLATE,
    comes_in,
    failing,
    get,
    send,
    telegram,
    whatsapp,
    work_off,
    wrote,
)
from tests.mail_server import MailServer
from tests.receiver import Receiver, Reply
from tests.refusing import refusing

pytestmark = pytest.mark.usefixtures("table")
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 100


@pytest.fixture(autouse=True)
def forget_templates():
    templates.forget()


def test_the_documented_message_is_sent_to_its_contact():
    answer = send(metadata={"contact_id": "ct_abc123"})
    assert (answer.status, answer.data["status"], answer.data["contact_id"]) == (200, "sent", "ct_abc123")
    assert answer.data["whatsapp_message_id"].startswith("wamid.")
    assert get(answer.data["message_id"])["metadata"] == {"contact_id": "ct_abc123"}


def test_the_short_form_of_the_sdk_is_a_text():
    short = send(body="La teva comanda ha estat processada.").data
    assert get(short["message_id"])["message"] == {"type": "text", "body": "La teva comanda ha estat processada."}


@pytest.mark.parametrize(
    ("channel", "to", "kind"), [("whatsapp", "+34 699 000 111", "phone"), ("email", "nova@exemple.com", "email")]
)
def test_a_recipient_whom_no_contact_has_becomes_one(channel, to, kind):
    first, second = send(channel, to).data, send(channel, to).data
    assert first["contact_id"] == second["contact_id"]
    made = call("contacts.get", {"id": first["contact_id"]}, caller=SANDBOX).data
    assert made[kind].replace(" ", "") == to.replace(" ", "")


def test_a_contact_of_the_api_is_found_by_its_phone_and_by_its_address():
    made = call(
        "contacts.create",
        {"type": "person", "name": "Pere", "email": "Pere@exemple.com", "phone": "699 222 333"},
        caller=SANDBOX,
    ).data["id"]
    assert send(to="+34699222333").data["contact_id"] == made
    assert send("email", "pere@exemple.com").data["contact_id"] == made
    assert send(contact_id=made).data["to"] == "699 222 333"


BAD = {
    "a phone of another channel": ({"channel": "telegram", "to": "+34 612 345 678"}, 400, "to"),
    "an address on WhatsApp": ({"channel": "whatsapp", "to": "maria@exemple.com"}, 400, "to"),
    "a chat on e-mail": ({"channel": "email", "to": "4242"}, 400, "to"),
    "a group of Telegram": ({"channel": "telegram", "to": "-100200300"}, 400, "to"),
    "too long": ({"message": {"type": "text", "body": "x" * 4_097}}, 400, "message.body"),
    "too long in UTF-16": ({"message": {"type": "text", "body": "\U0001f600" * 2_049}}, 400, "message.body"),
    "no text": ({"message": {"type": "text"}}, 400, "message.body"),
    "a template without its name": ({"message": {"type": "template", "language": "ca"}}, 400, "message.name"),
    "a template without its language": ({"message": {"type": "template", "name": "x"}}, 400, "message.language"),
    "a template by mail": ({"channel": "email", "to": "a@exemple.com", "message": TEMPLATE}, 400, "message.parameters"),
    "a subject on WhatsApp": ({"message": {"type": "text", "body": "a", "subject": "b"}}, 400, "message.subject"),
    "headers in the subject": (
        {"channel": "email", "to": "a@exemple.com", "message": {"body": "a", "subject": "b\r\nBcc: eve@exemple.com"}},
        400,
        "message.subject",
    ),
    "a second line in the subject": (
        {"channel": "email", "to": "a@exemple.com", "message": {"body": "a", "subject": "b\u2028c"}},
        400,
        "message.subject",
    ),
    "headers in the address": ({"channel": "email", "to": "a@exemple.com\r\nBcc: eve@exemple.com"}, 400, "to"),
    "a second address": ({"channel": "email", "to": "a@exemple.com, eve@exemple.com"}, 400, "to"),
    "an address beyond ASCII": ({"channel": "email", "to": "n\u00faria@exemple.com"}, 400, "to"),
    "an image without a file": ({"message": {"type": "image"}}, 400, "message.url"),
    "an image from nowhere": ({"message": {"type": "image", "url": LITERALS["metadata"]}}, 422, "message.url"),
    "a document that is none": ({"message": {"type": "image", "document_id": "doc_none"}}, 422, "message.document_id"),
    "a place beyond the pole": (
        {"message": {"type": "location", "latitude": 91.0, "longitude": 0}},
        400,
        "message.latitude",
    ),
    "a body and a message": ({"message": {"type": "text", "body": "a"}, "body": "b"}, 400, "body"),
    "21 names of metadata": ({"metadata": {str(n): "x" for n in range(21)}}, 400, "metadata"),
    "5 kB of metadata": ({"metadata": {"a": "x" * 5_000}}, 400, "metadata"),
    "metadata of objects": ({"metadata": {"a": {"b": 1}}}, 400, "metadata"),
    "a contact that is none": ({"contact_id": "ct_none"}, 422, "contact_id"),
    "a contact without a phone": ({"channel": "telegram", "contact_id": "ct_abc123"}, 422, "contact_id"),
    "a connection of another channel": ({"connection_id": "cn_t5u6v7w8"}, 422, "connection_id"),
    "a connection that is none": ({"connection_id": "cn_none"}, 422, "connection_id"),
    "an answer to nothing": ({"reply_to": "msg_none"}, 422, "reply_to"),
    "an unknown channel": ({"channel": "sms"}, 400, "channel"),
}


@pytest.mark.parametrize(("about", "status", "field"), BAD.values(), ids=BAD.keys())
def test_what_cannot_be_sent_is_refused_and_not_stored(about, status, field):
    channel = about.pop("channel", "whatsapp") if "channel" in about else "whatsapp"
    answer = send(channel, about.pop("to", "+34 612 345 678"), **about)
    about["channel"] = channel
    assert (answer.status, answer.error["details"]["field"]) == (status, field), answer
    assert call("messages.list", {}, caller=SANDBOX).data["pagination"]["total"] == 2


def test_both_a_recipient_and_a_contact_are_one_too_many():
    body = {"channel": "whatsapp", "to": "+34 612 345 678", "contact_id": "ct_abc123", "body": "Hola"}
    assert call("messages.send", body, caller=SANDBOX).error["details"]["constraint"] == "one_of"


MAGIC = {
    "invalid": ("+34 600 000 003", 422, "recipient_invalid"),
    "down": ("+34 600 000 007", 202, None),
    "throttled": ("+34 600 000 006", 202, None),
    "slow": ("+34 600 000 005", 202, None),
    "unauthorised": ("+34 600 000 008", 422, "permission_missing"),
    "window closed": ("+34 600 000 009", 422, "whatsapp_window_closed"),
}


@pytest.mark.parametrize(("to", "status", "reason"), MAGIC.values(), ids=MAGIC.keys())
@pytest.mark.parametrize("language", ["ca", "es", "en"])
def test_each_recipient_of_the_sandbox_provokes_its_outcome(to, status, reason, language):
    answer = send(to=to, headers={"Accept-Language": language})
    assert answer.status == status
    if reason is None:
        assert answer.data["status"] == "queued"
    else:
        assert answer.error["details"]["reason"] == reason
        failed = get(answer.error["details"]["message_id"])
        assert (failed["status"], failed["error"]["reason"]) == ("failed", reason)


@pytest.mark.parametrize(
    ("to", "status"),
    [
        ("+34 600 000 001", "delivered"),
        ("+34 600 000 002", "read"),
        ("+34 600 000 004", "failed"),
        ("+34 600 000 005", "delivered"),
        ("+34 600 000 006", "delivered"),
        ("+34 600 000 007", "queued"),
    ],
)
def test_what_becomes_of_a_message_is_seen_later(to, status):
    sent = send(to=to).data
    for _ in range(2):
        work_off(timedelta(seconds=10))
    assert get(sent["message_id"])["status"] == status


def test_a_recipient_of_the_sandbox_answers():
    sent = send(to="+34 600 000 010").data
    work_off(timedelta(seconds=10))
    assert get(sent["message_id"])["status"] == "read"
    found = call("messages.list", {"contact_id": sent["contact_id"]}, caller=SANDBOX).data["messages"]
    (came,) = [one for one in found if one["direction"] == "inbound"]
    assert (came["from"], came["reply_to"]) == ("+34600000010", sent["message_id"])


def test_a_recipient_does_not_answer_a_workflow():
    draft = Draft("msg_1", "+34600000010", {"type": "text", "body": "Hola"}, is_automatic=True)
    assert len(SimulatedWhatsApp().send(Account("whatsapp", {}), draft, timeout_seconds=1).follow_ups) == len(
        TOLD["answered"]
    )


def test_a_provider_that_stays_down_fails_the_message_after_six_hours():
    sent = send(to="+34 600 000 007").data
    work_off(timedelta(hours=6, minutes=1))
    failed = get(sent["message_id"])
    assert (failed["status"], failed["error"]["reason"]) == ("failed", "provider_unavailable")


def test_without_an_account_nothing_is_sent():
    answer = send(live=True)
    assert (answer.status, answer.error["details"]["reason"]) == (422, "not_connected")


def test_with_an_idempotency_key_it_is_sent_once(table, monkeypatch):
    headers = {"Idempotency-Key": "send-1"}
    with whatsapp(monkeypatch) as (meta, _):
        first = send(live=True, headers=headers, message=TEMPLATE).data
        lose_answers(table)
        assert send(live=True, headers=headers, message=TEMPLATE).data == first
        assert len(meta.received) == 1
        lose_answers(table)
        assert send(live=True, headers=headers, body="altra").error["code"] == "IDEMPOTENCY_MISMATCH"


def test_a_refusal_is_repeated_under_its_key(table, monkeypatch):
    refused = failing(400, {"error": {"code": 131026, "message": "no"}})
    headers = {"Idempotency-Key": "send-2"}
    with whatsapp(monkeypatch, lambda _: refused) as (meta, _):
        for _ in range(2):
            answer = send(live=True, headers=headers, message=TEMPLATE)
            assert (answer.status, answer.error["details"]["reason"]) == (422, "recipient_unreachable")
            lose_answers(table)
        assert len(meta.received) == 1


def test_meta_is_told_the_message_with_our_id(monkeypatch):
    with whatsapp(monkeypatch) as (meta, _):
        sent = send(live=True, message=TEMPLATE).data
    (asked,) = meta.received
    assert asked.path == "/v26.0/106540352242922/messages"
    body = json.loads(asked.body)
    assert body["to"] == "34612345678"
    assert body["biz_opaque_callback_data"] == sent["message_id"]
    assert body["template"]["components"][0]["parameters"] == [
        {"type": "text", "text": "Maria"},
        {"type": "text", "text": "ABC"},
    ]


def test_outside_the_window_only_templates_go_out_and_the_usable_ones_are_named(monkeypatch, table):
    listed = {
        "data": [
            {"name": "benvinguda", "language": "ca", "status": "APPROVED"},
            {"name": "vella", "language": "ca", "status": "REJECTED"},
        ]
    }
    with whatsapp(monkeypatch) as (meta, connection):
        ours = meta.answer
        meta.answer = lambda r: Reply(200, {}, json.dumps(listed).encode()) if "templates" in r.path else ours(r)
        answer = send(live=True)
        assert (answer.status, answer.error["details"]["reason"]) == (422, "whatsapp_window_closed")
        assert answer.error["details"]["templates"] == [{"name": "benvinguda", "language": "ca"}]
        assert call("messages.list").data["pagination"]["total"] == 0
        comes_in(table, connection, "whatsapp", wrote("34612345678"))
        assert send(live=True).status == 200
        with clock.frozen(clock.now() + timedelta(hours=24, seconds=1)):
            assert send(live=True).error["details"]["reason"] == "whatsapp_window_closed"
            assert send(live=True, message=TEMPLATE).status == 200


PROVIDERS = {
    "down": (failing(503), 202, None),
    "slow down": (failing(429, {"error": {"code": 130429}}, Retry_After="7"), 202, None),
    "an expired token": (failing(401, {"error": {"code": 190}}), 422, "credentials_rejected"),
    "a template that is unknown": (failing(404, {"error": {"code": 132001}}), 422, "template_unknown"),
    "variables that are missing": (failing(400, {"error": {"code": 132000}}), 422, "template_parameters"),
    "nonsense": (Reply(200, {}, b"[" * 3_000), 202, None),
    "a failure of its own": (failing(500), 202, None),
    "no answer at all": (None, 202, None),
}


@pytest.mark.parametrize(("reply", "status", "reason"), PROVIDERS.values(), ids=PROVIDERS.keys())
def test_what_a_provider_answers_is_told(monkeypatch, reply, status, reason):
    with whatsapp(monkeypatch) as (meta, connection):
        meta.answer = lambda _: reply
        answer = send(live=True, message=TEMPLATE)
        assert answer.status == status
        if reason is not None:
            assert answer.error["details"]["reason"] == reason
            assert get(answer.error["details"]["message_id"], live=True)["status"] == "failed"
        broken = call("integrations.get", {"id": connection}).data["status"] == "broken"
        assert broken is (reason == "credentials_rejected")
        if broken:
            assert send(live=True, message=TEMPLATE).error["details"]["reason"] == "connection_broken"


def test_a_throttled_connection_is_left_alone_for_as_long_as_it_asks(monkeypatch):
    with whatsapp(monkeypatch) as (meta, _):
        works, meta.answer = meta.answer, lambda _: failing(429, {"error": {"code": 130429}}, Retry_After="60")
        first = send(live=True, message=TEMPLATE).data
        asked = len(meta.received)
        second = send(live=True, message=TEMPLATE)
        assert (second.status, second.data["status"], len(meta.received)) == (202, "queued", asked)
        meta.answer = works
        work_off(timedelta(seconds=61))
        assert [get(each["message_id"], live=True)["status"] for each in (first, second.data)] == ["sent", "sent"]


def test_a_contact_that_we_wrote_to_first_is_written_to_again_by_its_id(table, monkeypatch):
    def to() -> list[int]:
        return [json.loads(request.body)["chat_id"] for request in bots.received]

    with telegram(monkeypatch) as (bots, bot):
        contact = send("telegram", "4242", live=True).data["contact_id"]
        again = send("telegram", contact_id=contact, live=True)
        assert (again.status, again.data["contact_id"], to()) == (200, contact, [4242, 4242])
        chat = {"id": 4242, "type": "private", "first_name": "Maria"}
        message = {"message_id": 7, "date": 1_780_000_000, "chat": chat, "from": chat, "text": "Hola"}
        assert comes_in(table, bot, "telegram", {"update_id": 7, "message": message}) == []
        assert send("telegram", contact_id=contact, live=True).data["contact_id"] == contact
        assert to() == [4242, 4242, 4242]


def test_telegram_is_told_the_message_and_the_token_is_in_no_answer(monkeypatch):
    with telegram(monkeypatch) as (bots, _):
        sent = send("telegram", "4242", live=True).data
        assert json.loads(bots.received[-1].body)["chat_id"] == 4242
        bots.answer = lambda _: failing(
            403, {"ok": False, "error_code": 403, "description": "Forbidden: bot was blocked"}
        )
        blocked = send("telegram", "4242", live=True)
    assert sent["telegram_message_id"] == "4242:1"
    assert blocked.error["details"]["reason"] == "recipient_blocked"
    assert not any(secret in f"{sent} {blocked}" for secret in SECRETS)


def test_a_mail_goes_out_with_its_thread_and_its_message_id(tmp_path, table, monkeypatch):
    monkeypatch.setenv("INBOUND_DOMAIN", "in.bivelio.com")
    with MailServer(tmp_path, tls="none") as server:
        about = {**SMTP, "host": "127.0.0.1", "port": server.port, "username": None, "password": None}
        made = call("integrations.connect", {"provider": "smtp", "smtp": about}).data
        html = "<p>Bon <b>dia</b></p>"
        said = {"type": "text", "body": "Bon dia, Núria €", "subject": "Comanda Ŀl·lustre", "html": html}
        first = send("email", "maria@exemple.com", live=True, message=said).data
        send("email", "maria@exemple.com", live=True, message={**said, "subject": "Re"}, reply_to=first["message_id"])
    one, two = (message_from_bytes(mail.content, policy=policy.default) for mail in server.mails)
    assert (one["Subject"], one["To"], one["From"]) == ("Comanda Ŀl·lustre", "maria@exemple.com", "info@exemple.com")
    assert one["Message-ID"] == first["email_message_id"]
    assert one["Reply-To"] == made["inbound_address"] == f"{made['id']}.{ORGANISATION}@in.bivelio.com"
    plain, shown = (one.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert shown is not None
    assert plain.get_content().strip() == "Bon dia, Núria €"
    assert shown.get_content().strip() == html
    assert (two["In-Reply-To"], two["References"]) == (one["Message-ID"], one["Message-ID"])


def test_a_file_from_a_url_is_fetched_and_uploaded(monkeypatch):
    with Receiver(lambda _: Reply(200, {"Content-Type": "image/png"}, PNG)) as web, whatsapp(monkeypatch) as (meta, _):
        ours = meta.answer
        meta.answer = lambda r: Reply(200, {}, b'{"id":"media-1"}') if r.path.endswith("/media") else ours(r)
        sent = send(live=True, message=TEMPLATE)
        assert sent.status == 200
        image = {"type": "image", "url": web.url.replace("/hook", "/foto.png"), "caption": "La foto"}
        answer = send("whatsapp", live=True, message=image)
        assert answer.error["details"]["reason"] == "whatsapp_window_closed"
    assert web.received == [], "nothing is fetched for a message that cannot go out"


def test_a_file_is_sent_within_the_window(monkeypatch, table):
    with (
        Receiver(lambda _: Reply(200, {"Content-Type": "text/html"}, PNG)) as web,
        whatsapp(monkeypatch) as (meta, connection),
    ):
        comes_in(table, connection, "whatsapp", wrote("34612345678"))
        ours = meta.answer
        meta.answer = lambda r: Reply(200, {}, b'{"id":"media-1"}') if r.path.endswith("/media") else ours(r)
        image = {"type": "image", "url": web.url.replace("/hook", "/foto.png"), "caption": "La foto"}
        assert send(live=True, message=image).status == 200
    upload, message = meta.received
    assert b'filename="foto.png"' in upload.body
    assert PNG in upload.body
    assert json.loads(message.body)["image"] == {"id": "media-1", "caption": "La foto"}


@pytest.mark.parametrize(
    ("reply", "constraint"),
    [
        (Reply(200, {"Content-Type": "image/png"}, b"<html>"), "media_type"),
        (Reply(200, {"Content-Type": "image/png"}, PNG + b"\0" * 5 * 1_048_576), "max_bytes"),
        (Reply(404, {}, b"gone"), "file_not_available"),
        (Reply(302, {"Location": "https://169.254.169.254/latest/"}), "url_not_allowed"),
        (None, "file_not_available"),
    ],
    ids=["of another type", "too large", "not there", "a redirect to the metadata service", "no answer"],
)
def test_a_file_that_the_channel_does_not_take_is_refused(reply, constraint):
    with Receiver(lambda _: reply) as web:
        answer = send(message={"type": "image", "url": web.url})
    assert (answer.status, answer.error["details"]["constraint"]) == (422, constraint)


def test_a_document_of_the_organisation_is_attached():
    upload = {"filename": "oferta.pdf", "content_base64": base64.b64encode(b"%PDF-1.7\n%%EOF").decode()}
    document = call("documents.upload", upload, caller=SANDBOX).data["document_id"]
    said = {"type": "document", "document_id": document, "caption": "La teva oferta"}
    assert send("email", "maria@exemple.com", message=said).data["status"] == "sent"


def test_secrets_that_cannot_be_opened_leave_no_message_that_was_perhaps_sent(monkeypatch, table):
    """Nothing was sent, for certain: so nothing is recorded as being sent, and the client may ask again."""
    with whatsapp(monkeypatch) as (meta, _):
        sealing.forget()
        with refusing(clients.client("kms"), lambda _: (500, "InternalFailure")):
            assert send(live=True, message=TEMPLATE).status == 503
        assert call("messages.list").data["pagination"]["total"] == 0
        assert send(live=True, message=TEMPLATE).data["status"] == "sent"
        assert len(meta.received) == 1
