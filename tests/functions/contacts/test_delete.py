"""POST /v1/contacts/delete keeps its promises."""

from datetime import timedelta

import pytest
from bivelio_core import clock

from tests.api import OTHER_ORGANISATION, call
from tests.functions.contacts.about import contact

pytestmark = pytest.mark.usefixtures("table", "deployment")


def delete(contact_id, **about):
    return call("contacts.delete", {"id": contact_id}, **about)


def test_a_contact_is_deleted_thirty_days_after_its_archiving():
    one = contact("ABC")
    archived_at = clock.parse(call("contacts.archive", {"id": one}).data["archived_at"])
    refused = delete(one)
    deletable_at = clock.timestamp(archived_at + timedelta(days=30))
    assert refused.status == 409
    assert refused.error["details"] == {"reason": "deletable_later", "deletable_at": deletable_at}
    with clock.frozen(clock.parse(deletable_at)):
        begun = delete(one)
        assert (begun.status, begun.data["status"]) == (202, "waiting")
        assert delete(one).data["id"] == begun.data["id"]


def test_a_contact_that_is_not_archived_stays():
    refused = delete(contact("ABC"))
    assert (refused.status, refused.error["details"]["reason"]) == (409, "not_archived_contact")


def test_only_its_own_organisation_deletes_a_contact():
    assert delete(contact("ABC"), caller={"organisation": OTHER_ORGANISATION}).status == 403
    assert delete("ct_none").status == 404
