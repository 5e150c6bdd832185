"""POST /v1/products/get keeps its promises."""

import pytest

from tests.api import OTHER_ORGANISATION, call
from tests.price_list import product

pytestmark = pytest.mark.usefixtures("table")


def test_a_product_is_read_by_its_own_organisation_alone():
    made = product()
    assert call("products.get", {"id": made["id"]}).data == made
    foreign = call("products.get", {"id": made["id"]}, caller={"organisation": OTHER_ORGANISATION})
    assert foreign.status == 403
    assert call("products.get", {"id": "prd_none"}).status == 404
