"""POST /v1/contacts/remove_tags keeps its promises; tests/revise kills it and lets it race at each of its calls."""

import pytest

from tests.api import call

pytestmark = pytest.mark.usefixtures("table")


@pytest.fixture
def maria(table):
    return call("contacts.create", {"type": "person", "name": "Maria", "tags": ["lead", "fira"]}).data


def remove_tags(contact, *tags, **options):
    return call("contacts.remove_tags", {"id": contact["id"], "tags": list(tags)}, **options)


def test_tags_are_removed_and_the_others_stay(maria):
    changed = remove_tags(maria, "lead", "nobody has it").data
    assert (changed["tags"], changed["version"]) == (["fira"], 2)
    assert call("contacts.list", {"tags": ["lead"]}).data["contacts"] == []


def test_tags_that_are_not_there_make_no_version(maria):
    unchanged = remove_tags(maria, "client").data
    assert (unchanged["tags"], unchanged["version"]) == (["lead", "fira"], 1)


def test_an_archived_contact_keeps_its_tags(maria):
    call("contacts.archive", {"id": maria["id"]})
    archived = remove_tags(maria, "lead")
    assert (archived.status, archived.error["details"]["reason"]) == (409, "archived")
