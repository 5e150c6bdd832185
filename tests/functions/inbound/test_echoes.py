"""What a company writes on its own phone is here too, by the signed handler and a real store."""

from datetime import timedelta
from typing import Any

import pytest
from bivelio_core import clock
from bivelio_core.messages.inbound import doors, senders
from pywa.types.message import OutgoingDeletedMessage, OutgoingEditedMessage, OutgoingMessage

from tests.api import call
from tests.functions.inbound.called import arrive, signature, to_json
from tests.functions.messages.world import whatsapp, work_off, wrote
from tests.messages.test_judges import client

pytestmark = pytest.mark.usefixtures("table")
MARIA = "34699000111"
NUMBER = {"display_phone_number": "34600000000", "phone_number_id": "106540352242922"}


def echoed(*messages: dict[str, Any], contacts: bool = True) -> dict[str, Any]:
    """Meta's webhook about what the owner did on the phone."""
    person = [{"profile": {"name": "Maria"}, "wa_id": MARIA, "user_id": f"ES.{MARIA}"}]
    value = {
        "messaging_product": "whatsapp",
        "metadata": NUMBER,
        **({"contacts": person} if contacts else {}),
        "message_echoes": list(messages),
    }
    change = {"field": "smb_message_echoes", "value": value}
    return {"object": "whatsapp_business_account", "entry": [{"id": "0", "changes": [change]}]}


def echo(wamid: str = "wamid.echo", **about: Any) -> dict[str, Any]:
    """One message that the owner wrote; a text unless the test says otherwise."""
    said = about or {"type": "text", "text": {"body": "Dijous hi som"}}
    return {"from": "34600000000", "to": f"+{MARIA}", "id": wamid, "timestamp": str(int(clock.epoch())), **said}


def raw(*messages: dict[str, Any]) -> Any:
    """The same for pywa."""
    return echoed(*messages)


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


def messages():
    """What the API lists."""
    return call("messages.list").data["messages"]


@pytest.mark.parametrize("contacts", [True, False])
def test_what_the_owner_writes_on_the_phone_is_an_outgoing_message_of_the_conversation_once(bring, contacts):
    bring(wrote(MARIA, "Quan veniu?"), *[echoed(echo(), contacts=contacts)] * 2)
    theirs, ours = messages()
    assert (theirs["direction"], ours["direction"]) == ("inbound", "outbound")
    assert (ours["message"], ours["status"], ours["echo"]) == ({"type": "text", "body": "Dijous hi som"}, "sent", True)
    assert (ours["from"], ours["to"], ours["provider_message_id"]) == ("+34600000000", f"+{MARIA}", "wamid.echo")
    assert ours["contact_id"] == theirs["contact_id"]
    assert "author" not in ours


def test_it_stops_the_assistant_until_the_conversation_is_given_back(bring):
    bring(wrote(MARIA, "Quan veniu?"))
    (before,) = call("messages.conversations").data["conversations"]
    assert (before["state"], before["unread"]) == ("open", 1)
    bring(echoed(echo()))
    (after,) = call("messages.conversations").data["conversations"]
    assert (after["state"], after["unread"], after["handled_by"]) == ("waiting", 0, "person")
    assert after["handed_over"]["why"] == "person_wrote"
    given = call("messages.give_back", {"contact_id": after["contact_id"]}).data
    assert given["handled_by"] == "assistant"


def test_it_opens_no_window_in_which_one_may_write_freely(bring):
    bring(echoed(echo()))
    (ours,) = messages()
    answer = call("messages.send", {"channel": "whatsapp", "contact_id": ours["contact_id"], "body": "Hola"})
    assert answer.error["details"]["reason"] == "whatsapp_window_closed"


def test_what_the_owner_writes_is_no_wish_of_the_person(bring):
    bring(wrote(MARIA), echoed(echo(type="text", text={"body": "BAIXA"})))
    assert call("messages.suppressions_list").data["pagination"]["total"] == 0
    assert len(messages()) == 2, "and nothing answers it"


