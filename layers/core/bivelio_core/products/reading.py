"""Read products: one, or a page of those that meet criteria."""

from bivelio_core.context import Context
from bivelio_core.models import Pagination
from bivelio_core.store.index import reader as index_reader

from . import stored
from .models import GetProduct, ListProducts, Product, ProductPage
from .show import show
from .terms import PRODUCTS, criteria


def get(request: GetProduct, ctx: Context) -> Product:
    """Read a product."""
    return show(stored.load(ctx.store, request.id), ctx.organisation)


def page(request: ListProducts, ctx: Context) -> ProductPage:
    """A page of the products that meet all criteria, newest first."""
    page = index_reader.list_page(ctx.store, PRODUCTS, criteria(request), page=request.page, per_page=request.per_page)
    return ProductPage(
        products=[show(item, ctx.organisation) for item in page.items],
        pagination=Pagination.of(request, page.total),
    )
