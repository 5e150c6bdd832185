"""Who has become part of another contact is it everywhere: in invoices, cases, timelines, exports and erasures."""

import os
from functools import partial
from typing import Any

import pytest
from bivelio_core.contacts import reach
from bivelio_core.contacts.addresses import Address
from bivelio_core.erasure import persons
from bivelio_core.erasure.erasures import Subject
from bivelio_core.messages import append, party
from bivelio_core.store import keys
from bivelio_core.store.tenant_store import SystemStore
from bivelio_core.store.writes import Update
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, call
from tests.data_export import world
from tests.erasure.killed import erase_under_kills
from tests.everything import scanned
from tests.functions.contacts.about import contact, note
from tests.functions.contacts.test_merge import merge, person
from tests.functions.contacts.transfers import work
from tests.invoices.world import draft

LIVE = Tenant(ORGANISATION, "live")
KILLS = int(os.environ.get("MERGE_ERASE_KILLS", "20"))
"""How often the worker of an erasure dies."""


@pytest.fixture
def store(table: Any, deployment: Any) -> Any:
    return SystemStore(table).of(LIVE)


def cases(contact_id: str) -> list[str]:
    return [each["title"] for each in call("cases.list", {"contact_id": contact_id}).data["cases"]]


def deals(contact_id: str, field: str) -> list[str]:
    """The titles of the deals of a contact, whose sums are those of the same deals."""
    page = call("deals.list", {field: contact_id}).data
    assert sum(each["count"] for each in page["stages"]) == len(page["deals"])
    return [each["title"] for each in page["deals"]]


def case(contact_id: str, title: str) -> None:
    call("cases.create", {"title": title, "contact_id": contact_id})


@pytest.mark.usefixtures("table", "deployment")
def test_cases_of_both_are_the_winners():
    maria, other = person("Maria"), person("Mimi")
    case(maria, "Avaria")
    case(other, "Queixa")
    merge(maria, other)
    assert cases(maria) == cases(other) == ["Queixa", "Avaria"]
    entries = call("contacts.timeline", {"contact_id": maria, "kinds": ["case"]}).data["entries"]
    assert [each["data"]["title"] for each in entries] == ["Queixa", "Avaria"]
    call("contacts.unmerge", {"contact_id": other})
    assert (cases(maria), cases(other)) == (["Avaria"], ["Queixa"])


@pytest.mark.usefixtures("table", "deployment")
def test_deals_of_both_are_the_winners():
    one, other = contact("ABC"), contact("ABC S.L.")
    for field, contact_id, title in (("contact_id", one, "Web"), ("company_id", other, "Botiga")):
        call("deals.create", {"title": title, field: contact_id, "amount": 100})
    merge(one, other)
    for asked in (one, other):
        assert [deals(asked, field) for field in ("contact_id", "company_id")] == [["Web"], ["Botiga"]]
    entries = call("contacts.timeline", {"contact_id": one, "kinds": ["deal"]}).data["entries"]
    assert [each["data"]["title"] for each in entries] == ["Botiga", "Web"]
    call("contacts.unmerge", {"contact_id": other})
    assert (deals(one, "company_id"), deals(other, "company_id")) == ([], ["Botiga"])


@pytest.mark.usefixtures("table", "deployment")
def test_invoices_of_both_are_the_winners():
    one, other = contact("ABC"), contact("ABC S.L.")
    ids = [draft(each)["id"] for each in (one, other)]
    merge(one, other)
    for asked in (one, other):
        listed = call("invoices.list", {"client_id": asked}).data
        assert [each["id"] for each in listed["invoices"]] == ids[::-1]
    entries = call("contacts.timeline", {"contact_id": one, "kinds": ["invoice"]}).data["entries"]
    assert [each["data"]["id"] for each in entries] == ids[::-1]


@pytest.mark.usefixtures("table", "deployment")
def test_a_filter_by_a_company_has_the_people_of_all_that_are_part_of_it():
    one, other = contact("ABC", type="company"), contact("ABC S.L.", type="company")
    anna, pere = person("Anna", company_id=one), person("Pere", company_id=other)
    person("Ningú")
    merge(one, other)
    for asked in (one, other):
        for condition in ({"equals": asked}, {"in": [asked]}):
            assert people({"field": "company_id", **condition}) == [pere, anna]
        without = people({"not": {"field": "company_id", "equals": asked}})
        assert anna not in without
        assert pere not in without
    call("contacts.unmerge", {"contact_id": other})
    assert people({"field": "company_id", "equals": one}) == [anna]


def people(conditions: dict[str, Any]) -> list[str]:
    return [each["id"] for each in call("contacts.list", {"filter": conditions}).data["contacts"]]


