"""Edits, deletions and everything else that Meta's webhooks say, through the signed handler and the real store."""

import json

import pytest
from bivelio_core.messages.inbound import doors
from bivelio_core.store.keys import PROVIDER_MESSAGE

from tests.api import call
from tests.functions.inbound.called import arrive, signature, to_json
from tests.functions.messages.world import store_of, whatsapp, work_off, wrote
from tests.messages.test_changes import FIRST, edit, original, revoke, text, webhook
from tests.messages.world import samples

pytestmark = pytest.mark.usefixtures("table")


@pytest.fixture
def bring(monkeypatch):
    """Brings webhooks for a connected number, as Meta does, and has them read."""
    doors.forget()
    with whatsapp(monkeypatch) as (_, connection):

        def come(*documents):
            for document in documents:
                body = to_json(document)
                assert arrive("whatsapp", body, connection=connection, headers=signature(body)).status == 200
                work_off()

        yield come


def shown():
    """The messages as the API lists them, and the newest of the only conversation."""
    messages = call("messages.list").data["messages"]
    conversations = call("messages.conversations").data["conversations"]
    assert [each["last_message"] for each in conversations] == messages[-1:]
    return messages


@pytest.mark.parametrize("changes_first", [False, True])
def test_an_edited_message_has_its_new_text_and_a_deleted_one_none(bring, changes_first):
    came = [original(text("Vull 2 cadires")), edit(9, text("Vull 3 cadires"))]
    bring(*(reversed(came) if changes_first else came), came[0])
    (message,) = shown()
    assert message["message"] == {"type": "text", "body": "Vull 3 cadires"}
    assert (message["edited_at"], message["sent_at"]) == ("2026-05-28T20:26:49Z", "2026-05-28T20:26:40Z")
    bring(revoke(), edit(70, text("again")))
    (message,) = shown()
    assert message["message"] == {"type": "text"}
    assert message["deleted_at"] == "2026-05-28T20:27:40Z"
    assert "cadires" not in json.dumps(call("messages.get", {"id": message["id"]}).data)


def test_a_message_that_was_deleted_before_it_came_shows_nothing_of_itself(bring):
    bring(revoke(), original(text("secret de família")))
    (message,) = shown()
    assert message["message"] == {"type": "text"}
    assert "deleted_at" in message


def test_a_status_and_an_answer_that_name_what_only_a_change_named_are_no_crash(bring, table):
    bring(revoke())
    about = {"id": "wamid.1", "status": "read", "timestamp": str(FIRST)}
    value = {"metadata": {"phone_number_id": "106540352242922"}, "statuses": [about]}
    entry = {"id": "0", "changes": [{"field": "messages", "value": value}]}
    answer = webhook({"id": "wamid.2", "timestamp": str(FIRST), "context": {"id": "wamid.1"}, **text("Ei")})
    bring({"object": "whatsapp_business_account", "entry": [entry]}, answer)
    (message,) = shown()
    assert "reply_to" not in message
    assert len(store_of(table).query(PROVIDER_MESSAGE)) == 2


@pytest.mark.parametrize("file", samples("whatsapp", "*.json"))
def test_every_webhook_that_meta_documents_is_taken_and_read(bring, file):
    for document in json.loads(file.read_text(encoding="utf-8")).values():
        bring(document)
    bring(wrote("34699000111", wamid="wamid.after"))
    assert call("messages.list").data["messages"][-1]["provider_message_id"] == "wamid.after"
