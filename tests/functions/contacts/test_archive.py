"""POST /v1/contacts/archive keeps its promises."""

import pytest

from tests.api import OTHER_ORGANISATION, call

pytestmark = pytest.mark.usefixtures("table")
ACME = {"type": "company", "name": "Acme"}


def listed():
    return [contact["id"] for contact in call("contacts.list").data["contacts"]]


def test_an_archived_contact_leaves_the_lists_at_once():
    kept, archived = (call("contacts.create", ACME).data["id"] for _ in range(2))
    assert listed() == [archived, kept]
    call("contacts.archive", {"id": archived})
    assert listed() == [kept]
    assert call("contacts.list").data["pagination"]["total"] == 1


def test_archiving_twice_is_the_same_as_once():
    contact_id = call("contacts.create", ACME).data["id"]
    first = call("contacts.archive", {"id": contact_id}).data
    assert call("contacts.archive", {"id": contact_id}).data == first
    assert first["version"] == 2


def test_only_its_own_organisation_archives_a_contact():
    contact_id = call("contacts.create", ACME).data["id"]
    assert call("contacts.archive", {"id": contact_id}, caller={"organisation": OTHER_ORGANISATION}).status == 403
    assert listed() == [contact_id]
