"""POST /v1/contacts/list keeps its promises."""

import pytest

from tests.api import call

pytestmark = pytest.mark.usefixtures("table")
SANDBOX = {"environment": "sandbox"}


def make(name="Maria Garcia", **more):
    return call("contacts.create", {"type": "person", "name": name, **more}).data["id"]


def listed(**query):
    data = call("contacts.list", query).data
    return [contact["id"] for contact in data["contacts"]], data["pagination"]["total"]


def test_the_reference_example_runs_verbatim_in_a_fresh_sandbox():
    asked = {"search": "Empresa ABC", "type": "company", "tags": ["client", "actiu"], "page": 1, "per_page": 25}
    data = call("contacts.list", asked, caller=SANDBOX).data
    assert [contact["id"] for contact in data["contacts"]] == ["ct_abc123"]
    assert data["pagination"] == {"page": 1, "per_page": 25, "total": 1, "total_pages": 1}


def test_a_contact_is_listed_as_soon_as_it_is_created_changed_and_archived():
    first, second = make(tags=["lead"]), make("Pere Serra", tags=["lead"])
    assert listed(tags=["lead"]) == ([second, first], 2)
    call("contacts.update", {"id": first, "tags": ["client"], "name": "Núria Bosch"})
    assert listed(tags=["lead"]) == ([second], 1)
    assert listed(search="nuria") == ([first], 1)
    call("contacts.archive", {"id": second})
    assert listed() == ([first], 1)
    assert listed(search="pere") == ([], 0)


def test_pages_are_stable_and_one_beyond_the_end_is_empty_with_true_totals():
    made = [make(f"Contacte {n}") for n in range(5)][::-1]
    assert [listed(page=page, per_page=2)[0] for page in (1, 2, 3)] == [made[:2], made[2:4], made[4:]]
    assert listed(page=9, per_page=2) == ([], 5)
    assert call("contacts.list", {"page": 9, "per_page": 2}).data["pagination"]["total_pages"] == 3


def test_an_empty_search_asks_for_nothing():
    made = make()
    assert listed(search="  ") == ([made], 1)


@pytest.mark.parametrize(
    ("query", "field", "constraint"),
    [
        ({"search": "m"}, "search", "min_length"),
        ({"search": "!?"}, "search", "min_length"),
        ({"search": "x" * 10_000}, "search", "max_length"),
        ({"search": " ".join(f"word{n}" for n in range(11))}, "search", "max_words"),
        ({"search": 7}, "search", "type"),
        ({"page": 0}, "page", "minimum"),
        ({"per_page": 101}, "per_page", "maximum"),
        ({"per_page": 0}, "per_page", "minimum"),
        ({"tags": [f"tag {n}" for n in range(51)]}, "tags", "max_items"),
        ({"type": "dog"}, "type", "choice"),
        ({"sort": "phone"}, "sort", "choice"),
        ({"order": "name"}, "order", "unknown_field"),
    ],
)
def test_bad_input_names_the_field(query, field, constraint):
    answer = call("contacts.list", query)
    assert (answer.status, answer.error["code"]) == (400, "VALIDATION_ERROR")
    assert (answer.error["details"]["field"], answer.error["details"]["constraint"]) == (field, constraint)


def test_other_organisations_and_the_sandbox_have_lists_of_their_own():
    make()
    assert call("contacts.list", caller={"organisation": "org_1111111111111111"}).data["contacts"] == []
    assert len(call("contacts.list", caller=SANDBOX).data["contacts"]) == 8
