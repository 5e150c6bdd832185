"""POST /v1/contacts/duplicates keeps its promises."""

from typing import Any

import pytest

from tests.api import ORGANISATION, OTHER_ORGANISATION, call
from tests.functions.contacts.about import contact
from tests.functions.contacts.test_merge import merge, person
from tests.functions.contacts.transfers import deliver

pytestmark = pytest.mark.usefixtures("table", "deployment")


def found(**data: Any) -> Any:
    return call("contacts.duplicates", data).data


def groups(**data: Any) -> list[tuple[list[str], list[str]]]:
    return [
        ([each["reason"] for each in group["reasons"]], [each["id"] for each in group["contacts"]])
        for group in found(**data)["groups"]
    ]


def test_what_makes_contacts_alike():
    company = contact("Empresa Àrea S.L.")
    pairs = [
        [
            person("A", email="Maria@exemple.com"),
            person("B", emails=[{"address": "b@exemple.com"}, {"address": "maria@exemple.com"}]),
        ],
        [person("C", phone="600 111 222"), person("D", phone="+34 600111222")],
        [contact("E", tax_id={"number": "B-12345674"}), contact("F", custom_fields={"nif": "ESB12345674"})],
        [person("Núria Pla", company_id=company), person("nuria pla", company_id=company)],
        [company, contact("EMPRESA AREA, S.L.".replace(",", ""))],
    ]
    person("Núria Pla")
    deliver(ORGANISATION)
    reasons = ["same_email", "same_phone", "same_tax_number", "same_name", "same_name"]
    expected = sorted(([reason], pair[::-1]) for reason, pair in zip(reasons, pairs, strict=True))
    assert sorted(groups()) == expected


def test_those_that_the_index_has_not_taken_up_yet_are_found_also_on_different_pages():
    one, lone, other = person("A", phone="600 111 222"), person("L"), person("B", phone="600 111 222")
    assert groups() == [(["same_phone"], [other, one])]
    assert groups(limit=1) == [(["same_phone"], [other, one])]
    deliver(ORGANISATION)
    call("contacts.update", {"id": lone, "phone": "+34600111222"})
    assert groups(limit=1) == [(["same_phone"], [other, lone, one])]


def test_those_that_the_index_has_are_found_on_different_pages():
    one = person("A", phone="600 111 222", tax_id={"number": "12345678Z"})
    for number in range(40):
        person(f"P{number}")
    deliver(ORGANISATION)
    other = person("B", phone="600 111 222", tax_id={"number": "12345678-Z"})
    assert groups(limit=2) == [(["same_phone", "same_tax_number"], [other, one])]


def test_each_group_is_on_one_page():
    made = [person(f"P{number}", email=f"p{number % 7}@exemple.com") for number in range(21)]
    deliver(ORGANISATION)
    pages, after, looked_at = [], None, 0
    while True:
        page = found(limit=4, **({"after": after} if after else {}))
        pages += [[each["id"] for each in group["contacts"]] for group in page["groups"]]
        looked_at += page["progress"]["looked_at"]
        if (after := page["next_after"]) is None:
            break
    assert looked_at == 21
    assert sorted(pages) == sorted([made[n + 14], made[n + 7], made[n]] for n in range(7))


def test_what_is_the_same_in_several_ways_is_one_group_and_the_fullest_is_proposed():
    full = person("A", email="a@exemple.com", phone="600 111 222", job_title="Gerent", tags=["x"])
    bare = person("B", email="a@exemple.com", phone="600 111 222")
    deliver(ORGANISATION)
    (group,) = found()["groups"]
    assert [each["reason"] for each in group["reasons"]] == ["same_email", "same_phone"]
    assert ([each["id"] for each in group["contacts"]], group["winner"]) == ([bare, full], full)


def test_one_contact_has_its_own():
    one, other = person("A", email="a@exemple.com"), person("B", email="a@exemple.com")
    lone = person("C", email="c@exemple.com")
    deliver(ORGANISATION)
    assert groups(contact_id=one) == groups(contact_id=other) == [(["same_email"], [other, one])]
    assert groups(contact_id=lone) == []
    assert groups(contact_id=one, reasons=["same_phone"]) == []


def test_who_is_archived_or_merged_is_no_duplicate():
    one, other, third = (person(name, email="a@exemple.com") for name in "ABC")
    deliver(ORGANISATION)
    merge(one, other)
    assert groups() == [(["same_email"], [third, one])]
    call("contacts.archive", {"id": third})
    assert groups() == []


def test_a_cursor_that_is_not_ours_and_anothers_contact_are_refused():
    assert call("contacts.duplicates", {"after": "x"}).status == 400
    one = person("A")
    assert call("contacts.duplicates", {"contact_id": one}, caller={"organisation": OTHER_ORGANISATION}).status == 403
