"""Contacts have several addresses and phones, of which one is primary, names, an owner, and what is known of them."""

from typing import Any

import pytest
from bivelio_core import clients
from bivelio_core.store import keys
from bivelio_core.store.table import Table

from tests.api import ORGANISATION, call
from tests.for_each import for_each
from tests.functions.contacts.transfers import deliver

pytestmark = pytest.mark.usefixtures("table")

USER = "usr_a1b2c3d4e5f6g7h8"
PERSON: dict[str, Any] = {"type": "person", "name": "Maria Garcia"}
WORK = {"address": "maria@feina.example.com", "label": "feina"}
HOME = {"address": "maria@casa.example.com"}
ALL: dict[str, Any] = {
    "first_name": "Maria",
    "last_name": "Garcia Puig",
    "job_title": "Directora comercial",
    "emails": [{**WORK, "is_primary": True}, {**HOME, "is_primary": False}],
    "phones": [
        {"number": "972 20 30 40", "e164": "+34972203040", "label": "oficina", "is_primary": True},
        {"number": "+33 6 12 34 56 78", "e164": "+33612345678", "is_primary": False},
    ],
    "websites": ["https://www.example.com/maria"],
    "language": "ca-ES",
    "birthday": "--02-29",
}


def sent(fields: dict[str, Any]) -> dict[str, Any]:
    """What a request has of an answer's fields."""
    phones = [{name: value for name, value in each.items() if name != "e164"} for each in fields["phones"]]
    return {**fields, "phones": phones}


def create(**fields: Any) -> dict[str, Any]:
    contact: dict[str, Any] = call("contacts.create", {**PERSON, **fields}).data
    return contact


def update(contact: dict[str, Any], **fields: Any) -> dict[str, Any]:
    updated: dict[str, Any] = call("contacts.update", {"id": contact["id"], **fields}).data
    return updated


def item_of(table: Table) -> dict[str, Any]:
    """The only contact as it is stored."""
    (item,) = table.query(f"{ORGANISATION}#live#{keys.CONTACT.partition}", consistent=True)
    return item


def member(table: Table, user: str = USER) -> str:
    """Write a member of the organisation."""
    key = keys.organisation_member(ORGANISATION, user)
    table.put({"PK": key.pk, "SK": key.sk, "email": "anna@example.com", "role": "member"})
    return user


def found(search: str) -> int:
    total: int = call("contacts.list", {"search": search}).data["pagination"]["total"]
    return total


def test_what_is_sent_comes_back_and_the_primary_ones_are_the_documented_fields(table):
    contact = call("contacts.create", {"type": "person", **sent(ALL), "owner_id": member(table)}).data
    assert contact | ALL == contact
    assert contact["name"] == "Maria Garcia Puig"
    assert (contact["email"], contact["phone"], contact["phone_e164"]) == (
        WORK["address"],
        "972 20 30 40",
        "+34972203040",
    )
    assert contact["owner_id"] == USER
    assert call("contacts.get", {"id": contact["id"]}).data == contact


def test_a_contact_with_one_address_is_stored_as_before_and_answered_with_lists(table):
    contact = create(email="maria@exemple.com", phone="600 111 222")
    assert contact["emails"] == [{"address": "maria@exemple.com", "is_primary": True}]
    assert contact["phones"] == [{"number": "600 111 222", "e164": "+34600111222", "is_primary": True}]
    assert set(item_of(table)) - {"_q"} == {
        *("PK", "SK", "random", "version", "type", "name", "email", "phone", "phone_e164", "tags", "custom_fields"),
        *("created_at", "updated_at"),
    }


def test_a_contact_of_before_is_read_as_one_of_now(table):
    contact = create(email="maria@exemple.com")
    assert (contact["emails"], contact["phones"]) == ([{"address": "maria@exemple.com", "is_primary": True}], [])
    nobody = create()
    assert (nobody["emails"], nobody["phones"]) == ([], [])


def test_a_primary_address_that_was_changed_without_the_list_holds(table):
    contact = create(emails=[WORK, HOME])
    item = item_of(table)
    table.put({**item, "email": "nova@example.com"})
    emails = call("contacts.get", {"id": contact["id"]}).data["emails"]
    assert [each["address"] for each in emails] == ["nova@example.com", HOME["address"]]


