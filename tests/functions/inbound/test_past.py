"""What a phone tells of the time before its number was connected, by the signed handler and a real store."""

from datetime import timedelta
from typing import Any

import pytest
from bivelio_core import clients, clock
from bivelio_core.contacts.events import derive
from bivelio_core.messages.inbound import doors, past, whatsapp_past
from bivelio_core.store.changes import Change
from bivelio_core.store.keys import CONTACT, CONVERSATION, MESSAGE, PROVIDER_MESSAGE

from tests.api import call
from tests.functions.inbound.called import arrive, signature, to_json
from tests.functions.inbound.test_echoes import echo, echoed
from tests.functions.messages.world import store_of, whatsapp, work_off, wrote
from tests.network import events_of
from tests.streams import record

MARIA, JOAN = "34699000111", "34699000222"
OURS = "34600000000"
NUMBER = {"display_phone_number": "+34 600 000 000", "phone_number_id": "106540352242922"}
DAY = 86_400
CHUNK = {"phase": 1, "chunk_order": 1}


def said(wamid: str, days_ago: float, text: str = "Hola", *, ours: bool = False, **about: Any) -> dict[str, Any]:
    """A message of the past."""
    at = str(int(clock.epoch() - days_ago * DAY))
    content = about or {"type": "text", "text": {"body": text}}
    sender = {"from": OURS, "to": MARIA} if ours else {"from": MARIA}
    context = {"history_context": {"status": "READ" if ours else "PENDING"}}
    return {**sender, "id": wamid, "timestamp": at, **content, **context}


def told(field: str, **value: Any) -> dict[str, Any]:
    """A webhook of Meta's."""
    about = {"messaging_product": "whatsapp", "metadata": NUMBER, **value}
    return {
        "object": "whatsapp_business_account",
        "entry": [{"id": "0", "changes": [{"field": field, "value": about}]}],
    }


def history(threads: dict[str, list[dict[str, Any]]], progress: int = 55) -> dict[str, Any]:
    """A chunk of the history."""
    told_threads = [{"id": person, "messages": messages} for person, messages in threads.items()]
    return told("history", history=[{"metadata": {**CHUNK, "progress": progress}, "threads": told_threads}])


def refused(code: int = whatsapp_past.NOT_SHARED) -> dict[str, Any]:
    """What Meta tells of an owner who does not share the history."""
    error = {"code": code, "title": "History sync is off", "message": "History sharing is turned off by the business"}
    return told("history", history=[{"errors": [error]}])


def book(**names: str) -> dict[str, Any]:
    """The names on a phone."""
    entries = [
        {"type": "contact", "contact": {"full_name": name, "phone_number": f"+{phone[1:]}"}, "action": "add"}
        for phone, name in names.items()
    ]
    return told("smb_app_state_sync", state_sync=entries)


@pytest.fixture
def world(table, monkeypatch):
    """Brings webhooks for a connected number and has them read; tells which one it is."""
    doors.forget()
    with whatsapp(monkeypatch) as (_, connection):

        def bring(*documents: Any) -> str:
            for document in documents:
                body = to_json(document)
                assert arrive("whatsapp", body, connection=connection, headers=signature(body)).status == 200
                work_off()
                work_off()
            return connection

        yield bring


def contact_of(phone: str) -> Any:
    """The contact with a phone."""
    (contact,) = call("contacts.list", {"search": f"+{phone}"}).data["contacts"]
    return contact


def past_of(contact: str, **about: Any) -> Any:
    """The past messages with a contact."""
    return call("messages.list", {"contact_id": contact, "past": True, **about}).data


def everybody() -> Any:
    """All contacts, oldest first."""
    return call("contacts.list", {"sort": "created_at"}).data["contacts"]


def test_messages_of_the_past_are_there_once_in_the_order_of_their_times(world, table):
    newer = history({MARIA: [said("wamid.3", 1, "Fins dijous", ours=True), said("wamid.2", 2, "Va bé dijous?")]})
    older = history({MARIA: [said("wamid.1", 100, "Bon dia")]})
    world(newer, older, newer, older)
    (contact,) = store_of(table).query(CONTACT)
    (shown,) = [each for each in everybody() if each["phone"] == f"+{MARIA}"]
    page = past_of(shown["id"])
    assert [each["message"]["body"] for each in page["messages"]] == ["Bon dia", "Va bé dijous?", "Fins dijous"]
    assert [each["direction"] for each in page["messages"]] == ["inbound", "inbound", "outbound"]
    assert [each["status"] for each in page["messages"]] == ["received", "received", "read"]
    assert {each["past"] for each in page["messages"]} == {True}
    assert page["pagination"]["total"] == 3
    first, *_, last = page["messages"]
    assert (first["from"], first["to"]) == (f"+{MARIA}", f"+{OURS}")
    assert (last["from"], last["to"]) == (f"+{OURS}", f"+{MARIA}")
    assert first["created_at"] == first["sent_at"] < last["sent_at"]
    assert contact["of_past"] is True


