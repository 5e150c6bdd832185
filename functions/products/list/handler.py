"""POST /v1/products/list"""

from bivelio_core.context import Context
from bivelio_core.entrypoints.api import endpoint
from bivelio_core.products import reading
from bivelio_core.products.models import ListProducts, ProductPage


@endpoint("products.list", title="List or search products", scope="read")
def handler(request: ListProducts, ctx: Context) -> ProductPage:
    """List or search the products of the price list: any page, with the exact total."""
    return reading.page(request, ctx)
