"""POST /v1/products/list keeps its promises."""

import pytest

from tests.price_list import names, product

pytestmark = pytest.mark.usefixtures("table")


def test_products_are_found_by_the_words_of_name_code_and_descriptions():
    product()
    product(name="Teclat", code="TEC-9", descriptions=None, kind="goods")
    assert names(search="consul") == ["Consultoria"]
    assert names(search="hora consultoria") == ["Consultoria"]
    assert names(search="tec-9") == ["Teclat"]
    assert names(kind="goods") == ["Teclat"]
    assert names(search="res") == []
