"""The stored form of products, and how they are found.

    T#PRD / <sequence>    a product
    T#PRDC / <code>       the product that has a code, in small letters

Prices and rates are texts, exact.
"""

from typing import Any

from bivelio_core.errors import ResourceNotFound
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import PRODUCT
from bivelio_core.store.tenant_store import TenantStore

from .models import CreateProduct, Descriptions, UpdateProduct

FIELDS = (
    *("name", "code", "descriptions", "kind", "unit_price", "price_includes_tax"),
    *("tax_category", "tax_rate", "unit", "archived"),
)
"""The fields of a request that an item has."""


def load(store: TenantStore, public: str) -> Item:
    """The product of an id. Raises ResourceForbidden, or ResourceNotFound, also for one that was deleted."""
    item = store.find(PRODUCT, public)
    if item.get("deleted"):
        raise ResourceNotFound
    return item


def values_of(request: CreateProduct | UpdateProduct) -> dict[str, Any]:
    """Return the fields that a request sets, in the form that items have; None where it clears one."""
    names = request.model_fields_set if isinstance(request, UpdateProduct) else type(request).model_fields
    return {name: _stored(getattr(request, name)) for name in FIELDS if name in names}


def present(values: dict[str, Any]) -> dict[str, Any]:
    """Return the attributes that have a value."""
    return {name: value for name, value in values.items() if value is not None}


def code_sk(code: str) -> str:
    """Return the sort key of the item that says whose a code is."""
    return code.casefold()


def _stored(value: Any) -> Any:
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, Descriptions):
        return present(value.model_dump()) or None
    return f"{value:f}"
