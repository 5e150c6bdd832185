"""The declaration of the domain products."""

from typing import TYPE_CHECKING

from bivelio_core.domain import Domain, lazily
from bivelio_core.store import keys

if TYPE_CHECKING:
    from bivelio_core.products import samples, terms
else:
    samples, terms = lazily(__package__, "samples", "terms")

DOMAIN = Domain(
    name="products",
    tags={"products": "The price list: products and services that lines of invoices name."},
    scopes=("products",),
    lists={keys.PRODUCT: lambda: terms.PRODUCTS},
    samples=lambda: samples.writes,
)
