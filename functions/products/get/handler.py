"""POST /v1/products/get"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.needs import PAGE, Needs
from bivelio_core.products import reading
from bivelio_core.products.models import GetProduct, Product


@endpoint("products.get", scope="read", needs=Needs(reads=PAGE))
def handler(request: GetProduct, ctx: Context) -> Product:
    """Get a product of the price list."""
    return reading.get(request, ctx)
