"""POST /v1/contacts/upsert finds by the keys of `match_on`: one contact for each, whoever writes at the same time."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from bivelio_core.contacts.suppliers import supplier
from bivelio_core.store.tenant_store import SystemStore
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, call, lose_answers
from tests.workflows.killer import Killer
from tests.workflows.states import Killed

EMAIL, PHONE, NUMBER = "maria@exemple.com", "+34 600 111 222", "B12345674"
AT_ONCE = int(os.environ.get("UPSERTS_AT_ONCE", "24"))
KEYS: dict[str, dict[str, Any]] = {
    "external_id": {"external_id": "ERP-1"},
    "email": {"email": EMAIL},
    "phone": {"phone": PHONE},
    "tax_number": {"tax_id": {"number": NUMBER}},
}


def upsert(match_on, key=None, language="en", **fields):
    headers = {"Idempotency-Key": key} if key else {}
    return call("contacts.upsert", {"match_on": match_on, **fields}, headers={**headers, "Accept-Language": language})


def create(**fields):
    return call("contacts.create", {"type": "person", "name": "Maria", **fields}).data


def contacts():
    return call("contacts.list", {"per_page": 100}).data["contacts"]


def dangling(table):
    """The items of addresses that lead to a contact that does not exist, or has not their external id."""
    items = {item["SK"]: item for item in table.query(f"{ORGANISATION}#live#CT", consistent=True)}
    links = table.query(f"{ORGANISATION}#live#CTA", consistent=True)
    own = {f"external_id#{item['external_id']}": sk for sk, item in items.items() if "external_id" in item}
    of_links = {link["SK"]: link["contact"] for link in links if link["SK"].startswith("external_id#")}
    assert of_links == own, "each external id leads to its contact, and nothing else does"
    return [link for link in links if link["contact"] not in items]


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize("key", KEYS)
def test_each_key_makes_a_contact_once_and_then_finds_it(key):
    made = upsert(key, name="Maria", **KEYS[key]).data
    assert made["created"] is True
    again = upsert([key], name="Maria Garcia", **KEYS[key]).data
    assert (again["created"], again["contact"]["id"]) == (False, made["contact"]["id"])
    assert (again["contact"]["name"], len(contacts())) == ("Maria Garcia", 1)


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize("key", ["email", "phone", "tax_number"])
def test_a_contact_that_the_api_made_is_found_by_each_key(key):
    made = create(**KEYS[key])
    assert upsert(key, **KEYS[key]).data["contact"]["id"] == made["id"]


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize("key", KEYS)
def test_a_key_that_is_not_sent_is_refused_by_its_field(key):
    others = {name: value for other, about in KEYS.items() if other != key for name, value in about.items()}
    refused = upsert(key, **others)
    assert (refused.status, refused.error["details"]["constraint"]) == (400, "required")
    assert refused.error["details"]["field"] == ("tax_id" if key == "tax_number" else key)
    assert contacts() == []


@pytest.mark.usefixtures("table")
def test_unknown_and_missing_keys_are_refused_by_their_place():
    for match_on, field in (("name", "match_on[0]"), (["email", "name"], "match_on[1]"), ([], "match_on")):
        refused = upsert(match_on, email=EMAIL)
        assert (refused.status, refused.error["details"]["field"]) == (400, field)


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize(
    ("stored", "sent"),
    [
        ({"number": "ES-B12.345.674"}, {"number": "b12345674"}),
        ({"number": "B12345674"}, {"number": "ES B12345674", "country": "ES"}),
        ({"number": "40303265045", "country": "FR"}, {"number": "FR 40303265045", "country": "FR"}),
        ({"number": "FR40303265045", "country": "FR"}, {"number": "40 303 265 045", "country": "FR"}),
        ({"number": "AB 12-34", "country": "US"}, {"number": "AB 12-34", "country": "US"}),
    ],
)
def test_tax_numbers_are_the_same_with_and_without_prefix_and_punctuation(stored, sent):
    made = create(type="company", tax_id=stored)
    assert upsert("tax_number", tax_id=sent).data["contact"]["id"] == made["id"]


@pytest.mark.usefixtures("table")
def test_one_number_of_two_countries_is_of_two_contacts():
    one = upsert("tax_number", tax_id={"number": "12345678Z"}).data["contact"]
    other = upsert("tax_number", tax_id={"number": "12345678Z", "country": "US"}).data
    assert (other["created"], other["contact"]["id"] != one["id"]) == (True, True)


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize("language", ["ca", "es", "en"])
@pytest.mark.parametrize("key", ["email", "phone", "tax_number"])
def test_a_key_of_several_contacts_is_ambiguous_and_names_them_all(key, language):
    ids = [create(**KEYS[key])["id"] for _ in range(3)]
    refused = upsert(key, language=language, name="Nova", **KEYS[key])
    assert (refused.status, refused.error["code"]) == (409, "CONFLICT")
    assert refused.error["details"] == {"reason": "ambiguous", "contact_ids": ids}
    assert all(each in refused.error["message"] for each in ids)
    assert {each["name"] for each in contacts()} == {"Maria"}


@pytest.mark.usefixtures("table")
def test_it_is_ambiguous_too_when_one_of_them_was_upserted_before():
    first = upsert("email", email=EMAIL).data["contact"]["id"]
    second = create(email=EMAIL)["id"]
    assert upsert("email", email=EMAIL).error["details"]["contact_ids"] == [first, second]
    assert upsert(["email", "phone"], email=EMAIL, phone=PHONE).status == 409
    call("contacts.archive", {"id": second})
    assert upsert("email", email=EMAIL).data["contact"]["id"] == first


@pytest.mark.usefixtures("table")
def test_keys_of_different_contacts_are_ambiguous_and_who_has_all_is_the_one():
    ids = [create(**about)["id"] for about in KEYS.values()]
    every = {name: value for about in KEYS.values() for name, value in about.items()}
    refused = upsert([*KEYS], **every)
    assert (refused.status, refused.error["details"]["contact_ids"]) == (409, ids)
    whole = create(**{name: value for name, value in every.items() if name != "external_id"})
    keys = [key for key in KEYS if key != "external_id"]
    assert upsert(keys, **KEYS["email"], **KEYS["phone"], **KEYS["tax_number"]).data["contact"]["id"] == whole["id"]


@pytest.mark.usefixtures("table")
def test_without_match_on_and_without_an_address_the_external_id_or_else_the_number_decides():
    made = call("contacts.upsert", {**KEYS["external_id"], **KEYS["tax_number"]}).data
    assert made["contact"]["name"] == NUMBER
    again = call("contacts.upsert", {**KEYS["external_id"], "name": "Maria"}).data
    by_number = call("contacts.upsert", {**KEYS["tax_number"], "tags": ["client"]}).data
    assert {each["contact"]["id"] for each in (again, by_number)} == {made["contact"]["id"]}


def test_an_invoice_and_an_upsert_by_the_number_come_to_one_contact(table):
    store = SystemStore(table).of(Tenant(ORGANISATION, "live"))
    for number, country in (("B-12345674", "ES"), ("40303265045", "FR"), ("12-3456789", "US")):
        first = supplier(store, number, "Proveïdor", {"country": country})
        store.transact(first.writes)
        found = upsert("tax_number", tax_id={"number": number, "country": country}).data
        assert (found["created"], found["contact"]["id"]) == (False, first.public_id(ORGANISATION))
        second = supplier(store, number, "Proveïdor", {"country": country})
        assert (second.public_id(ORGANISATION), second.writes) == (found["contact"]["id"], ())


@pytest.mark.parametrize("key", KEYS)
def test_any_number_at_once_make_one_contact_by_each_key(table, key):
    start = threading.Barrier(AT_ONCE)

    def one(number):
        start.wait()
        return upsert(key, f"lead-{number}", name="Maria", **KEYS[key]).data

    with ThreadPoolExecutor(AT_ONCE) as threads:
        answers = list(threads.map(one, range(AT_ONCE)))
    assert sum(each["created"] for each in answers) == 1
    assert len({each["contact"]["id"] for each in answers}) == len(contacts()) == 1
    assert dangling(table) == []


def test_two_at_once_by_different_keys_of_one_contact_make_it_once_and_lose_nothing(table):
    every = {name: value for about in KEYS.values() for name, value in about.items()}
    start = threading.Barrier(len(KEYS))

    def one(key):
        start.wait()
        return upsert([*KEYS], tags=["lead"], custom_fields={key: "sent"}, **every).data

    with ThreadPoolExecutor(len(KEYS)) as threads:
        answers = list(threads.map(one, KEYS))
    assert sum(each["created"] for each in answers) == 1
    (contact,) = contacts()
    assert contact["custom_fields"] == dict.fromkeys(KEYS, "sent")
    for key, about in KEYS.items():
        assert upsert(key, **about).data["contact"]["id"] == contact["id"]
    assert dangling(table) == []


@pytest.mark.parametrize("key", KEYS)
def test_changes_at_once_by_different_keys_are_all_there(table, key):
    made = upsert([*KEYS], **{name: value for about in KEYS.values() for name, value in about.items()}).data["contact"]
    start = threading.Barrier(2)

    def one(by):
        start.wait()
        return upsert(by, custom_fields={f"by_{by}": "sent"}, **KEYS[by]).data

    with ThreadPoolExecutor(2) as threads:
        other = "email" if key != "email" else "phone"
        answers = list(threads.map(one, (key, other)))
    assert {each["contact"]["id"] for each in answers} == {made["id"]}
    assert contacts()[0]["custom_fields"] == {f"by_{key}": "sent", f"by_{other}": "sent"}
    assert dangling(table) == []


@pytest.mark.parametrize("key", KEYS)
def test_killed_at_any_call_nothing_dangles_and_a_repetition_makes_one_contact(table, key):
    def about(number, when):
        mark = 2 * number + (when == "after")
        return {
            "external_id": {"external_id": f"ERP-{mark}"},
            "email": {"email": f"{mark}@exemple.com"},
            "phone": {"phone": f"+34 600 111 {mark:03}"},
            "tax_number": {"tax_id": {"number": f"US-{mark:09}", "country": "US"}},
        }[key]

    killer, number, is_through = Killer(), 0, False
    while not is_through:
        for when in ("before", "after"):
            fields = {**about(number, when), "name": f"{number} {when}"}
            with killer.armed(lambda *at, wanted=(number, when): at == wanted):
                try:
                    upsert(key, f"lead-{number}-{when}", **fields)
                    is_through = True
                except Killed:
                    pass
            assert dangling(table) == []
            lose_answers(table)
            again = upsert(key, f"lead-{number}-{when}", **fields).data
            assert again["created"] is True
            assert [each["name"] for each in contacts()].count(fields["name"]) == 1
        number += 1
    assert number > 4


@pytest.mark.usefixtures("table")
def test_every_address_of_the_lists_counts_on_both_sides():
    made = create(emails=[{"address": EMAIL}, {"address": "casa@exemple.com"}], phones=[{"number": PHONE}])
    for fields in (
        {"email": "CASA@exemple.com"},
        {"emails": [{"address": "nova@exemple.com"}, {"address": "casa@exemple.com"}]},
        {"phones": [{"number": "+34 972 000 111"}, {"number": "600111222"}]},
    ):
        changed = call("contacts.upsert", fields).data
        assert (changed["created"], changed["contact"]["id"]) == (False, made["id"]), fields
    new = call("contacts.upsert", {"emails": [{"address": "altra@exemple.com"}]}).data["contact"]
    assert new["name"] == "altra@exemple.com"
    between = {"emails": [{"address": "altra@exemple.com"}, {"address": "casa@exemple.com"}]}
    refused = call("contacts.upsert", between)
    assert refused.error["details"] == {"reason": "ambiguous", "contact_ids": [made["id"], new["id"]]}