def test_nobody_answers_them_and_nothing_starts_by_them(world, table):
    with_past = {MARIA: [said("wamid.1", 1, "BAIXA"), said("wamid.2", 0.1, "Quan veniu?")]}
    world(history(with_past))
    assert call("messages.conversations").data["pagination"]["total"] == 0
    assert call("messages.list").data["pagination"]["total"] == 0
    assert call("messages.suppressions_list").data["pagination"]["total"] == 0
    store = store_of(table)
    contact = contact_of(MARIA)
    (item,) = store.query(CONTACT)
    assert store.query(MESSAGE) == []
    partition = store.query(CONVERSATION, item["SK"])
    assert not [each for each in partition if "message_id" in each], "the stream takes none for a message"
    assert "last_activity_at" not in contact
    answer = call("messages.send", {"channel": "whatsapp", "contact_id": contact["id"], "body": "Hola"})
    assert answer.error["details"]["reason"] == "whatsapp_window_closed"


def test_a_contact_that_is_made_for_the_past_is_told_as_no_new_one(world, table):
    world(history({MARIA: [said("wamid.1", 1)]}), wrote(JOAN))
    told_types = [[each.type for each in derive(Change(record(None, item)))] for item in store_of(table).query(CONTACT)]
    assert told_types == [[], ["contact.created"]]


def test_what_somebody_writes_now_is_a_conversation_with_the_past_before_it(world):
    world(history({MARIA: [said("wamid.1", 3, "Bon dia")]}), wrote(MARIA, "Ja sóc aquí"))
    (conversation,) = call("messages.conversations").data["conversations"]
    assert (conversation["messages"], conversation["unread"], conversation["state"]) == (1, 1, "open")
    assert past_of(conversation["contact_id"])["pagination"]["total"] == 1
    entries = call("contacts.timeline", {"contact_id": conversation["contact_id"]}).data["entries"]
    assert [each["data"]["message"]["body"] for each in entries] == ["Ja sóc aquí", "Bon dia"]


def test_a_timeline_goes_on_in_the_past_where_a_page_ended(world):
    world(history({MARIA: [said(f"wamid.{number}", number, f"fa {number} dies") for number in range(1, 8)]}))
    contact, before = contact_of(MARIA)["id"], None
    read: list[str] = []
    while before is not None or not read:
        page = call("contacts.timeline", {"contact_id": contact, "limit": 3, **({"before": before} if before else {})})
        read += [each["data"]["message"]["body"] for each in page.data["entries"]]
        before = page.data["next_before"]
    assert read == [f"fa {number} dies" for number in range(1, 8)]


@pytest.mark.parametrize("is_first", [True, False])
def test_a_message_that_comes_by_itself_too_is_that_message(world, is_first):
    own, copy = wrote(MARIA, "Quan veniu?", wamid="wamid.1"), history({MARIA: [said("wamid.1", 0, "Quan veniu?")]})
    world(*([own, copy] if is_first else [copy, own]), copy)
    (message,) = call("messages.list").data["messages"]
    assert "past" not in message
    assert past_of(message["contact_id"]) == {
        "messages": [],
        "pagination": past_of(message["contact_id"])["pagination"],
    }
    assert past_of(message["contact_id"])["pagination"]["total"] == 0
    (conversation,) = call("messages.conversations").data["conversations"]
    assert conversation["unread"] == 1


def test_a_file_that_was_on_the_phone_alone_comes_later_or_before(world, table):
    placeholder = said("wamid.1", 2, type=whatsapp_past.PLACEHOLDER)
    image = {"id": "MEDIA", "mime_type": "image/jpeg", "caption": "La cuina"}
    picture: dict[str, Any] = {"type": "image", "image": image}
    file = told("history", messages=[said("wamid.1", 2, **picture)])
    other = told("history", messages=[said("wamid.2", 1, ours=True, **picture)])
    world(history({MARIA: [placeholder]}))
    (message,) = past_of(contact_of(MARIA)["id"])["messages"]
    assert message["message"]["type"] == whatsapp_past.PLACEHOLDER
    world(
        file,
        other,
        history({MARIA: [placeholder, {**said("wamid.2", 1, ours=True), "type": whatsapp_past.PLACEHOLDER}]}),
    )
    first, second = past_of(contact_of(MARIA)["id"])["messages"]
    assert (first["message"]["type"], first["message"]["caption"], second["direction"]) == (
        "image",
        "La cuina",
        "outbound",
    )
    assert [each["attachments"][0]["pending"] for each in (first, second)] == [True, True]


