"""POST /v1/contacts/upsert keeps its promises."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from bivelio_core.contacts import reach
from bivelio_core.contacts.reach import Address
from bivelio_core.store.tenant_store import SystemStore
from bivelio_core.tenancy import Tenant

from tests import lagging
from tests.api import ORGANISATION, call, lose_answers
from tests.workflows.killer import Killer
from tests.workflows.states import Killed

EMAIL, PHONE, E164 = "maria@exemple.com", "+34 600 111 222", "+34600111222"
AT_ONCE = int(os.environ.get("UPSERTS_AT_ONCE", "24"))


def upsert(key=None, **fields):
    return call("contacts.upsert", fields, headers={"Idempotency-Key": key} if key else {})


def create(**fields):
    return call("contacts.create", {"type": "person", "name": "Maria", **fields}).data


def contacts():
    return call("contacts.list", {"per_page": 100}).data["contacts"]


def store_of(table):
    return SystemStore(table).of(Tenant(ORGANISATION, "live"))


def comes_in(table, address):
    """What a message does that comes in from an address: it finds the contact, or makes one."""
    store = store_of(table)
    reached = reach.reached(store, [address], "Missatge")
    if reached.writes:
        store.transact(reached.writes)
    return reached.public_id(ORGANISATION)


@pytest.mark.usefixtures("table")
def test_the_first_time_it_makes_a_contact_and_then_sets_what_is_sent():
    made = upsert(email=EMAIL, phone=PHONE, name="Maria", tags=["lead"], custom_fields={"source": "web"}).data
    assert made["created"] is True
    assert (made["contact"]["type"], made["contact"]["phone_e164"], made["contact"]["version"]) == ("person", E164, 1)
    changed = upsert(email=EMAIL.upper(), name="Maria Garcia", custom_fields={"score": 3}).data
    assert changed["created"] is False
    assert changed["contact"]["id"] == made["contact"]["id"]
    assert changed["contact"]["name"] == "Maria Garcia"
    assert changed["contact"]["phone"] == PHONE
    assert changed["contact"]["tags"] == ["lead"]
    assert changed["contact"]["custom_fields"] == {"source": "web", "score": 3}
    assert len(contacts()) == 1


@pytest.mark.usefixtures("table")
def test_null_and_what_is_not_sent_change_nothing_and_no_version_is_made():
    made = upsert(email=EMAIL, phone=PHONE, name="Maria", tags=["lead"]).data["contact"]
    same = upsert(email=EMAIL, phone=None, name=None, tags=None, custom_fields=None).data
    assert same == {"contact": made, "created": False}


@pytest.mark.usefixtures("table")
def test_a_new_contact_without_a_name_has_that_of_its_address():
    assert upsert(email=EMAIL).data["contact"]["name"] == EMAIL
    assert upsert(phone=PHONE, type="company").data["contact"]["name"] == PHONE


@pytest.mark.usefixtures("table")
def test_one_of_two_addresses_suffices_and_the_other_is_set():
    made = upsert(phone=PHONE, name="Maria").data["contact"]
    both = upsert(phone=PHONE, email=EMAIL).data
    assert (both["created"], both["contact"]["id"], both["contact"]["email"]) == (False, made["id"], EMAIL)
    assert upsert(email=EMAIL).data["contact"]["id"] == made["id"]


@pytest.mark.usefixtures("table")
def test_a_contact_that_the_api_made_is_found_by_its_address():
    made = create(email=EMAIL, phone=PHONE)
    assert upsert(email=EMAIL).data["contact"]["id"] == made["id"]
    assert upsert(phone="600111222").data["created"] is False


@pytest.mark.usefixtures("table")
def test_addresses_of_two_contacts_are_refused_with_both_named_and_nothing_is_written():
    one, other = create(email=EMAIL), create(phone=PHONE)
    refused = upsert(email=EMAIL, phone=PHONE, name="Nova")
    assert refused.status == 409
    reason = {"reason": "different_contacts", "email_contact_id": one["id"], "phone_contact_id": other["id"]}
    assert refused.error["details"] == reason
    assert one["id"] in refused.error["message"]
    assert other["id"] in refused.error["message"]
    assert {each["name"] for each in contacts()} == {"Maria"}


@pytest.mark.usefixtures("table")
def test_who_has_both_addresses_is_the_one_where_others_share_one_of_them():
    son = upsert(phone=PHONE, name="Fill").data["contact"]
    mother = create(email=EMAIL, phone=PHONE)
    assert upsert(email=EMAIL, phone=PHONE, name="Mare").data["contact"]["id"] == mother["id"]
    assert upsert(phone=PHONE).data["contact"]["id"] == son["id"]


@pytest.mark.usefixtures("table")
def test_what_cannot_be_is_refused_with_its_field():
    company = create(type="company", email="info@exemple.com")
    for fields, expected in (
        ({"name": "Maria"}, (400, "email", "no_address")),
        ({"email": None, "phone": None}, (400, "email", "no_address")),
        ({"email": "x"}, (400, "email", "format")),
        ({"email": "info@exemple.com", "type": "person"}, (422, "type", "immutable")),
        ({"email": EMAIL, "company_id": "ct_nobody"}, (422, "company_id", "not_found")),
    ):
        refused = upsert(**fields)
        details = refused.error["details"]
        assert (refused.status, details["field"], details["constraint"]) == expected
    assert contacts() == [company]


@pytest.mark.usefixtures("table")
def test_an_archived_contact_is_left_and_another_is_made():
    made = upsert(email=EMAIL).data["contact"]
    call("contacts.archive", {"id": made["id"]})
    again = upsert(email=EMAIL).data
    assert (again["created"], again["contact"]["id"] == made["id"]) == (True, False)
    assert upsert(email=EMAIL).data == {"contact": again["contact"], "created": False}


def test_messages_and_upserts_come_to_the_same_contact(table):
    made = upsert(phone=PHONE).data["contact"]["id"]
    assert comes_in(table, Address("phone", E164)) == made
    from_a_message = comes_in(table, Address("email", EMAIL))
    found = upsert(email=EMAIL, name="Maria").data
    assert (found["created"], found["contact"]["id"]) == (False, from_a_message)


@pytest.mark.parametrize("keyed", [False, True])
def test_any_number_at_once_make_one_contact(table, keyed):
    start = threading.Barrier(AT_ONCE)

    def one(number):
        start.wait()
        return upsert(f"lead-{number}" if keyed else None, email=EMAIL, phone=PHONE, name="Maria").data

    with ThreadPoolExecutor(AT_ONCE) as threads:
        answers = list(threads.map(one, range(AT_ONCE)))
    assert sum(each["created"] for each in answers) == 1
    assert len({each["contact"]["id"] for each in answers}) == 1
    assert len(contacts()) == 1


def with_a_rival(number, act, **fields):
    """An upsert before whose call of this number another acts: its answer, and what came of the other, if it did."""
    killer = Killer()
    outcomes: list[object] = []

    def come_between(at, when):
        if (at, when) == (number, "before") and not outcomes:
            with killer.resting():
                outcomes.append(act())
        return False

    with killer.armed(come_between):
        answer = upsert(**fields)
    return answer.data, outcomes


RIVALS = {
    "upsert": lambda _: upsert(email=EMAIL, tags=["rival"]).data["contact"]["id"],
    "message": lambda table: comes_in(table, Address("email", EMAIL)),
}


@pytest.mark.parametrize("rival", RIVALS)
def test_another_that_makes_the_contact_at_any_call_has_made_the_only_one(table, rival):
    for number in range(9):
        own, rivals = with_a_rival(number, lambda: RIVALS[rival](table), email=EMAIL, name="Maria")
        assert set(rivals) <= {own["contact"]["id"]}, number
        assert [each["id"] for each in contacts()] == [own["contact"]["id"]], number
        call("contacts.archive", {"id": own["contact"]["id"]})


@pytest.mark.usefixtures("table")
def test_an_archive_at_any_call_comes_before_or_after():
    for number in range(8):
        before = upsert(email=EMAIL).data["contact"]["id"]
        archive = lambda before=before: call("contacts.archive", {"id": before})  # noqa: E731
        own, rivals = with_a_rival(number, archive, email=EMAIL, name=f"Maria {number}")
        was_changed = call("contacts.get", {"id": before}).data["name"] == f"Maria {number}"
        assert own["created"] is not was_changed, "it was changed and then archived, or another was made"
        assert (own["contact"]["id"] != before) is own["created"]
        if own["created"] or not rivals:
            call("contacts.archive", {"id": own["contact"]["id"]})


@pytest.mark.usefixtures("table")
def test_a_contact_that_the_api_makes_at_any_call_comes_before_or_after():
    for number in range(8):
        email = f"lead-{number}@exemple.com"
        own, rivals = with_a_rival(number, lambda email=email: create(email=email)["id"], email=email, tags=["web"])
        sharing = {each["id"] for each in contacts() if each["email"] == email}
        assert sharing == {own["contact"]["id"], *rivals}, number
        again = upsert(email=email).data
        assert (again["created"], again["contact"]["id"]) == (False, own["contact"]["id"]), number


def test_killed_at_any_call_and_repeated_under_its_key_it_makes_one_contact_and_says_that_it_did(table):
    request = {"email": EMAIL, "phone": PHONE, "name": "Maria"}
    killer, number = Killer(), 0
    while True:
        for when in ("before", "after"):
            key, email = f"lead-{number}-{when}", f"{number}.{when}@exemple.com"
            data = {**request, "email": email, "phone": f"+34 600 1{number:02} {222 if when == 'before' else 333}"}
            with killer.armed(lambda *at, wanted=(number, when): at == wanted):
                try:
                    upsert(key, **data)
                except Killed:
                    pass
                else:
                    return
            lose_answers(table)
            again = upsert(key, **data).data
            assert (again["created"], again["contact"]["email"]) == (True, email), (number, when)
            assert [each["email"] for each in contacts()].count(email) == 1
        number += 1


def test_weak_reads_that_lag_behind_do_not_make_a_second_contact(table):
    lagging.lag(table)
    made = upsert(email=EMAIL, name="Maria").data["contact"]
    again = upsert(email=EMAIL, name="Maria Garcia").data
    assert (again["created"], again["contact"]["id"]) == (False, made["id"])
