"""A stored product as the API shows it."""

from decimal import Decimal

from bivelio_core.invoices.fields import as_number
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import PRODUCT

from .models import Product

_PLAIN = (
    *("name", "code", "descriptions", "kind", "price_includes_tax", "tax_category", "unit", "archived"),
    *("version", "created_at", "updated_at"),
)


def show(item: Item, organisation: str) -> Product:
    """The resource of an item."""
    return Product(
        id=resources.public_id(PRODUCT, organisation, item),
        unit_price=as_number(item["unit_price"]),
        tax_rate=float(Decimal(item["tax_rate"])) if "tax_rate" in item else None,
        **{name: item.get(name) for name in _PLAIN},
    )
