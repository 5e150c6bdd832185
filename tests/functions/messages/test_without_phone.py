"""People on WhatsApp who share no phone are answered like all others, and what Meta charges for is counted."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from bivelio_core import clock
from bivelio_core.messages.inbound import doors

from tests.api import call
from tests.functions.inbound.called import arrive, signature, to_json
from tests.functions.messages.world import SANDBOX, failing, send, whatsapp, work_off
from tests.receiver import Reply

pytestmark = pytest.mark.usefixtures("table")
USER = "ES.13491208655302741918"


def webhook(value):
    """Meta's webhook."""
    about = {"metadata": {"display_phone_number": "34600000000", "phone_number_id": "106540352242922"}, **value}
    entry = {"id": "0", "changes": [{"field": "messages", "value": about}]}
    return {"object": "whatsapp_business_account", "entry": [entry]}


def wrote(wamid="wamid.in", **about):
    """A message of somebody who shares no phone: neither `from` nor `wa_id` is there."""
    message = {"from_user_id": USER, "id": wamid, "timestamp": str(int(clock.epoch())), "type": "text"}
    person = {"profile": {"username": "maria.puig", **about}, "user_id": USER}
    return webhook({"contacts": [person], "messages": [{**message, "text": {"body": "Bon dia"}}]})


def status(told, wamid="wamid.1", **pricing):
    """A status of a message to somebody."""
    about = {"id": wamid, "status": told, "timestamp": str(int(clock.epoch())), "recipient_user_id": USER}
    return webhook({"statuses": [{**about, **({"pricing": pricing} if pricing else {})}]})


@dataclass
class Meta:
    """A connected number: what Meta is sent and refuses, and how it tells of something, which is then read."""

    connection: str
    receiver: Any
    refused: list[Reply]

    def __call__(self, document: Any) -> None:
        body = to_json(document)
        assert arrive("whatsapp", body, connection=self.connection, headers=signature(body)).status == 200
        work_off()

    def sent(self) -> list[Any]:
        """The messages that Meta was sent."""
        return [json.loads(each.body) for each in self.receiver.received if each.path.endswith("/messages")]


@pytest.fixture
def meta(monkeypatch):
    """Meta, with a connected number."""
    doors.forget()
    refused: list[Reply] = []

    def answer(request):
        return refused.pop() if refused and request.path.endswith("/messages") else None

    with whatsapp(monkeypatch, answer) as (receiver, connection):
        yield Meta(connection, receiver, refused)


@pytest.mark.parametrize("named_by", ["contact_id", "to"])
def test_somebody_without_a_phone_is_answered_within_the_window(meta, named_by):
    meta(wrote())
    (came,) = call("messages.list").data["messages"]
    assert (came["from"], came["profile"]) == (USER, {"username": "maria.puig", "user_id": USER})
    to = {"contact_id": came["contact_id"]} if named_by == "contact_id" else {"to": came["from"]}
    answer = call("messages.send", {"channel": "whatsapp", **to, "body": "Bon dia, Maria", "reply_to": came["id"]})
    assert (answer.status, answer.data["to"], answer.data["contact_id"]) == (200, USER, came["contact_id"])
    (sent,) = meta.sent()
    assert (sent["recipient"], "to" in sent, sent["context"]) == (USER, False, {"message_id": "wamid.in"})
    meta(status("read"))
    mine, theirs = call("messages.list", {"contact_id": came["contact_id"]}).data["messages"][::-1]
    assert (mine["status"], theirs["id"]) == ("read", came["id"])
    (conversation,) = call("messages.conversations").data["conversations"]
    assert conversation["window_expires_at"] > clock.timestamp()


def test_the_window_is_closed_for_them_as_for_all(meta):
    answer = call("messages.send", {"channel": "whatsapp", "to": USER, "body": "Hola"})
    assert answer.error["details"]["reason"] == "whatsapp_window_closed"
    assert meta.sent() == []


def test_a_phone_that_is_known_later_is_the_same_contacts(meta):
    meta(wrote())
    document = wrote("wamid.with")
    value = document["entry"][0]["changes"][0]["value"]
    value["messages"][0]["from"] = value["contacts"][0]["wa_id"] = "34699000111"
    meta(document)
    meta(wrote("wamid.without"))
    messages = call("messages.list").data["messages"]
    assert [each["from"] for each in messages] == [USER, "+34699000111", USER]
    assert len({each["contact_id"] for each in messages}) == 1


