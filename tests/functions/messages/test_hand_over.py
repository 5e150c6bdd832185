"""POST /v1/messages/hand_over and /v1/messages/give_back keep their promises."""

import pytest

from tests.api import call
from tests.functions.messages.conversing import COLLEAGUE, MEMBER, answer, listed, member, state, update, writes
from tests.functions.messages.world import whatsapp

PERSON = {"actor_kind": "user", "actor": MEMBER, "role": "owner"}


@pytest.fixture
def contact(table, monkeypatch):
    with whatsapp(monkeypatch) as (_, connection):
        yield writes(table, connection)


def hand_over(contact, **about):
    return call("messages.hand_over", {"contact_id": contact, "why": "asked_for", **about})


def test_a_person_goes_on_with_it_and_gives_it_back(contact):
    assert "handled_by" not in state(contact)
    given = call("messages.give_back", {"contact_id": contact}).data
    assert (given["handled_by"], given["version"]) == ("assistant", 1)
    update(contact, state="closed")
    taken = hand_over(contact).data
    assert (taken["handled_by"], taken["state"], taken["handed_over"]["why"]) == ("person", "open", "asked_for")
    assert hand_over(contact).data == taken, "once"
    back = call("messages.give_back", {"contact_id": contact}).data
    assert (back["handled_by"], back.get("handed_over")) == ("assistant", None)


def test_to_somebody_means_that_they_are_in_charge(table, contact):
    member(table, COLLEAGUE)
    taken = hand_over(contact, to=COLLEAGUE).data
    assert (taken["assignee"], taken["handed_over"]["to"]) == (COLLEAGUE, COLLEAGUE)
    assert listed(assignee=COLLEAGUE) == [contact]
    (error,) = hand_over(contact, to="usr_ffffffffffffffff").error["details"]["errors"]
    assert (error["field"], error["constraint"]) == ("to", "not_a_member")


def test_a_person_who_writes_takes_it_from_the_assistant(contact):
    call("messages.give_back", {"contact_id": contact})
    answer(contact)
    assert state(contact)["handled_by"] == "assistant", "a program wrote"
    message = answer(contact, caller=PERSON)["message_id"]
    after = state(contact)
    assert (after["handled_by"], after["handed_over"]["why"], after["handed_over"]["to"]) == (
        "person",
        "person_wrote",
        MEMBER,
    )
    assert call("messages.get", {"id": message}).data["author"] == {"kind": "user", "id": MEMBER}
