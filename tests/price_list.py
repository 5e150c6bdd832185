"""A product of the price list, as tests make and find it."""

from typing import Any

from tests.api import call
from tests.invoices.world import client

HOUR: dict[str, Any] = {
    "name": "Consultoria",
    "code": "CONS-01",
    "descriptions": {"es": "Hora de consultoría"},
    "kind": "services",
    "unit_price": "75.5",
    "tax_rate": 10,
    "unit": "hour",
}


def product(**about: Any) -> Any:
    """A new product."""
    return call("products.create", {**HOUR, **about}).data


def names(**about: Any) -> list[str]:
    """The names that a list answers."""
    return [each["name"] for each in call("products.list", about).data["products"]]


def of_line(**about: Any) -> tuple[int, str, str]:
    """The fault of an invoice with such a line."""
    answer = call("invoices.create", {"client_id": client(), "line_items": [{"quantity": 1, **about}]})
    return answer.status, answer.error["details"]["field"], answer.error["details"]["constraint"]
