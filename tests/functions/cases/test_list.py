"""POST /v1/cases/list keeps its promises."""

import pytest

from tests.api import OTHER_ORGANISATION, call
from tests.functions.cases.made import case, contact, member

pytestmark = pytest.mark.usefixtures("table")


def listed(**query):
    data = call("cases.list", query).data
    return [each["id"] for each in data["cases"]], data["pagination"]["total"]


def test_each_filter_finds_its_cases_and_all_of_them_together(table):
    company, user = contact(), member(table)
    first = case(title="Renovació", status="waiting", priority="high", contact_id=company, assignee=user)["id"]
    second = case(title="Migració de dades", contact_id=company, tags=["tècnic"])["id"]
    third = case(title="Una altra renovació", priority="high")["id"]
    assert listed() == ([third, second, first], 3)
    assert listed(status="waiting") == ([first], 1)
    assert listed(priority="high") == ([third, first], 2)
    assert listed(assignee=user) == ([first], 1)
    assert listed(contact_id=company) == ([second, first], 2)
    assert listed(search="renovacio") == ([third, first], 2)
    assert listed(search="tecnic") == ([second], 1)
    assert listed(search="CAS-2") == ([third, second, first], 3)
    assert listed(status="open", priority="high", search="renov") == ([third], 1)


def test_each_case_has_the_name_of_its_contact_as_it_is_now(table):
    company = contact("Empresa ABC S.L.")
    case(contact_id=company)
    case()
    call("contacts.update", {"id": company, "name": "Empresa ABC, S.A."})
    cases = call("cases.list", {}).data["cases"]
    assert [each.get("contact_name") for each in cases] == [None, "Empresa ABC, S.A."]


def test_a_case_is_found_by_its_number():
    case()
    made = case()
    assert listed(search=made["number"]) == ([made["id"]], 1)


def test_a_change_is_listed_at_once():
    made = case()
    call("cases.update", {"id": made["id"], "status": "closed", "title": "Fet"})
    assert listed(status="open") == ([], 0)
    assert listed(status="closed", search="fet") == ([made["id"]], 1)


def test_pages_are_stable_and_totals_exact():
    made = [case(title=f"Cas {n}")["id"] for n in range(5)][::-1]
    assert [listed(page=page, per_page=2)[0] for page in (1, 2, 3)] == [made[:2], made[2:4], made[4:]]
    assert listed(page=9, per_page=2) == ([], 5)


def test_another_organisation_sees_none():
    case()
    assert call("cases.list", caller={"organisation": OTHER_ORGANISATION}).data["cases"] == []


def test_a_contact_that_does_not_exist_is_refused():
    answer = call("cases.list", {"contact_id": "ct_unknown"})
    assert (answer.status, answer.error["details"]["field"]) == (422, "contact_id")


@pytest.mark.parametrize(
    ("query", "field", "constraint"),
    [
        ({"search": "m"}, "search", "min_length"),
        ({"search": " ".join(f"word{n}" for n in range(11))}, "search", "max_words"),
        ({"status": "done"}, "status", "choice"),
        ({"priority": 1}, "priority", "choice"),
        ({"per_page": 101}, "per_page", "maximum"),
        ({"tags": ["x"]}, "tags", "unknown_field"),
    ],
)
def test_bad_input_names_the_field(query, field, constraint):
    answer = call("cases.list", query)
    assert (answer.status, answer.error["code"]) == (400, "VALIDATION_ERROR")
    assert (answer.error["details"]["field"], answer.error["details"]["constraint"]) == (field, constraint)
