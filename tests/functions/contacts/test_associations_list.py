"""POST /v1/contacts/associations/list keeps its promises."""

import pytest

from tests.api import call
from tests.functions.contacts.about import associated, contact

pytestmark = pytest.mark.usefixtures("table")


def associate(one, other, label="employee_of"):
    call("contacts.associations_create", {"contact_id": one, "to": other, "label": label})


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_pages_show_each_once(limit):
    company = contact("ABC")
    people = [contact(f"P{number}", type="person") for number in range(3)]
    for person in people:
        associate(person, company)
    after, names = None, []
    while True:
        data = {"contact_id": company, "limit": limit, **({"after": after} if after else {})}
        page = call("contacts.associations_list", data).data
        names += [each["name"] for each in page["associations"]]
        if (after := page["next_after"]) is None:
            break
    assert names == ["P0", "P1", "P2"]


def test_nothing_dangles_after_the_other_contact_was_archived():
    maria, company = contact("Maria", type="person"), contact("ABC")
    associate(maria, company)
    call("contacts.archive", {"id": company})
    assert associated(maria) == []
    assert associated(company) == [("employs", "Maria")]


def test_a_contact_shows_the_others_as_they_are_called_now():
    maria, company = contact("Maria", type="person"), contact("ABC")
    associate(maria, company)
    call("contacts.update", {"id": maria, "name": "Maria Garcia"})
    assert associated(company) == [("employs", "Maria Garcia")]


def test_what_leads_nowhere_is_refused():
    assert call("contacts.associations_list", {"contact_id": "ct_none"}).status == 404
    answer = call("contacts.associations_list", {"contact_id": contact(), "after": "x"})
    assert (answer.status, answer.error["details"]["field"]) == (400, "after")
