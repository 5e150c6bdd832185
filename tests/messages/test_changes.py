"""Edits and deletions change the message that they are about, in whatever order and how often they come."""

import threading
from typing import Any

import pytest
from bivelio_core.messages.show import show
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.messages.world import SharedTable, bring, events, new_store, stored

pytestmark = pytest.mark.usefixtures("services")
FIRST = 1_780_000_000


def webhook(message: dict[str, Any]) -> dict[str, Any]:
    """Meta's webhook about something of one person."""
    value = {
        "metadata": {"phone_number_id": "106540352242922"},
        "contacts": [{"profile": {"name": "Maria"}, "wa_id": "34699000111", "user_id": "ES.1"}],
        "messages": [{"from": "34699000111", **message}],
    }
    entry = {"id": "0", "changes": [{"field": "messages", "value": value}]}
    return {"object": "whatsapp_business_account", "entry": [entry]}


def text(body: str) -> dict[str, Any]:
    """What somebody writes."""
    return {"type": "text", "text": {"body": body}}


def image(caption: str) -> dict[str, Any]:
    """A picture with a caption; an edit has another id of it."""
    return {"type": "image", "image": {"id": f"media-{caption}", "mime_type": "image/jpeg", "caption": caption}}


def original(content: dict[str, Any]) -> dict[str, Any]:
    """The message itself."""
    return webhook({"id": "wamid.1", "timestamp": str(FIRST), **content})


def edit(number: int, content: dict[str, Any]) -> dict[str, Any]:
    """The edit of the message after so many seconds."""
    about = {"original_message_id": "wamid.1", "message": {"context": {"id": "M0"}, **content}}
    return webhook({"id": f"wamid.edit.{number}", "timestamp": str(FIRST + number), "type": "edit", "edit": about})


def revoke(after: int = 60) -> dict[str, Any]:
    """The deletion of the message."""
    about = {"original_message_id": "wamid.1"}
    return webhook({"id": "wamid.revoke", "timestamp": str(FIRST + after), "type": "revoke", "revoke": about})


@st.composite
def histories(draw):
    """Whether the message is a picture, how many edits it has, whether it is deleted; and in what order all comes."""
    is_picture, edits, is_deleted = draw(st.booleans()), draw(st.integers(0, 3)), draw(st.booleans())
    happened = [("original", 0), *(("edit", n) for n in range(1, edits + 1)), *([("revoke", 0)] if is_deleted else [])]
    return is_picture, edits, is_deleted, draw(st.permutations(happened + draw(st.lists(st.sampled_from(happened)))))


@examples(150)
@given(histories())
def test_whatever_comes_first_and_however_often_the_newest_edit_counts_and_a_deletion_is_final(history):
    is_picture, edits, is_deleted, order = history
    said = image if is_picture else text
    made = {
        "original": lambda _: original(said("0")),
        "edit": lambda n: edit(n, said(str(n))),
        "revoke": lambda _: revoke(),
    }
    store = new_store()
    for kind, number in order:
        assert bring(store, "whatsapp", made[kind](number)) == []
    (item,) = stored(store)
    shown = show(item).model_dump(mode="json")
    if is_deleted:
        assert shown["message"] == {"type": "image" if is_picture else "text"}
        assert "attachments" not in shown
        assert "edited_at" not in shown
        assert shown["deleted_at"] == "2026-05-28T20:27:40Z"
        return
    assert shown["message"]["caption" if is_picture else "body"] == str(edits)
    assert ("edited_at" in shown, "deleted_at" in shown) == (edits > 0, False)
    if is_picture:
        assert shown["message"]["data"]["id"] == "media-0", "the file is the one that was sent"
        assert len(shown["attachments"]) == 1


