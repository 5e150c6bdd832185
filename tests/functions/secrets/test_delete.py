"""POST /v1/secrets/delete keeps its promises."""

import pytest

from tests.api import ORGANISATION, call

pytestmark = pytest.mark.usefixtures("table")


def test_a_deleted_secret_is_gone_once(table):
    call("secrets.set", {"name": "erp", "value": "value", "allowed_hosts": ["api.example.com"]})
    assert call("secrets.delete", {"name": "erp"}).data == {"name": "erp", "deleted": True}
    assert table.query(f"{ORGANISATION}#live#SEC") == []
    assert call("secrets.delete", {"name": "erp"}).error["code"] == "RESOURCE_NOT_FOUND"


def test_under_one_key_it_is_gone_however_often_it_is_asked():
    call("secrets.set", {"name": "erp", "value": "value", "allowed_hosts": ["api.example.com"]})
    for _ in range(2):
        answer = call("secrets.delete", {"name": "erp"}, headers={"Idempotency-Key": "gone-1"})
        assert answer.data["deleted"]