@for_each(
    ("fields", "primary"),
    [
        ({"emails": [WORK, HOME]}, WORK),
        ({"emails": [WORK, {**HOME, "is_primary": True}]}, HOME),
        ({"emails": [WORK, HOME], "email": HOME["address"].upper()}, HOME),
        ({"emails": [{**WORK, "is_primary": True}, HOME], "email": WORK["address"]}, WORK),
    ],
)
def test_one_address_is_primary_and_comes_first(fields, primary):
    contact = create(**fields)
    assert contact["email"] == primary["address"]
    assert [each["is_primary"] for each in contact["emails"]] == [True, False]
    assert contact["emails"][0] == {**primary, "is_primary": True}


@for_each(
    ("fields", "status", "field", "constraint"),
    [
        ({"email": "altra@example.com", "emails": [WORK]}, 422, "email", "not_primary"),
        ({"email": HOME["address"], "emails": [{**WORK, "is_primary": True}, HOME]}, 422, "email", "not_primary"),
        ({"phone": "600 111 222", "phones": [{"number": "600 111 333"}]}, 422, "phone", "not_primary"),
        ({"emails": [WORK, {"address": WORK["address"].upper()}]}, 422, "emails[1].address", "duplicate"),
        ({"phones": [{"number": "600111222"}, {"number": "+34 600 11 12 22"}]}, 422, "phones[1].number", "duplicate"),
        (
            {"emails": [{**WORK, "is_primary": True}, {**HOME, "is_primary": True}]},
            422,
            "emails[1].is_primary",
            "one_primary",
        ),
        ({"emails": [{"address": "ningú"}]}, 400, "emails[0].address", "format"),
        ({"phones": [{"number": "123"}]}, 400, "phones[0].number", "format"),
        ({"emails": [{"address": f"a{n}@example.com"} for n in range(21)]}, 400, "emails", "max_items"),
        ({"owner_id": "usr_nobody"}, 422, "owner_id", "not_a_member"),
        ({"websites": ["www.example.com"]}, 400, "websites[0]", "format"),
        ({"websites": ["ftp://example.com"]}, 400, "websites[0]", "format"),
        ({"websites": ["https:///path"]}, 400, "websites[0]", "format"),
        ({"websites": ["https://[example"]}, 400, "websites[0]", "format"),
        ({"websites": ["https://example.com/a b"]}, 400, "websites[0]", "format"),
        ({"language": "català"}, 400, "language", "format"),
        ({"language": "ca_ES"}, 400, "language", "format"),
        ({"birthday": "15/03/1985"}, 400, "birthday", "format"),
        ({"birthday": "1985-02-29"}, 400, "birthday", "format"),
        ({"birthday": "--02-30"}, 400, "birthday", "format"),
        ({"birthday": "1585-03-15"}, 400, "birthday", "minimum"),
        ({"birthday": "9999-03-15"}, 400, "birthday", "maximum"),
        ({"first_name": "Maria\nGarcia"}, 400, "first_name", "control_characters"),
        ({"job_title": "x" * 201}, 400, "job_title", "max_length"),
    ],
)
def test_bad_input_names_the_field(fields, status, field, constraint):
    contact = create()
    for answer in (
        call("contacts.create", {**PERSON, **fields}),
        call("contacts.update", {"id": contact["id"], **fields}),
    ):
        assert (answer.status, answer.error["code"]) == (status, "VALIDATION_ERROR"), answer
        assert (answer.error["details"]["field"], answer.error["details"]["constraint"]) == (field, constraint)
    assert call("contacts.get", {"id": contact["id"]}).data["version"] == 1


@for_each(("written", "tag"), [("CA", "ca"), ("zh-hant-hk", "zh-Hant-HK"), ("ca-es-VALENCIA", "ca-ES-valencia")])
def test_a_language_has_one_spelling(written, tag):
    assert create(language=written)["language"] == tag


def test_a_name_is_required_unless_there_is_a_first_or_a_last_one():
    answer = call("contacts.create", {"type": "person"})
    assert (answer.status, answer.error["details"]["field"]) == (400, "name")
    assert call("contacts.create", {"type": "person", "last_name": "Puig"}).data["name"] == "Puig"
    assert create(first_name="Maria")["name"] == "Maria Garcia", "a name that is sent stays"


def test_a_name_that_was_made_of_first_and_last_name_follows_them():
    contact = call("contacts.create", {"type": "person", "first_name": "Maria", "last_name": "Garcia"}).data
    assert update(contact, last_name="Puig")["name"] == "Maria Puig"
    assert update(contact, name="M. Puig")["name"] == "M. Puig"
    assert update(contact, last_name="Sala")["name"] == "M. Puig", "one that somebody chose stays"


