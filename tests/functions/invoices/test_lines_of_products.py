"""Lines of invoices are completed by the price list."""

import json

import pytest

from tests.api import call
from tests.invoices.world import client, draft, line
from tests.price_list import names, of_line, product

pytestmark = pytest.mark.usefixtures("table")


def test_archived_products_are_listed_apart_and_no_line_may_name_them():
    made = product()
    assert call("products.update", {"id": made["id"], "archived": True}).data["version"] == 2
    assert (names(), names(archived=True)) == ([], ["Consultoria"])
    assert of_line(product_id=made["id"]) == (422, "line_items[0].product_id", "product_archived")


def test_a_line_is_completed_by_its_product_and_its_own_values_win():
    made = product()
    lines = [
        {"product_id": made["id"], "quantity": 2},
        {"product_id": made["id"], "quantity": 1, "description": "Urgència", "unit_price": 100, "tax_rate": 21},
        line(),
    ]
    invoice = draft(line_items=lines, language="es")
    first, second, third = invoice["line_items"]
    assert first == {
        "description": "Hora de consultoría",
        "quantity": 2,
        "unit_price": 75.5,
        "tax_rate": 10.0,
        "net": 151.0,
        "tax_amount": 15.1,
        "total": 166.1,
        "unit": "hour",
        "item_code": "CONS-01",
        "kind": "services",
        "product_id": made["id"],
    }
    assert (second["description"], second["unit_price"], second["tax_rate"]) == ("Urgència", 100, 21.0)
    assert "product_id" not in third
    call("products.update", {"id": made["id"], "unit_price": 1, "descriptions": None})
    assert call("invoices.get", {"id": invoice["id"]}).data["line_items"][0]["unit_price"] == 75.5
    changed = call("invoices.update", {"id": invoice["id"], "line_items": lines[:1]}).data["line_items"][0]
    assert (changed["description"], changed["unit_price"]) == ("Consultoria", 1)


def test_the_products_of_all_lines_are_read_by_one_call(capsys):
    made = [product(code=f"C{number}")["id"] for number in range(20)]
    who = client()
    call("invoices.preview", {"client_id": who, "line_items": [line()] * 20})
    plain = last_calls(capsys)
    call("invoices.preview", {"client_id": who, "line_items": [{"product_id": each, "quantity": 1} for each in made]})
    assert last_calls(capsys) == plain + 1


def last_calls(capsys: pytest.CaptureFixture[str]) -> int:
    """How many calls of AWS the last request took, as its log line says."""
    lines = [json.loads(each) for each in capsys.readouterr().out.splitlines() if each.startswith("{")]
    return int(lines[-1]["AwsCalls"])


def test_a_price_with_tax_is_only_for_prices_with_tax():
    made = product(price_includes_tax=True)
    assert of_line(product_id=made["id"]) == (422, "line_items[0].unit_price", "product_price")
    invoice = draft(line_items=[{"product_id": made["id"], "quantity": 1}], prices_include_tax=True)
    assert invoice["total"] == 75.5


def test_a_line_without_a_product_says_description_and_price():
    assert of_line(unit_price=1) == (400, "line_items[0].description", "required")
    assert of_line(description="Servei") == (400, "line_items[0].unit_price", "required")