def test_an_edit_and_a_deletion_on_the_phone_are_followed_in_any_order(bring):
    said = {"type": "text", "text": {"body": "Divendres hi som"}}
    edit = echo("wamid.edit", type="edit", edit={"original_message_id": "wamid.echo", "message": said})
    revoke = echo("wamid.revoke", type="revoke", revoke={"original_message_id": "wamid.echo"})
    bring(echoed(edit), echoed(echo()))
    (ours,) = messages()
    assert ours["message"]["body"] == "Divendres hi som"
    assert "edited_at" in ours
    bring(echoed(revoke))
    (ours,) = messages()
    assert (ours["message"], "deleted_at" in ours) == ({"type": "text"}, True)


def test_a_reaction_on_the_phone_answers_nothing_and_does_not_stop_the_assistant(bring):
    bring(wrote(MARIA, "Gràcies!", wamid="wamid.in"))
    bring(echoed(echo(type="reaction", reaction={"message_id": "wamid.in", "emoji": "👍"})))
    theirs, ours = messages()
    assert (ours["message"]["type"], ours["message"]["body"], ours["reply_to"]) == ("reaction", "👍", theirs["id"])
    (conversation,) = call("messages.conversations").data["conversations"]
    assert (conversation["state"], "handled_by" in conversation) == ("open", False)


def test_a_reaction_of_the_person_names_the_message_that_it_is_about(bring):
    bring(echoed(echo()))
    thumb = {"type": "reaction", "reaction": {"message_id": "wamid.echo", "emoji": "👍"}}
    document = wrote(MARIA, wamid="wamid.thumb")
    message = document["entry"][0]["changes"][0]["value"]["messages"][0]
    message.pop("text")
    message.update(thumb)
    bring(document)
    ours, theirs = messages()
    assert (theirs["message"]["type"], theirs["reply_to"]) == ("reaction", ours["id"])


def test_an_echo_without_a_recipient_or_an_id_is_refused_and_holds_up_no_other(bring):
    without = {name: value for name, value in echo("wamid.3").items() if name != "to"}
    bring(echoed({**echo(), "id": ""}, without, echo("wamid.ok"), contacts=False))
    assert [each["provider_message_id"] for each in messages()] == ["wamid.ok"]


def test_an_echo_waits_in_the_order_of_its_person():
    (theirs,) = senders.parts("whatsapp", to_json(wrote(MARIA)))
    (ours,) = senders.parts("whatsapp", to_json(echoed(echo())))
    assert ours.sender == theirs.sender == f"ES.{MARIA}"
    several = echoed(echo(), {**echo("wamid.2"), "to": "34699000222"})
    assert [part.sender for part in senders.parts("whatsapp", to_json(several))] == [f"ES.{MARIA}", "34699000222"]


def test_pywa_reads_the_same_echoes():
    theirs: Any = OutgoingMessage.from_update(client(), raw(echo()))
    assert (theirs.id, theirs.text, theirs.to_user.wa_id) == ("wamid.echo", "Dijous hi som", MARIA)
    said = {"type": "text", "text": {"body": "Divendres"}}
    edit = echo("wamid.edit", type="edit", edit={"original_message_id": "wamid.echo", "message": said})
    assert OutgoingEditedMessage.from_update(client(), raw(edit)).message.text == "Divendres"
    revoke = echo("wamid.revoke", type="revoke", revoke={"original_message_id": "wamid.echo"})
    assert OutgoingDeletedMessage.from_update(client(), raw(revoke)).original_message_id == "wamid.echo"


def test_a_status_of_an_echo_is_noted(bring):
    bring(echoed(echo()))
    about = {"id": "wamid.echo", "status": "read", "timestamp": str(int(clock.epoch())), "recipient_id": MARIA}
    value = {"messaging_product": "whatsapp", "metadata": NUMBER, "statuses": [about]}
    change = {"field": "messages", "value": value}
    with clock.frozen(clock.now() + timedelta(seconds=1)):
        bring({"object": "whatsapp_business_account", "entry": [{"id": "0", "changes": [change]}]})
    (ours,) = messages()
    assert ours["status"] == "read"
