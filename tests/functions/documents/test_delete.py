"""POST /v1/documents/delete keeps its promises."""

from datetime import timedelta

import pytest
from bivelio_core import clock, ids
from bivelio_core.store import keys
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, OTHER_ORGANISATION, call
from tests.functions.documents.world import SANDBOX, objects, upload
from tests.there import there

pytestmark = pytest.mark.usefixtures("table")


def deleted(document_id, **more):
    return call("documents.delete", {"document_id": document_id}, **more)


def test_a_deleted_document_and_its_file_are_gone(table):
    made = upload(filename="nòmina.pdf", folder="payroll", tags=["secret"]).data["document_id"]
    assert deleted(made).data == {"document_id": made, "deleted": True}
    assert objects() == {}
    assert call("documents.get", {"document_id": made}).status == 404
    sequence = keys.sequence_sk(there(ids.parse_sequenced("document", made)).sequence)
    left = TenantStore(table, Tenant(ORGANISATION, "live")).get(keys.DOCUMENT, sequence)
    assert set(there(left)) == {"PK", "SK", "random", "version", "status", "ttl"}, "nothing that the document told"


def test_deleting_it_again_changes_nothing_for_two_days():
    made = upload().data["document_id"]
    deleted(made)
    assert deleted(made).data["deleted"] is True
    with clock.frozen(clock.now() + timedelta(days=2, seconds=1)):
        assert deleted(made).status == 404


def test_the_sample_to_delete_can_be_deleted_any_number_of_times():
    for _ in range(2):
        assert deleted("doc_d1e2f3g4", caller=SANDBOX).data["deleted"] is True
    assert call("documents.list", caller=SANDBOX).data["pagination"]["total"] == 1


def test_another_organisations_document_is_forbidden():
    made = upload(caller={"organisation": OTHER_ORGANISATION}).data["document_id"]
    assert deleted(made).error["code"] == "RESOURCE_FORBIDDEN"
    assert len(objects()) == 1
