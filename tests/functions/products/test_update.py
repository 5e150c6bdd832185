"""POST /v1/products/update keeps its promises."""

import pytest

from tests.api import call
from tests.price_list import product

pytestmark = pytest.mark.usefixtures("table")


def test_a_change_of_another_version_is_refused():
    made = product()
    call("products.update", {"id": made["id"], "unit_price": 80})
    late = call("products.update", {"id": made["id"], "unit_price": 90, "version": 1})
    assert (late.status, late.error["details"]["reason"]) == (409, "version")
    assert call("products.get", {"id": made["id"]}).data["unit_price"] == 80


def test_a_code_is_free_when_its_product_takes_another_or_is_gone():
    first = product()
    call("products.update", {"id": first["id"], "code": "OLD"})
    second = product()
    call("products.delete", {"id": second["id"]})
    third = product()
    assert third["code"] == "CONS-01"
    call("products.update", {"id": third["id"], "code": None})
    assert product()["id"] != third["id"]
