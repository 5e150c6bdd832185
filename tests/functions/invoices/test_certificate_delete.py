"""POST /v1/invoices/certificate/delete keeps its promises."""

import pytest

from tests.api import ORGANISATION, call
from tests.functions.invoices.test_certificate_upload import upload
from tests.invoices.world import settled


@pytest.fixture(autouse=True)
def certificate(table):
    settled()
    return upload().data


def test_it_is_removed_with_its_key(table, certificate):
    assert call("invoices.certificate_delete").data == {"serial_number": certificate["serial_number"]}
    assert table.query(f"{ORGANISATION}#live#INK") == []
    assert call("invoices.certificate_delete").status == 404


def test_under_a_key_it_is_removed_once(certificate):
    key = {"Idempotency-Key": "remove-1"}
    first = call("invoices.certificate_delete", headers=key).data
    upload()
    assert call("invoices.certificate_delete", headers=key).data == first
    assert call("invoices.certificate_get").status == 200
