"""POST /v1/products/create keeps its promises."""

import pytest

from tests.api import call, lose_answers
from tests.price_list import HOUR, names, product

pytestmark = pytest.mark.usefixtures("table")


def test_a_product_is_answered_as_it_was_sent_and_read_back():
    made = product()
    assert {name: made[name] for name in HOUR} == {**HOUR, "unit_price": 75.5}
    assert (made["version"], made["archived"], made["price_includes_tax"]) == (1, False, False)
    assert call("products.get", {"id": made["id"]}).data == made


def test_no_two_products_have_the_same_code():
    first = product()
    second = call("products.create", {**HOUR, "code": "cons-01"})
    assert (second.status, second.error["details"]["reason"]) == (409, "product_code")
    assert second.error["details"]["product_id"] == first["id"]
    other = product(code="CONS-02")
    taken = call("products.update", {"id": other["id"], "code": "CONS-01"})
    assert (taken.status, taken.error["details"]["product_id"]) == (409, first["id"])
    assert len(names()) == 2


def test_the_same_key_makes_one_product_even_when_the_answer_is_lost(table):
    headers = {"Idempotency-Key": "k1"}
    first = call("products.create", HOUR, headers=headers).data
    lose_answers(table)
    assert call("products.create", HOUR, headers=headers).data["id"] == first["id"]
    assert len(names()) == 1


@pytest.mark.parametrize(
    ("about", "status", "field", "constraint"),
    [
        ({"unit_price": -1}, 400, "unit_price", "minimum"),
        ({"tax_rate": 13}, 422, "tax_rate", "tax_rate"),
        ({"tax_category": "exempt"}, 422, "tax_rate", "category_rate"),
        ({"unit": "hores"}, 400, "unit", "unit"),
        ({"tax_category": "igic"}, 400, "tax_category", "tax_regime"),
        ({"name": ""}, 400, "name", "min_length"),
    ],
)
def test_a_product_that_cannot_be_is_refused_by_its_field(about, status, field, constraint):
    answers = [
        call("products.create", {**HOUR, **about}, headers={"Accept-Language": language})
        for language in ("ca", "es", "en")
    ]
    details = answers[0].error["details"]
    assert (answers[0].status, details["field"], details["constraint"]) == (status, field, constraint)
    assert len({answer.error["message"] for answer in answers}) == 3
    assert names() == []
