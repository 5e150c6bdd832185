"""What happens to a conversation is told: who is in charge, that it is closed, open again, or with a person."""

from datetime import UTC, datetime, timedelta

import pytest
from bivelio_core import clock
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, call, load
from tests.events.told import Told
from tests.functions.messages.conversing import later, member, update, writes
from tests.functions.messages.world import SANDBOX, whatsapp

NOON = datetime(2026, 4, 7, 12, tzinfo=UTC)


@pytest.fixture
def connection(table, monkeypatch):
    with whatsapp(monkeypatch) as (_, made):
        yield made


def types(told):
    return [each for each in told.types() if each.startswith("conversation.")]


def test_each_change_is_told_once(table, connection):
    contact = writes(table, connection)
    told = Told()
    for _ in range(2):
        update(contact, assignee=member(table), labels=["a"])
    assert types(told) == ["conversation.assigned"]
    update(contact, state="closed")
    assert types(told) == ["conversation.closed"]
    writes(table, connection)
    assert types(told) == ["conversation.reopened"]
    update(contact, state="waiting")
    update(contact, labels=["b"])
    call("messages.conversations_read", {"contact_id": contact})
    writes(table, connection)
    assert types(told) == [], "it was not closed"
    call("messages.give_back", {"contact_id": contact})
    assert types(told) == []
    call("messages.hand_over", {"contact_id": contact, "why": "complaint"})
    assert types(told) == ["conversation.handed_over"]


def test_the_end_of_a_snooze_is_told(table, connection):
    with clock.frozen(NOON):
        contact = writes(table, connection)
        update(contact, state="snoozed", snoozed_until=later(NOON + timedelta(hours=1)))
    told = Told()
    with clock.frozen(NOON + timedelta(hours=1)):
        load("workers/sweep_calendar").handler({}, None)
        assert types(told) == ["conversation.reopened"]


@pytest.mark.usefixtures("table")
def test_a_conversation_that_has_only_mails_is_told_too():
    asked = {"channel": "email", "to": "maria@exemple.com", "body": "Hola"}
    contact = call("messages.send", asked, caller=SANDBOX).data["contact_id"]
    told = Told(Tenant.at(ORGANISATION, "sandbox"))
    call("messages.conversations_update", {"contact_id": contact, "state": "closed"}, caller=SANDBOX)
    assert types(told) == ["conversation.closed"]