def test_a_chat_of_the_loser_is_the_winners_and_the_losers_again(store: Any):
    chat = [Address("telegram_chat", "4711")]
    reached = reach.reached(store, chat, "Mimi")
    store.transact(reached.writes)
    maria, other = person("Maria"), reached.public_id(ORGANISATION)
    merge(maria, other)
    assert reach.reached(store, chat).public_id(ORGANISATION) == maria
    call("contacts.unmerge", {"contact_id": other})
    assert reach.reached(store, chat).public_id(ORGANISATION) == other


def said(store: Any, contact_id: str, channel: str, second: int, body: str) -> None:
    """A message with a contact, as its service appends it."""
    about = {
        "channel": channel,
        "direction": "outbound",
        "to": "x",
        "content": {"type": "text", "body": body},
        "status": "sent",
        "rank": 10,
        "connection": "cn_1",
        "created_at": f"2026-04-07T12:00:{second:02}Z",
    }
    find = partial(party.of_contact, store, store.find_itself(keys.CONTACT, contact_id))
    append.append(store, append.number(store), find, about, Update(set={"unread": 0}))


def messages(contact_id: str, **about: Any) -> list[str]:
    listed = call("messages.list", {"contact_id": contact_id, **about}).data
    return [each["message"]["body"] for each in listed["messages"]]


def timeline(contact_id: str, limit: int) -> list[str]:
    asked, bodies = {"contact_id": contact_id, "kinds": ["message"], "limit": limit}, []
    while True:
        page = call("contacts.timeline", asked).data
        bodies += [each["data"]["message"]["body"] for each in page["entries"]]
        if page["next_before"] is None:
            return bodies
        asked = {**asked, "before": page["next_before"]}


def test_the_messages_of_both_are_the_winners_in_order_of_time_and_the_losers_again(store: Any):
    maria, other = person("Maria"), person("Mimi")
    channels = ("email", "telegram", "email", "whatsapp")
    for second in range(12):
        said(store, (maria, other)[second % 3 == 1], channels[second % 4], second, str(second))
    every = [str(second) for second in range(12)]
    merge(maria, other)
    assert messages(maria) == messages(other) == every
    assert [messages(other, page=page, per_page=5) for page in (1, 2, 3, 4)] == [every[:5], every[5:10], every[10:], []]
    assert messages(maria, channel="email") == [each for each in every if int(each) % 2 == 0]
    assert timeline(other, 5) == timeline(maria, 50) == every[::-1]
    said(store, maria, "email", 30, "after")
    assert messages(other)[-1] == "after"
    call("contacts.unmerge", {"contact_id": other})
    assert messages(other) == ["1", "4", "7", "10"]
    assert messages(maria) == [*(each for each in every if int(each) % 3 != 1), "after"]


@pytest.mark.usefixtures("table")
def test_an_export_of_the_person_has_what_both_had():
    maria, other = person("Maria", email="maria@exemple.cat"), person("Mimi", email="mimi@exemple.cat")
    case(other, "Queixa")
    call("cases.create", {"title": "Escriure a mimi@exemple.cat"})
    merge(maria, other)
    answer = call("contacts.export_data", {"id": other})
    assert answer.data["contact_id"] == maria
    world.worked_off()
    items = world.lines(world.archive(LIVE, answer.data["id"]))
    assert sorted(each["name"] for each in items["contact"]) == ["Maria", "Mimi"]
    assert sorted(each["title"] for each in items["case"]) == ["Escriure a mimi@exemple.cat", "Queixa"]


def test_an_erasure_of_the_person_takes_the_losers_too(store: Any, table: Any):
    maria = person("Maria Puigdemunt", email="maria@exemple.cat")
    other = person("Mimi Puigdemunt", email="mimi@exemple.cat", phone="600 111 222", external_id="ERP-4711")
    note(other, "Puigdemunt")
    case(other, "Puigdemunt")
    call("deals.create", {"title": "Puigdemunt", "contact_id": other, "amount": 100})
    chat = {"contact": store.find(keys.CONTACT, other)["SK"]}
    store.put(keys.CONTACT_ADDRESS, "telegram_chat#4711", chat)  # too short to be looked for as a text
    merge(maria, other, fields={"emails": "winner"})
    work()
    begun = call("contacts.erase", {"id": other})
    assert begun.status == 202
    erase_under_kills(Subject(LIVE, maria).key, KILLS)
    left = {
        item["PK"]
        for item in scanned(table)
        if item["PK"].startswith(ORGANISATION)
        and any(
            text in persons.text_of(item) for text in ("puigdemunt", "mimi@", "600111222", "erp-4711", maria, other)
        )
    }
    assert left == set()
    assert not store.query(keys.MERGE)
    assert not store.query(keys.CONTACT_ADDRESS)
    assert call("contacts.get", {"id": other}).status == 404