def test_the_name_of_who_was_only_an_address_becomes_that_of_the_person():
    address = "maria@exemple.com"
    contact = call("contacts.upsert", {"email": address}).data["contact"]
    assert contact["name"] == address
    known = call("contacts.upsert", {"email": address, "first_name": "Maria", "last_name": "Garcia"}).data["contact"]
    assert known["name"] == "Maria Garcia"


def test_a_new_primary_address_takes_the_place_of_the_former_one_and_the_others_stay():
    contact = create(emails=[WORK, HOME])
    after = update(contact, email="maria.garcia@feina.example.com")
    assert after["email"] == "maria.garcia@feina.example.com"
    assert after["emails"] == [
        {"address": "maria.garcia@feina.example.com", "label": "feina", "is_primary": True},
        {**HOME, "is_primary": False},
    ]


def test_another_address_of_the_contact_can_become_the_primary_one_and_nothing_goes():
    contact = create(emails=[WORK, HOME])
    after = update(contact, email=HOME["address"])
    assert after["emails"] == [{**HOME, "is_primary": True}, {**WORK, "is_primary": False}]


def test_without_its_primary_address_a_contact_has_the_next_one_and_at_last_none(table):
    contact = create(emails=[WORK, HOME], phone="600 111 222")
    after = update(contact, email=None, phone=None)
    assert (after["email"], after["emails"]) == (HOME["address"], [{**HOME, "is_primary": True}])
    assert ("phone" not in after, after["phones"]) == (True, [])
    assert "emails" not in item_of(table), "a primary address alone needs no list"
    after = update(contact, email=None)
    assert ("email" not in after, after["emails"]) == (True, [])


def test_lists_replace_all_and_an_empty_one_takes_the_primary_address_too():
    contact = create(emails=[WORK, HOME], phones=sent(ALL)["phones"], websites=ALL["websites"])
    after = update(contact, emails=[{"address": "una@example.com"}], phones=[], websites=[])
    assert [each["address"] for each in after["emails"]] == ["una@example.com"]
    assert ("phone" not in after, after["phones"], "websites" not in after) == (True, [], True)


def test_an_upsert_by_another_address_of_a_contact_leaves_the_primary_one():
    contact = create(emails=[WORK, HOME])
    deliver(ORGANISATION)
    answer = call("contacts.upsert", {"email": HOME["address"], "job_title": "Directora"}).data
    assert (answer["created"], answer["contact"]["id"]) == (False, contact["id"])
    assert (answer["contact"]["email"], answer["contact"]["job_title"]) == (WORK["address"], "Directora")


def test_null_clears_a_field_and_what_is_not_sent_stays(table):
    contact = create(**{**sent(ALL), "owner_id": member(table)})
    after = update(contact, job_title=None, owner_id=None, birthday=None, language=None)
    assert not {"job_title", "owner_id", "birthday", "language"} & set(after)
    assert (after["websites"], after["emails"]) == (ALL["websites"], ALL["emails"])


def test_an_owner_who_has_left_the_organisation_hinders_no_change(table):
    contact = create(owner_id=member(table))
    key = keys.organisation_member(ORGANISATION, USER)
    table.delete(key)
    assert update(contact, owner_id=USER, job_title="Directora")["owner_id"] == USER
    assert call("contacts.update", {"id": create()["id"], "owner_id": USER}).status == 422


def test_a_contact_is_found_by_each_address_number_and_part_of_its_name():
    create(**sent(ALL), name="M. G.")
    deliver(ORGANISATION)
    for search in (WORK["address"], HOME["address"], "casa", "972203040", "612345678", "Maria", "Puig"):
        assert found(search) == 1, search
    assert call("contacts.find", {"email": HOME["address"]}).data["found"]
    assert call("contacts.find", {"phone": "+33612345678"}).data["found"]


def test_an_address_that_was_taken_away_finds_nobody():
    contact = create(emails=[WORK, HOME])
    update(contact, emails=[WORK])
    assert not call("contacts.find", {"email": HOME["address"]}).data["found"]


def test_a_warning_tells_of_each_address_that_another_contact_has():
    first = create(emails=[WORK, HOME])
    deliver(ORGANISATION)
    second = create(emails=[{"address": "una@example.com"}, HOME])
    assert [(each["field"], each["contact_id"]) for each in second["warnings"]] == [("emails[1].address", first["id"])]


def test_a_create_without_the_new_fields_makes_no_further_call():
    deliver(ORGANISATION)
    before = clients.calls_made()
    create(email="maria@exemple.com", phone="600 111 222")
    calls = clients.calls_made() - before
    before = clients.calls_made()
    create(
        email="anna@exemple.com",
        phone="600 111 333",
        **{name: ALL[name] for name in ("first_name", "language", "birthday")},
    )
    assert clients.calls_made() - before == calls


