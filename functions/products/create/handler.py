"""POST /v1/products/create"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import Needs
from bivelio_core.products import writing
from bivelio_core.products.models import CreateProduct, Product
from bivelio_core.store import keys


@endpoint(
    "products.create",
    scope="write",
    undone_by="products.delete",
    needs=Needs(writes=(keys.PRODUCT, keys.PRODUCT_CODE, keys.EFFECT)),
)
def handler(request: CreateProduct, ctx: Context) -> Product:
    """Create a product or service of the price list."""
    return writing.create(request, ctx)
