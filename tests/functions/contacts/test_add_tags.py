"""POST /v1/contacts/add_tags keeps its promises; tests/revise kills it and lets it race at each of its calls."""

import pytest

from tests.api import call, lose_answers

pytestmark = pytest.mark.usefixtures("table")


@pytest.fixture
def maria(table):
    return call("contacts.create", {"type": "person", "name": "Maria", "tags": ["lead", "fira"]}).data


def add_tags(contact, *tags, **options):
    return call("contacts.add_tags", {"id": contact["id"], "tags": list(tags)}, **options)


def test_tags_are_added_after_those_there_are_each_once(maria):
    changed = add_tags(maria, "client", "lead", "client").data
    assert changed["tags"] == ["lead", "fira", "client"]
    assert changed["version"] == 2
    assert call("contacts.list", {"tags": ["client"]}).data["contacts"] == [changed]


def test_tags_that_are_there_already_make_no_version(maria):
    unchanged = add_tags(maria, "fira", "lead").data
    assert (unchanged["tags"], unchanged["version"]) == (["lead", "fira"], 1)


def test_a_repetition_under_the_same_key_does_not_add_again_what_others_removed_meanwhile(maria, table):
    key = {"headers": {"Idempotency-Key": "tag-1"}}
    assert add_tags(maria, "client", **key).status == 200
    call("contacts.remove_tags", {"id": maria["id"], "tags": ["client"]})
    lose_answers(table)
    assert add_tags(maria, "client", **key).data["tags"] == ["lead", "fira"]
    assert add_tags(maria, "altre", **key).status == 422


def test_a_contact_has_at_most_a_hundred_tags_and_an_archived_one_gets_none(maria):
    assert add_tags(maria, *(f"t{number}" for number in range(98))).status == 200
    refused = add_tags(maria, "one more")
    assert (refused.status, refused.error["details"]["field"]) == (422, "tags")
    assert refused.error["details"]["constraint"] == "max_items"
    call("contacts.archive", {"id": maria["id"]})
    archived = add_tags(maria, "lead")
    assert (archived.status, archived.error["details"]["reason"]) == (409, "archived")


def test_a_tag_is_as_contacts_take_it(maria):
    assert add_tags(maria, "").status == add_tags(maria).status == add_tags(maria, "x" * 51).status == 400
