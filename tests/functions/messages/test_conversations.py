"""POST /v1/messages/conversations keeps its promises."""

import pytest

from tests.api import call
from tests.functions.messages.world import SANDBOX, comes_in, send, whatsapp, wrote

pytestmark = pytest.mark.usefixtures("table")


def shown(**asked):
    return call("messages.conversations", asked, caller=SANDBOX).data


def test_the_conversation_with_the_newest_message_comes_first():
    one = send(to="+34 699 000 001").data["contact_id"]
    two = send("email", "dos@exemple.com").data["contact_id"]
    assert [each["contact_id"] for each in shown()["conversations"]] == [two, one, "ct_abc123"]
    send(to="+34 699 000 001")
    page = shown()
    assert [each["contact_id"] for each in page["conversations"]] == [one, two, "ct_abc123"]
    assert page["conversations"][0]["messages"] == 2
    assert page["pagination"]["total"] == 3
    assert [each["contact_id"] for each in shown(channel="email")["conversations"]] == [two]
    assert [each["contact_id"] for each in shown(page=2, per_page=2)["conversations"]] == ["ct_abc123"]


def test_what_came_in_is_unread_until_it_is_answered_and_opens_the_window(table, monkeypatch):
    with whatsapp(monkeypatch) as (_, connection):
        for number in range(2):
            comes_in(table, connection, "whatsapp", wrote("34699000002", wamid=f"wamid.{number}"))
        (before,) = call("messages.conversations").data["conversations"]
        assert (before["unread"], before["last_message"]["direction"]) == (2, "inbound")
        assert before["window_expires_at"] > before["last_message"]["sent_at"]
        call("messages.send", {"channel": "whatsapp", "contact_id": before["contact_id"], "body": "Hola"})
        (after,) = call("messages.conversations").data["conversations"]
    assert (after["unread"], after["messages"]) == (0, 3)
