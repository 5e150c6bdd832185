"""POST /v1/products/delete keeps its promises."""

import pytest

from tests.api import call
from tests.price_list import names, of_line, product

pytestmark = pytest.mark.usefixtures("table")


def test_a_deleted_product_is_gone_and_may_be_deleted_again():
    made = product()
    for _ in range(2):
        assert call("products.delete", {"id": made["id"]}).data == {"id": made["id"], "deleted": True}
    assert call("products.get", {"id": made["id"]}).status == 404
    assert names() == []
    assert of_line(product_id=made["id"]) == (422, "line_items[0].product_id", "not_found")
