"""POST /v1/contacts/get keeps its promises."""

import pytest
from bivelio_core import ids

from tests.api import ORGANISATION, OTHER_ORGANISATION, call

pytestmark = pytest.mark.usefixtures("table")
ACME = {"type": "company", "name": "Acme"}


def test_an_id_reads_back_what_was_created():
    created = call("contacts.create", ACME).data
    assert call("contacts.get", {"id": created["id"]}).data == created


def test_an_archived_contact_can_still_be_read():
    created = call("contacts.create", ACME).data
    call("contacts.archive", {"id": created["id"]})
    assert "archived_at" in call("contacts.get", {"id": created["id"]}).data


def test_an_id_cannot_be_guessed_from_its_sequence_number():
    call("contacts.create", ACME)
    guessed = ids.sequenced_id("contact", ORGANISATION, 1, "00000")
    assert call("contacts.get", {"id": guessed}).error["code"] == "RESOURCE_NOT_FOUND"


def test_a_foreign_id_is_forbidden_whether_or_not_it_exists():
    existing = call("contacts.create", ACME, caller={"organisation": OTHER_ORGANISATION}).data["id"]
    invented = ids.sequenced_id("contact", OTHER_ORGANISATION, 77)
    for contact_id in (existing, invented):
        answer = call("contacts.get", {"id": contact_id})
        assert (answer.status, answer.error["code"]) == (403, "RESOURCE_FORBIDDEN")


def test_live_and_sandbox_do_not_see_each_other():
    created = call("contacts.create", ACME).data
    assert call("contacts.get", {"id": created["id"]}, caller={"environment": "sandbox"}).status == 404


@pytest.mark.parametrize("contact_id", ["ct_", "ct_zzz", "wf_a1b2c3d4", "ORG#x", "ct_" + "0" * 16, "é" * 50])
def test_an_id_of_any_other_form_is_not_found_or_foreign(contact_id):
    assert call("contacts.get", {"id": contact_id}).status in {403, 404}
