"""POST /v1/products/update"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import PAGE, Needs
from bivelio_core.products import writing
from bivelio_core.products.models import Product, UpdateProduct
from bivelio_core.store import keys


@endpoint(
    "products.update",
    title="Update a product",
    scope="write",
    undone_by="products.update",
    needs=Needs(reads=PAGE, writes=(keys.PRODUCT, keys.PRODUCT_CODE)),
)
def handler(request: UpdateProduct, ctx: Context) -> Product:
    """Update a product; only the fields that are sent change, and invoices keep what they said."""
    return writing.update(request, ctx)
