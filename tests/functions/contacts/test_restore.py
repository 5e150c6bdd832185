"""POST /v1/contacts/restore keeps its promises."""

import pytest
from bivelio_core.store.keys import CONTACT
from bivelio_core.store.tenant_store import SystemStore
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, OTHER_ORGANISATION, call
from tests.functions.contacts.about import contact
from tests.functions.contacts.test_merge import got, listed
from tests.functions.contacts.transfers import deliver

pytestmark = pytest.mark.usefixtures("table", "deployment")


def restore(contact_id, **about):
    return call("contacts.restore", {"id": contact_id}, **about)


def test_a_restored_contact_is_as_it_was_and_in_the_lists_again():
    one = contact("ABC", email="abc@exemple.com", tags=["client"])
    before = got(one)
    call("contacts.archive", {"id": one})
    after = restore(one).data
    assert after == {**before, "version": 3, "updated_at": after["updated_at"]}
    assert listed(tags=["client"]) == [one]
    assert call("contacts.find", {"email": "abc@exemple.com"}).data["contact"]["id"] == one


def test_its_archiving_is_forgotten_by_the_rules_of_retention(table):
    store = SystemStore(table).of(Tenant(ORGANISATION, "live"))
    one = contact("ABC")
    call("contacts.archive", {"id": one})
    assert "GSI1PK" in store.find(CONTACT, one)
    restore(one)
    assert "GSI1PK" not in store.find(CONTACT, one)


def test_one_that_is_not_archived_stays_as_it_is():
    one = contact("ABC")
    assert restore(one).data == got(one)


def test_a_contact_that_is_being_erased_is_not_restored():
    one = contact("ABC")
    call("contacts.archive", {"id": one})
    call("contacts.erase", {"id": one})
    refused = restore(one)
    assert (refused.status, refused.error["details"]["reason"]) == (409, "being_erased")


def test_whoever_has_its_address_by_now_is_told():
    one = contact("ABC", email="abc@exemple.com")
    call("contacts.archive", {"id": one})
    other = contact("Altra", email="abc@exemple.com")
    deliver(ORGANISATION)
    assert [each["contact_id"] for each in restore(one).data["warnings"]] == [other]


def test_only_its_own_organisation_restores_a_contact():
    one = contact("ABC")
    assert restore(one, caller={"organisation": OTHER_ORGANISATION}).status == 403
