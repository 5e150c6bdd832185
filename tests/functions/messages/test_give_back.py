"""POST /v1/messages/give_back keeps its promises."""

from tests.api import call
from tests.functions.messages.conversing import state, writes
from tests.functions.messages.world import whatsapp


def test_the_assistant_goes_on_with_it_until_a_person_does(table, monkeypatch):
    with whatsapp(monkeypatch) as (_, connection):
        contact = writes(table, connection)
        for _ in range(2):
            back = call("messages.give_back", {"contact_id": contact}).data
            assert (back["handled_by"], back["version"]) == ("assistant", 1)
        call("messages.hand_over", {"contact_id": contact, "why": "money"})
        assert state(contact)["handed_over"]["why"] == "money"
        assert "handed_over" not in call("messages.give_back", {"contact_id": contact}).data