def test_one_of_them_is_read_and_answered_by_its_id(world):
    world(history({MARIA: [said("wamid.1", 2, "Quin preu té?")]}), wrote(MARIA, "Hola?", wamid="wamid.2"))
    contact = contact_of(MARIA)["id"]
    (message,) = past_of(contact)["messages"]
    assert call("messages.get", {"id": message["id"]}).data == message
    about = {"channel": "whatsapp", "contact_id": contact, "body": "Són 20 euros", "reply_to": message["id"]}
    sent = call("messages.send", about).data
    assert call("messages.get", {"id": sent["message_id"]}).data["reply_to"] == message["id"]
    assert call("messages.get", {"id": message["id"][:-1] + "x"}).status in (403, 404)


def test_they_name_what_they_answer(world):
    asked, answer = said("wamid.1", 2, "Dijous?"), {**said("wamid.2", 1, "Sí"), "context": {"id": "wamid.1"}}
    world(history({MARIA: [answer]}), history({MARIA: [asked]}))
    first, second = past_of(contact_of(MARIA)["id"])["messages"]
    assert "reply_to" not in second, "which was not there yet"
    world(history({MARIA: [{**said("wamid.3", 0.5), "context": {"id": "wamid.1"}}]}))
    *_, third = past_of(contact_of(MARIA)["id"])["messages"]
    assert third["reply_to"] == first["id"]


def test_an_edit_and_a_deletion_of_one_of_them_are_followed(world):
    friday = {"type": "text", "text": {"body": "Divendres"}}
    edit = echo("wamid.edit", type="edit", edit={"original_message_id": "wamid.1", "message": friday})
    revoke = echo("wamid.revoke", type="revoke", revoke={"original_message_id": "wamid.2"})
    both = [said("wamid.1", 1, ours=True), said("wamid.2", 0.5, ours=True)]
    world(echoed(revoke), history({MARIA: both}), echoed(edit))
    edited, deleted = past_of(contact_of(MARIA)["id"])["messages"]
    assert edited["message"]["body"] == "Divendres"
    assert (deleted["message"], "deleted_at" in deleted) == ({"type": "text"}, True)


def test_who_has_no_name_there_has_the_one_of_the_phone(world):
    world(book(**{f"p{MARIA}": "Maria Puig"}), history({MARIA: [said("wamid.1", 1)], JOAN: [said("wamid.2", 1)]}))
    assert contact_of(MARIA)["name"] == "Maria Puig"
    assert contact_of(JOAN)["name"] == f"+{JOAN}"


def test_an_address_book_makes_no_contacts(world, table):
    world(book(**{f"p{MARIA}": "Maria Puig"}))
    assert store_of(table).query(CONTACT) == []
    (kept,) = store_of(table).query(PROVIDER_MESSAGE)
    assert kept["ttl"] > clock.epoch()


def shown_history(connection: str) -> Any:
    """What the connection says of its phone."""
    return call("integrations.get", {"id": connection}).data.get("phone_history")


def test_the_connection_says_how_far_the_phone_has_come_whatever_comes_when(world):
    connection = world(history({MARIA: [said("wamid.1", 1)]}, progress=55))
    assert (shown_history(connection)["status"], shown_history(connection)["percent"]) == ("receiving", 55)
    world(history({MARIA: [said("wamid.2", 90)]}, progress=100), history({MARIA: [said("wamid.3", 2)]}, progress=70))
    assert (shown_history(connection)["status"], shown_history(connection)["percent"]) == ("complete", 100)
    world(refused())
    assert shown_history(connection)["status"] == "complete", "what has come was shared"


@pytest.mark.parametrize(("language", "word"), [("ca", "compartit"), ("es", "compartido"), ("en", "shared")])
def test_an_owner_who_shares_nothing_is_told_what_to_do(world, language, word):
    connection = world(refused())
    answer = call("integrations.get", {"id": connection}, headers={"Accept-Language": language}).data["phone_history"]
    assert answer["status"] == "declined"
    assert word in answer["message"]
    assert answer["provider_message"] == "History sharing is turned off by the business"