def test_their_contact_has_a_name_and_is_found_by_the_user_id(meta, table):
    meta(wrote(name="Maria Puig"))
    (came,) = call("messages.list").data["messages"]
    contact = call("contacts.get", {"id": came["contact_id"]}).data
    assert (contact["name"], contact["whatsapp_user_id"]) == ("Maria Puig", USER)
    for search in (USER, "maria puig"):
        found = call("contacts.list", {"search": search}).data["contacts"]
        assert [each["id"] for each in found] == [came["contact_id"]], search


@pytest.mark.parametrize(("language", "words"), [("ca", "telèfon"), ("es", "teléfono"), ("en", "phone number")])
def test_what_only_goes_to_phones_is_refused_in_words(meta, language, words):
    meta(wrote())
    meta.refused.append(failing(400, {"error": {"code": 131062, "message": "not supported for this message"}}))
    said = {"channel": "whatsapp", "to": USER, "body": "Hola"}
    answer = call("messages.send", said, headers={"Accept-Language": language})
    error = answer.error
    assert (answer.status, error["details"]["reason"]) == (422, "phone_required")
    assert words in error["message"]


@pytest.mark.parametrize("to", ["ES.", "es.123", "ES.12 3", "ESP.123", "ES.1@2", "ES." + "1" * 101])
def test_what_is_neither_a_phone_nor_a_user_id_is_refused(to):
    answer = call("messages.send", {"channel": "whatsapp", "to": to, "body": "Hola"})
    assert (answer.status, answer.error["details"]["field"]) == (400, "to")


def test_the_sandbox_answers_and_refuses_without_a_phone():
    assert send(to="ES.600000010").status == 200
    assert send(to="ES.600000062").error["details"]["reason"] == "phone_required"
    work_off()
    mine, answer = call("messages.list", {"per_page": 100}, caller=SANDBOX).data["messages"][-2:]
    assert (mine["direction"], mine["error"]["reason"]) == ("outbound", "phone_required")
    assert (answer["direction"], answer["from"]) == ("inbound", "ES.600000010")


SERVICE = {"billable": False, "pricing_model": "PMP", "type": "free_customer_service", "category": "service"}
CHARGED = {**SERVICE, "billable": True, "type": "regular"}


def test_each_message_is_counted_once_by_month_number_and_category(meta):
    meta(wrote())
    for number in (1, 2, 3):
        assert call("messages.send", {"channel": "whatsapp", "to": USER, "body": str(number)}).status == 200
    for number, pricing in ((1, SERVICE), (2, CHARGED), (3, {**CHARGED, "category": "marketing"})):
        for told in ("sent", "delivered", "read", "read"):
            meta(status(told, f"wamid.{number}", **pricing))
    month = clock.timestamp()[:7]
    shared = {"month": month, "connection_id": meta.connection, "number": "+34 600 000 000"}
    assert call("usage.get").data["messages"] == [
        {**shared, "category": "marketing", "billable": 1, "free": 0},
        {**shared, "category": "service", "billable": 1, "free": 1},
    ]
    messages = call("messages.list").data["messages"]
    assert messages[1]["pricing"] == {"category": "service", "billable": False, "type": "free_customer_service"}
    earlier = call("usage.get", {"from": "2026-01-01", "to": "2026-01-31"}).data
    assert earlier["messages"] == []


@pytest.mark.parametrize("pricing", [{}, {"category": 7}, {"billable": "yes", "category": ""}])
def test_a_status_without_a_price_counts_nothing(meta, pricing):
    meta(wrote())
    call("messages.send", {"channel": "whatsapp", "to": USER, "body": "Hola"})
    meta(status("sent", **pricing))
    assert call("usage.get").data["messages"] == []


def test_statuses_of_before_have_no_category_and_say_by_their_type_whether_they_are_charged(meta):
    meta(wrote())
    call("messages.send", {"channel": "whatsapp", "to": USER, "body": "Hola"})
    meta(status("sent", category="utility", type="regular"))
    (counted,) = call("usage.get").data["messages"]
    assert (counted["category"], counted["billable"]) == ("utility", 1)