def test_consents_are_recorded_with_their_time():
    consent = {"channel": "email", "basis": "consent", "source": "formulari web"}
    contact = create(
        consents=[consent, {"channel": "post", "basis": "legitimate_interest", "at": "2026-01-10T09:00:00Z"}]
    )
    first, second = contact["consents"]
    assert first == {**consent, "at": contact["created_at"]}
    assert second["at"] == "2026-01-10T09:00:00Z"


def test_a_consent_that_is_sent_again_is_the_same_record():
    consent = {"channel": "email", "basis": "consent"}
    contact = create(consents=[consent])
    assert update(contact, consents=[consent])["consents"] == contact["consents"]
    assert update(contact, consents=contact["consents"])["consents"] == contact["consents"]


def test_a_consent_that_is_withdrawn_stays_as_a_record():
    contact = create(consents=[{"channel": "email", "basis": "consent"}, {"channel": "sms", "basis": "consent"}])
    email, sms = contact["consents"]
    after = update(contact, consents=[sms])
    assert after["consents"] == [{**email, "withdrawn_at": after["updated_at"]}, sms]
    again = update(contact, consents=[sms, {"channel": "email", "basis": "consent", "source": "fira"}])
    assert [each.get("source") for each in again["consents"]] == [None, None, "fira"]
    assert again["consents"][0] == after["consents"][0], "a withdrawal is final"
    assert update(contact, consents=again["consents"])["consents"] == again["consents"]


def test_a_withdrawal_can_say_when_it_was():
    contact = create(consents=[{"channel": "email", "basis": "consent", "at": "2026-01-10T09:00:00Z"}])
    withdrawal = {"channel": "email", "basis": "consent", "withdrawn_at": "2026-02-01T10:00:00Z"}
    for _ in range(2):
        (record,) = update(contact, consents=[withdrawal])["consents"]
        assert (record["at"], record["withdrawn_at"]) == ("2026-01-10T09:00:00Z", "2026-02-01T10:00:00Z")


def test_an_upsert_adds_consents_and_withdraws_none():
    address = "maria@exemple.com"
    call("contacts.upsert", {"email": address, "consents": [{"channel": "sms", "basis": "consent"}]})
    answer = call("contacts.upsert", {"email": address, "consents": [{"channel": "email", "basis": "consent"}]}).data
    assert [each["channel"] for each in answer["contact"]["consents"]] == ["sms", "email"]
    assert not any("withdrawn_at" in each for each in answer["contact"]["consents"])


@for_each(
    ("consent", "status", "field", "constraint"),
    [
        ({"channel": "fax", "basis": "consent"}, 400, "consents[0].channel", "choice"),
        ({"channel": "email", "basis": "hope"}, 400, "consents[0].basis", "choice"),
        ({"channel": "email"}, 400, "consents[0].basis", "required"),
        ({"channel": "email", "basis": "consent", "at": "9000-01-01T00:00:00Z"}, 422, "consents[0].at", "maximum"),
        (
            {
                "channel": "email",
                "basis": "consent",
                "at": "2026-02-01T00:00:00Z",
                "withdrawn_at": "2026-01-01T00:00:00Z",
            },
            422,
            "consents[0].withdrawn_at",
            "withdrawn_before",
        ),
    ],
)
def test_a_consent_that_cannot_be_names_its_field(consent, status, field, constraint):
    answer = call("contacts.create", {**PERSON, "consents": [consent]})
    assert (answer.status, answer.error["details"]["field"]) == (status, field)
    assert answer.error["details"]["constraint"] == constraint


def test_a_contact_keeps_a_hundred_consents_and_can_always_withdraw():
    contact = create()
    for year in range(1920, 2020, 20):
        times = [f"{each}-01-01T00:00:00Z" for each in range(year, year + 20)]
        consents = [{"channel": "post", "basis": "contract", "at": time, "withdrawn_at": time} for time in times]
        after = update(contact, consents=consents)
    assert len(after["consents"]) == 100
    answer = call("contacts.update", {"id": contact["id"], "consents": [{"channel": "sms", "basis": "consent"}]})
    assert (answer.status, answer.error["details"]["constraint"]) == (422, "max_items")
    assert len(update(contact, consents=[])["consents"]) == 100


def test_the_languages_of_a_refusal_are_three():
    data = {**PERSON, "email": "altra@example.com", "emails": [WORK]}
    messages = {
        call("contacts.create", data, headers={"Accept-Language": language}).error["message"]
        for language in ("ca", "es", "en")
    }
    assert len(messages) == 3