def test_of_edits_in_one_second_the_one_that_came_last_counts_even_when_the_other_comes_again():
    store, first, second = new_store(), edit(1, text("one")), edit(1, text("two"))
    second["entry"][0]["changes"][0]["value"]["messages"][0]["id"] = "wamid.edit.other"
    for each in (original(text("0")), first, second, first):
        bring(store, "whatsapp", each)
    assert stored(store)[0]["content"]["body"] == "two"


@pytest.mark.parametrize("change", [edit(1, text("new")), revoke()], ids=["edit", "revoke"])
def test_a_change_and_its_message_that_come_at_once_meet(change):
    for _ in range(30):
        store = new_store(SharedTable())
        both = [
            threading.Thread(target=bring, args=(store, "whatsapp", each)) for each in (original(text("0")), change)
        ]
        for thread in both:
            thread.start()
        for thread in both:
            thread.join()
        (item,) = stored(store)
        assert ("edited_at" in item) or ("deleted_at" in item)
        assert item["content"].get("body") != "0"


def test_a_change_of_a_message_that_never_comes_is_nothing_and_of_ours_is_refused():
    store = new_store()
    assert bring(store, "whatsapp", revoke()) == []
    assert bring(store, "whatsapp", edit(1, text("x"))) == []
    assert stored(store) == []
    nameless = webhook({"id": "wamid.2", "timestamp": str(FIRST), "type": "revoke", "revoke": {}})
    assert bring(store, "whatsapp", nameless) == ["it changes a message that it does not name"]


UNWRITTEN = {
    "a permission to call": {
        "type": "interactive",
        "interactive": {"type": "call_permission_reply", "call_permission_reply": {"response": "accept"}},
    },
    "an opened chat": {"type": "request_welcome"},
    "a reaction that is taken back": {"type": "reaction", "reaction": {"message_id": "wamid.0", "emoji": ""}},
}


@pytest.mark.parametrize("message", UNWRITTEN.values(), ids=UNWRITTEN.keys())
def test_what_nobody_wrote_is_no_message(message):
    store = new_store()
    assert len(bring(store, "whatsapp", webhook({"id": "wamid.9", "timestamp": str(FIRST), **message}))) == 1
    assert stored(store) == []


def test_only_what_a_person_wrote_is_an_event():
    table = SharedTable()
    store = new_store(table)
    bring(store, "whatsapp", original(text("Bon dia")))
    (told,) = events(table)
    assert (told["message"], told["status"]) == ({"type": "text", "body": "Bon dia"}, "received")
    for change in (edit(1, text("Bona nit")), revoke(), original(text("Bon dia"))):
        bring(store, "whatsapp", change)
    assert events(table) == [told]
    assert "Bon dia" not in str(list(table.everything())), "nor is the former text anywhere"


def test_what_was_deleted_before_it_came_and_reactions_are_no_events():
    table = SharedTable()
    store = new_store(table)
    about = {"message_id": "wamid.1", "emoji": "👍"}
    reaction = webhook({"id": "wamid.2", "timestamp": str(FIRST), "type": "reaction", "reaction": about})
    for each in (revoke(), original(text("Bon dia")), reaction):
        bring(store, "whatsapp", each)
    assert (len(stored(store)), events(table)) == (2, [])


def test_an_edit_on_telegram_is_no_second_message():
    chat = {"id": 4242, "type": "private", "first_name": "Maria"}
    message = {"message_id": 7, "date": FIRST, "chat": chat, "from": chat, "text": "Hola"}
    change = {**message, "text": "Hola!", "edit_date": FIRST + 5}
    for order in ((0, 1, 1), (1, 0, 0), (1, 1, 0)):
        store = new_store()
        for each in order:
            update = {"edited_message": change} if each else {"message": message}
            assert bring(store, "telegram", {"update_id": 10 + each, **update}) == []
        (item,) = stored(store)
        assert (item["content"]["body"], item["sent_at"]) == ("Hola!", "2026-05-28T20:26:40Z")
        assert item["edited_at"] == "2026-05-28T20:26:45Z"
