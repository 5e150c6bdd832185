"""POST /v1/messages/conversations/update keeps its promises."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bivelio_core import clock
from bivelio_core.context import Actor, Context
from bivelio_core.messages.inbox import snooze, states, writing
from bivelio_core.messages.inbox.models import UpdateConversation
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, call, load
from tests.functions.messages.conversing import MEMBER, answer, later, listed, member, state, update, writes
from tests.functions.messages.world import comes_in, whatsapp, wrote

NOON = datetime(2026, 4, 7, 12, tzinfo=UTC)


@pytest.fixture
def connection(table, monkeypatch):
    with whatsapp(monkeypatch) as (_, made):
        yield made


def test_one_who_writes_opens_it_and_an_answer_has_it_wait(table, connection):
    contact = writes(table, connection)
    first = state(contact)
    assert (first["state"], first["unread"], first["first_unanswered_at"]) == (
        "open",
        1,
        first["last_message"]["created_at"],
    )
    writes(table, connection, text="Que hi sou?")
    assert state(contact)["first_unanswered_at"] == first["first_unanswered_at"]
    answer(contact)
    waiting = state(contact)
    assert (waiting["state"], waiting["unread"]) == ("waiting", 0)
    assert "first_unanswered_at" not in waiting
    writes(table, connection)
    assert state(contact)["state"] == "open"


@pytest.mark.parametrize("former", ["closed", "snoozed", "waiting"])
def test_what_comes_in_reopens_it_whatever_it_was(table, connection, former):
    contact = writes(table, connection)
    until = {"snoozed_until": later(clock.now() + timedelta(days=1))} if former == "snoozed" else {}
    assert update(contact, state=former, **until).data["state"] == former
    assert listed(state=former) == [contact]
    assert listed(state="open") == []
    writes(table, connection)
    assert listed(state=former) == []
    assert listed(state="open") == [contact]
    assert "snoozed_until" not in state(contact)


def test_advertising_and_what_a_machine_wrote_answer_nothing(table, connection):
    head = {"first_unanswered_at": "2026-04-07T12:00:00Z", "newest": "1"}
    ours = {"direction": "outbound", "created_at": "2026-04-07T12:10:00Z"}
    for about in ({"purpose": "marketing"}, {"automatic": True}):
        assert states.after_message(head, {**ours, **about}) == {"first_unanswered_at": "2026-04-07T12:00:00Z"}
    assert states.after_message(head, {**ours, "automatic": True, "reply_to": "msg_1"})["state"] == "waiting"
    theirs = {"direction": "inbound", "created_at": "2026-04-07T12:10:00Z", "content": {"type": "text"}}
    closed = {**head, "state": "closed", "version": 1}
    assert states.after_message(closed, {**theirs, "automatic": True})["state"] == "closed"
    assert states.after_message(closed, {**theirs, "content": {"type": "reaction"}})["state"] == "closed"


def test_lists_know_state_assignee_labels_and_what_is_unread(table, connection):
    one, two = writes(table, connection, "34699000001"), writes(table, connection, "34699000002")
    member(table)
    update(one, assignee=MEMBER, labels=["urgent", "comanda"])
    assert listed(assignee=MEMBER) == listed(assigned=True) == listed(label="comanda") == [one]
    assert listed(assigned=False) == [two]
    assert listed(unread=True) == [two, one]
    call("messages.conversations_read", {"contact_id": one})
    assert (listed(unread=True), listed(unread=False)) == ([two], [one])
    assert listed(unread=False, label="urgent", state="open", channel="whatsapp") == [one]
    update(one, assignee=None, labels=[])
    assert listed(assigned=True) == listed(label="comanda") == []
    shown = state(one)
    assert (shown["labels"], shown.get("assignee"), shown["contact_name"]) == ([], None, "Maria")
    writes(table, connection, "34699000001")
    assert listed(unread=True) == [one, two], "the newest message's place has what its conversation has"


def test_the_list_carries_the_names_that_it_shows(table, connection):
    contact = writes(table, connection)
    update(contact, assignee=member(table))
    (shown,) = call("messages.conversations").data["conversations"]
    assert (shown["contact_name"], shown["assignee"], shown["assignee_email"]) == ("Maria", MEMBER, "laia@exemple.com")


def test_a_change_is_refused_that_is_based_on_an_older_version(table, connection):
    contact = writes(table, connection)
    assert update(contact, state="closed", version=0).data["version"] == 1
    assert update(contact, labels=["a"], version=0).error["details"]["reason"] == "version"
    writes(table, connection)
    assert update(contact, state="closed", version=1).error["code"] == "CONFLICT", "it has been opened meanwhile"
    assert update(contact, state="open", version=1).data["version"] == 2, "it is so already"


def test_a_change_is_in_the_audit_log_once(table, connection):
    contact = writes(table, connection)
    for _ in range(2):
        update(contact, state="closed")
    entries = call("audit.list", {}).data["entries"]
    changes = [each for each in entries if each["action"] == "conversation.updated"]
    (entry,) = changes
    assert entry["details"] == {"contact": contact, "changed": ["state"], "environment": "live"}


@pytest.mark.parametrize(
    ("about", "field", "constraint"),
    [
        ({"assignee": "usr_ffffffffffffffff"}, "assignee", "not_a_member"),
        ({"state": "snoozed"}, "snoozed_until", "required"),
        ({"state": "snoozed", "snoozed_until": "2026-04-07T12:00:00Z"}, "snoozed_until", "in_the_past"),
        ({"snoozed_until": "2030-04-07T12:00:00Z"}, "snoozed_until", "not_snoozed"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(table, connection, about, field, constraint):
    contact = writes(table, connection)
    (error,) = update(contact, **about).error["details"]["errors"]
    assert (error["field"], error["constraint"]) == (field, constraint)
    assert state(contact)["version"] == 0


@pytest.mark.usefixtures("table")
def test_without_a_conversation_there_is_none():
    contact = call("contacts.create", {"type": "person", "name": "Maria"}).data["id"]
    assert update(contact, state="closed").status == 404
    (error,) = update("ct_nothing", state="closed").error["details"]["errors"]
    assert (error["field"], error["constraint"]) == ("contact_id", "not_found")


def test_a_snooze_ends_by_itself_at_its_time_and_once(table, connection):
    with clock.frozen(NOON):
        contact = writes(table, connection)
        update(contact, state="snoozed", snoozed_until=later(NOON + timedelta(hours=2)))
    with clock.frozen(NOON + timedelta(hours=1)):
        load("workers/sweep_calendar").handler({}, None)
        assert state(contact)["snoozed_until"] == "2026-04-07T14:00:00Z"
    with clock.frozen(NOON + timedelta(hours=2, minutes=1)):
        (key,) = snooze.due(table)
        assert load("workers/sweep_calendar").handler({}, None)["taken_up"] == 1
        assert not snooze.take_up(table, key)
        assert list(snooze.due(table)) == []
        after = state(contact)
    assert (after["state"], after["version"], after.get("snoozed_until")) == ("open", 2, None)
    assert listed(state="snoozed") == []
    assert listed(state="open") == [contact]


def test_a_message_ends_a_snooze_before_the_sweeper_does(table, connection):
    with clock.frozen(NOON):
        contact = writes(table, connection)
        update(contact, state="snoozed", snoozed_until=later(NOON + timedelta(hours=2)))
        writes(table, connection)
    with clock.frozen(NOON + timedelta(hours=3)):
        assert list(snooze.due(table)) == []
        assert load("workers/sweep_calendar").handler({}, None)["taken_up"] == 0


class Overtaken:
    """A table whose first transaction is preceded by another write."""

    def __init__(self, table: Any, write: Callable[[], Any] | None) -> None:
        self.table, self.write = table, write

    def __getattr__(self, name: str) -> Any:
        return getattr(self.table, name)

    def transact(self, *writes: Any, **options: Any) -> Any:
        write, self.write = self.write, None
        if write is not None:
            write()
        return self.table.transact(*writes, **options)


def test_a_message_that_comes_in_during_a_change_is_not_lost_and_neither_is_the_change(table, connection):
    contact = writes(table, connection)
    store = TenantStore(Overtaken(table, lambda: writes(table, connection)), Tenant.at(ORGANISATION, "live"))
    ctx = Context(store.tenant, Actor("api_key", "key_test"), frozenset({"admin"}), "req", "ca", store)
    writing.conversations_update(UpdateConversation(contact_id=contact, labels=["a"]), ctx)
    after = state(contact)
    assert (after["messages"], after["unread"], after["labels"]) == (2, 2, ["a"])
    assert listed(label="a") == listed(unread=True) == [contact]


def test_a_change_during_the_arrival_of_a_message_is_not_lost_and_neither_is_the_message(table, connection):
    contact = writes(table, connection)
    overtaken: Any = Overtaken(table, lambda: update(contact, state="closed", labels=["a"]))
    comes_in(
        overtaken,
        connection,
        "whatsapp",
        wrote("34699000001", wamid="wamid.race"),
    )
    after = state(contact)
    assert (after["messages"], after["state"], after["labels"]) == (2, "open", ["a"])
    assert listed(label="a", state="open") == [contact]
