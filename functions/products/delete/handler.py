"""POST /v1/products/delete"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import PAGE, Needs
from bivelio_core.products import writing
from bivelio_core.products.models import DeletedProduct, DeleteProduct
from bivelio_core.store import keys


@endpoint(
    "products.delete",
    title="Delete a product",
    scope="write",
    needs=Needs(reads=PAGE, writes=(keys.PRODUCT, keys.PRODUCT_CODE)),
)
def handler(request: DeleteProduct, ctx: Context) -> DeletedProduct:
    """Delete a product; its code is free then, and invoices keep what they said."""
    return writing.delete(request, ctx)
