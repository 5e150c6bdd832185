"""The external id of a contact: unique in its organisation, set and changed by all that write, and read by it."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from bivelio_core.store import keys
from bivelio_core.store.tenant_store import SystemStore
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, call, lose_answers
from tests.functions.contacts.test_match_on import contacts, create, dangling
from tests.workflows.killer import Killer
from tests.workflows.states import Killed

ID = "ERP-10045"


def update(contact, key=None, **fields):
    return call("contacts.update", {"id": contact["id"], **fields}, headers={"Idempotency-Key": key} if key else {})


def get(external_id):
    return call("contacts.get", {"external_id": external_id})


@pytest.mark.usefixtures("table")
def test_a_contact_is_read_by_it():
    made = create(external_id=ID)
    assert made["external_id"] == ID
    assert get(ID).data == made
    assert call("contacts.find", {"external_id": ID}).data == {"found": True, "contact": made}
    assert get("ERP-0").status == 404
    assert call("contacts.find", {"external_id": "ERP-0"}).data == {"found": False, "contact": None}


@pytest.mark.usefixtures("table")
def test_exactly_one_id_is_sent_to_read_a_contact():
    made = create(external_id=ID)
    for data, expected in (
        ({}, ("id", "required")),
        ({"id": made["id"], "external_id": ID}, ("external_id", "one_of")),
    ):
        refused = call("contacts.get", data)
        details = refused.error["details"]
        assert (refused.status, (details["field"], details["constraint"])) == (400, expected)


@pytest.mark.parametrize("language", ["ca", "es", "en"])
def test_another_contact_cannot_have_it_and_whoever_has_it_is_named(table, language):
    made, other = create(external_id=ID), create(email="pau@exemple.com")
    before = contacts()
    for operation, data in (
        ("contacts.create", {"type": "person", "name": "Pau", "external_id": ID}),
        ("contacts.update", {"id": other["id"], "external_id": ID}),
        ("contacts.upsert", {"email": "pau@exemple.com", "external_id": ID}),
        ("contacts.upsert", {"email": "nova@exemple.com", "external_id": ID}),
    ):
        refused = call(operation, data, headers={"Accept-Language": language})
        assert (refused.status, refused.error["code"]) == (409, "CONFLICT"), operation
        assert refused.error["details"] == {"reason": "external_id_taken", "contact_id": made["id"]}
        assert made["id"] in refused.error["message"]
    assert contacts() == before
    assert dangling(table) == []


def test_it_is_changed_and_cleared_and_is_free_again(table):
    made = create(external_id=ID)
    assert update(made, external_id="ERP-2").data["external_id"] == "ERP-2"
    assert get(ID).status == 404
    assert create(external_id=ID)["external_id"] == ID
    assert "external_id" not in update(made, external_id=None).data
    assert get("ERP-2").status == 404
    assert update(made, external_id="ERP-2").data["version"] == 4
    assert dangling(table) == []


def test_an_upsert_changes_it_of_whom_it_finds(table):
    made = create(external_id=ID, email="maria@exemple.com")
    changed = call("contacts.upsert", {"email": "maria@exemple.com", "external_id": "ERP-2"}).data["contact"]
    assert (changed["id"], changed["external_id"]) == (made["id"], "ERP-2")
    assert (get(ID).status, get("ERP-2").data["id"]) == (404, made["id"])
    assert dangling(table) == []


@pytest.mark.usefixtures("table")
def test_an_archived_contact_keeps_it_and_is_named_to_whoever_would_write_it():
    made = create(external_id=ID)
    call("contacts.archive", {"id": made["id"]})
    refused = call("contacts.upsert", {"match_on": "external_id", "external_id": ID, "name": "Nova"})
    assert (refused.status, refused.error["details"]["reason"]) == (409, "archived")
    assert refused.error["details"]["contact_id"] == made["id"]
    assert call("contacts.create", {"type": "person", "name": "Nova", "external_id": ID}).status == 409
    assert get(ID).data["archived_at"]


def imported(table):
    """A contact as an import of before made it, under an id of another system."""
    call("contacts.import", {"csv": f"id,name\n{ID},Maria\n"})
    store = SystemStore(table).of(Tenant(ORGANISATION, "live"))
    sk = keys.sequence_sk(store.lease_sequence(keys.CONTACT))
    about = {"random": "0" * 10, "version": 1, "type": "person", "name": "Maria", "tags": [], "custom_fields": {}}
    times = {"created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z"}
    store.put(keys.CONTACT, sk, {**about, **times, "id": ID})
    store.put(keys.ALIAS, ID, {"kind": keys.CONTACT.partition, "target": sk})


def test_the_id_of_an_import_of_before_is_one_too(table):
    imported(table)
    assert get(ID).data["id"] == ID
    assert call("contacts.create", {"type": "person", "name": "Nova", "external_id": ID}).error["details"] == {
        "reason": "external_id_taken",
        "contact_id": ID,
    }
    changed = call("contacts.upsert", {"match_on": "external_id", "external_id": ID, "tags": ["client"]}).data
    assert (changed["created"], changed["contact"]["id"], changed["contact"]["external_id"]) == (False, ID, ID)
    assert update(changed["contact"], external_id="ERP-2").data["id"] == ID
    assert get("ERP-2").data["id"] == ID
    assert create(external_id=ID)["id"] != ID, "who has another external id by now leaves the former one to others"
    assert dangling(table) == []


def test_any_number_of_creates_at_once_with_one_id_make_one_contact(table):
    start = threading.Barrier(12)

    def one(number):
        start.wait()
        data = {"type": "person", "name": f"Maria {number}", "external_id": ID}
        return call("contacts.create", data, headers={"Idempotency-Key": f"new-{number}"})

    with ThreadPoolExecutor(12) as threads:
        answers = list(threads.map(one, range(12)))
    assert sorted(each.status for each in answers) == [200, *[409] * 11]
    (contact,) = contacts()
    assert {each.error["details"]["contact_id"] for each in answers if each.status == 409} == {contact["id"]}
    assert dangling(table) == []


def test_two_updates_at_once_that_take_one_id_leave_it_to_one(table):
    pair = [create(external_id="ERP-1"), create(external_id="ERP-2")]
    start = threading.Barrier(2)

    def one(contact):
        start.wait()
        return update(contact, external_id=ID)

    with ThreadPoolExecutor(2) as threads:
        assert sorted(each.status for each in threads.map(one, pair)) == [200, 409]
    assert sorted(each["external_id"] for each in contacts() if each["external_id"] != ID) in (["ERP-1"], ["ERP-2"])
    assert dangling(table) == []


def killed_and_repeated(at, operation, key, data):
    """Whether an operation came through though it should die at a call, and the answer of its repetition."""
    headers, is_through = {"Idempotency-Key": key}, True
    killer = Killer()
    with killer.armed(lambda *now: now == at):
        try:
            call(operation, data, headers=headers)
        except Killed:
            is_through = False
    return is_through, lambda: call(operation, data, headers=headers).data


def test_a_create_and_a_change_that_die_at_any_call_leave_nothing_dangling(table):
    number, is_through = 0, False
    while not is_through:
        for when in ("before", "after"):
            name = f"{number}-{when}"
            data = {"type": "person", "name": name, "external_id": name}
            is_made, again = killed_and_repeated((number, when), "contacts.create", f"new-{name}", data)
            assert dangling(table) == []
            lose_answers(table)
            made = again()
            change = {"id": made["id"], "external_id": f"{name}-2"}
            is_changed, again = killed_and_repeated((number, when), "contacts.update", f"change-{name}", change)
            assert dangling(table) == []
            lose_answers(table)
            assert again()["external_id"] == f"{name}-2"
            assert [each["name"] for each in contacts()].count(name) == 1
            is_through = is_made and is_changed
        number += 1
    assert number > 3