def test_a_webhook_of_many_people_is_read_person_by_person_and_one_holds_up_no_other(world):
    people = {f"3469900{number:04}": [said(f"wamid.{number}.{each}", each) for each in (1, 2)] for number in range(8)}
    queued: list[Any] = []
    emitter, event = events_of(clients.client("sqs")), "provide-client-params.sqs.SendMessage"
    emitter.register(event, lambda params, **_: queued.append(dict(params)), unique_id="past")
    connection = world(history({**people, "x": [said("wamid.x", 1)]}, progress=80), wrote("34699000003"))
    emitter.unregister(event, unique_id="past")
    groups = [each["MessageGroupId"] for each in queued if "MessageDeduplicationId" in each]
    assert len(set(groups)) == len(groups) == 10, "and what one of them writes now has another one"
    assert [past_of(contact_of(each)["id"])["pagination"]["total"] for each in people] == [2] * 8
    assert shown_history(connection)["percent"] == 80


def test_a_part_has_one_person_and_few_messages():
    people = {f"3469900{number:04}": [said(f"wamid.{number}.{each}", 1) for each in range(700)] for number in range(3)}
    split = whatsapp_past.split(to_json(history(people, progress=30)))
    assert split is not None
    assert len(split.parts) == 9
    assert {part.person for part in split.parts} == set(people)
    assert all(whatsapp_past.split(part.content) is None for part in split.parts)
    assert b"wamid" not in split.rest
    assert b'"progress": 30' in split.rest


def test_no_more_are_kept_with_a_contact_than_the_newest(world, monkeypatch):
    monkeypatch.setattr(past, "MOST", 3)
    world(history({MARIA: [said(f"wamid.{number}", number, str(number)) for number in range(1, 6)]}))
    page = past_of(contact_of(MARIA)["id"])
    assert [each["message"]["body"] for each in page["messages"]] == ["3", "2", "1"]


def test_pages_are_exact_from_both_ends(world):
    world(history({MARIA: [said(f"wamid.{number}", number, str(number)) for number in range(10, 0, -1)]}))
    contact = contact_of(MARIA)["id"]
    pages = [past_of(contact, page=page, per_page=3)["messages"] for page in range(1, 6)]
    assert [[each["message"]["body"] for each in page] for page in pages] == [
        ["10", "9", "8"],
        ["7", "6", "5"],
        ["4", "3", "2"],
        ["1"],
        [],
    ]
    assert past_of(contact, channel="telegram")["messages"] == []
    answer = call("messages.list", {"past": True})
    assert (answer.status, answer.error["details"]["field"]) == (400, "contact_id")


def test_a_merged_contact_has_the_past_of_both(world):
    world(history({MARIA: [said("wamid.1", 3, "1"), said("wamid.3", 1, "3")], JOAN: [said("wamid.2", 2, "2")]}))
    maria, joan = contact_of(MARIA), contact_of(JOAN)
    call("contacts.merge", {"winner": maria["id"], "losers": [joan["id"]]})
    page = past_of(maria["id"])
    assert [each["message"]["body"] for each in page["messages"]] == ["1", "2", "3"]
    entries = call("contacts.timeline", {"contact_id": maria["id"], "kinds": ["message"]}).data["entries"]
    assert [each["data"]["message"]["body"] for each in entries] == ["3", "2", "1"]


HOSTILE: list[Any] = [
    {"history": "x"},
    {"history": [{"threads": "x"}, {"threads": [{"id": 7, "messages": {}}]}, {"metadata": {"progress": "many"}}]},
    {"history": [{"threads": [{"id": MARIA, "messages": [{"id": "w", "timestamp": [], "type": 7, "from": {}}]}]}]},
    {"history": [{"errors": [{"code": "x", "message": {}}]}]},
    {"messages": [{"id": "w", "from": None}, {"from": MARIA}]},
    {"metadata": None, "history": [{"threads": [None, {"id": "\ud800", "messages": [{"id": "w"}]}]}]},
    {"state_sync": [{"type": "contact", "action": "add", "contact": {"phone_number": "x", "full_name": 3}}, None]},
]


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_what_has_another_form_breaks_nothing(world, number):
    world(told("history", **HOSTILE[number]), told("smb_app_state_sync", **HOSTILE[number]), wrote(MARIA))
    assert call("messages.list").data["pagination"]["total"] == 1


def test_it_is_told_after_an_hour_as_after_a_day(world):
    world(history({MARIA: [said("wamid.1", 1, "Bon dia")]}))
    again = history({MARIA: [said("wamid.1", 1, "Bon dia")]})
    with clock.frozen(clock.now() + timedelta(hours=25)):
        world(again)
    assert past_of(contact_of(MARIA)["id"])["pagination"]["total"] == 1
