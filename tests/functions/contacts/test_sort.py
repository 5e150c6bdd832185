"""The `sort` of contacts.list: every order, in both directions, over pages; and the list that is too long for one."""

from datetime import UTC, datetime, timedelta

import pytest
from bivelio_core import clock
from bivelio_core.store.index import sorting

from tests.api import call, rows

NAMES = ["Òscar", "anna", "Àngels", "Zoe", "anna", "Bru", "ÁLVARO"]
BY_NAME = ["ÁLVARO", "Àngels", "anna", "anna", "Bru", "Òscar", "Zoe"]


@pytest.fixture
def made(table):
    """The ids of contacts, made an hour apart, of whom the second one was changed last."""
    now, contact_ids = datetime(2026, 4, 7, 12, tzinfo=UTC), []
    for number, name in enumerate(NAMES):
        with clock.frozen(now + timedelta(hours=number)):
            contact_ids.append(call("contacts.create", {"type": "person", "name": name}).data["id"])
    with clock.frozen(now + timedelta(days=2)):
        call("contacts.update", {"id": contact_ids[1], "tags": ["lead"]})
    return contact_ids


def listed(sort, per_page=3, **query):
    """The names and ids of all pages."""
    contacts = rows("contacts.list", "contacts", per_page=per_page, sort=sort, **query)
    return [contact["name"] for contact in contacts], [contact["id"] for contact in contacts]


def test_by_name_accents_and_case_do_not_matter_and_equal_ones_are_newest_first(made):
    names, contact_ids = listed("name")
    assert names == BY_NAME
    assert contact_ids[2:4] == [made[4], made[1]]
    names, contact_ids = listed("-name")
    assert names == BY_NAME[::-1]
    assert contact_ids[3:5] == [made[4], made[1]]


def test_by_creation_in_both_directions(made):
    assert listed("created_at")[1] == made
    assert listed("-created_at")[1] == made[::-1]
    assert listed("created_at", search="anna")[1] == [made[1], made[4]]


def test_by_the_last_change(made):
    assert listed("-updated_at")[1] == [made[1], *made[:1:-1], made[0]]
    assert listed("updated_at")[1] == [made[0], *made[2:], made[1]]


def test_a_page_beyond_the_end_is_empty_with_a_true_total(made):
    for sort in ("name", "created_at"):
        data = call("contacts.list", {"sort": sort, "page": 9}).data
        assert (data["contacts"], data["pagination"]["total"]) == ([], len(made))


def test_too_long_a_list_is_refused_and_a_narrower_one_is_sorted(made, monkeypatch):
    monkeypatch.setattr(sorting, "MAXIMUM_SORTED", 4)
    for sort in ("name", "-name"):
        answer = call("contacts.list", {"sort": sort}, headers={"Accept-Language": "en"})
        assert (answer.status, answer.error["details"]["field"]) == (422, "sort")
        assert answer.error["details"]["constraint"] == "too_many_to_sort"
        assert "narrow it by a filter" in answer.error["message"]
    assert listed("created_at")[1] == made
    assert listed("updated_at")[1] == [made[0], *made[2:], made[1]]
    assert listed("name", search="anna")[0] == ["anna", "anna"]


def test_what_is_nearest_is_sorted_too(made):
    assert made
    assert listed("name", search="angelz")[0] == ["Àngels"]
