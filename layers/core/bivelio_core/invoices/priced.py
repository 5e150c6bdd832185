"""Complete the lines of a request by the price list, before anything is computed of them."""

from collections.abc import Iterator, Sequence

from bivelio_core.errors import Unprocessable, ValidationError
from bivelio_core.faults import Fault
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import PRODUCT
from bivelio_core.store.tenant_store import TenantStore

from .draft_models import InvoiceContent, LineItem, UpdateInvoice
from .errors import ARCHIVED_PRODUCT, PRICE_OF_OTHER_KIND
from .fields import decimal
from .settings import Settings
from .stored import Stored

MAXIMUM_FAULTS = 20


def completed(lines: list[LineItem], store: TenantStore, language: str, *, prices_include_tax: bool) -> list[LineItem]:
    """Return the lines with what their products say and they do not; a line's own values win.

    The products of all lines are read at once; without any, nothing is read. Raises ValidationError for a line that
    says no description or price and names no product, Unprocessable for a product that does not exist, is archived, or
    whose price is not of the invoice's kind.
    """
    required = ("description", "unit_price")
    missing = [
        Fault(f"line_items[{place}].{name}", "required")
        for place, line in enumerate(lines)
        for name in required
        if line.product_id is None and getattr(line, name) is None
    ]
    if missing:
        raise ValidationError(missing[:MAXIMUM_FAULTS])
    publics = list(dict.fromkeys(line.product_id for line in lines if line.product_id is not None))
    if not publics:
        return lines
    products = resources.find_many(store, PRODUCT, publics)
    if faults := list(_faults(lines, products, prices_include_tax=prices_include_tax)):
        raise Unprocessable(faults[:MAXIMUM_FAULTS])
    return [line if line.product_id is None else _with(line, products[line.product_id], language) for line in lines]


def of_content(request: InvoiceContent, settings: Settings, store: TenantStore) -> InvoiceContent:
    """Return the content of a new invoice with completed lines. Raises what `completed` raises."""
    language = request.language or settings.language
    lines = completed(request.line_items, store, language, prices_include_tax=request.prices_include_tax)
    return request.model_copy(update={"line_items": lines})


def of_change(request: UpdateInvoice, before: Stored, store: TenantStore) -> UpdateInvoice:
    """Return a change of a draft with completed lines. Raises what `completed` raises."""
    if request.line_items is None:
        return request
    includes_tax = request.prices_include_tax
    if includes_tax is None:
        includes_tax = before.main.get("prices_include_tax", False)
    language = request.language or before.content["language"]
    lines = completed(request.line_items, store, language, prices_include_tax=includes_tax)
    return request.model_copy(update={"line_items": lines})


def _faults(lines: Sequence[LineItem], products: dict[str, Item], *, prices_include_tax: bool) -> Iterator[Fault]:
    for place, line in enumerate(lines):
        if line.product_id is None:
            continue
        product = products.get(line.product_id)
        if product is None or product.get("deleted"):
            yield Fault(f"line_items[{place}].product_id", "not_found")
        elif product["archived"]:
            yield Fault(f"line_items[{place}].product_id", ARCHIVED_PRODUCT)
        elif line.unit_price is None and product["price_includes_tax"] is not prices_include_tax:
            yield Fault(f"line_items[{place}].unit_price", PRICE_OF_OTHER_KIND)


def _with(line: LineItem, product: Item, language: str) -> LineItem:
    """Return a line completed by its product. A line that names a rate or a category says all of its tax."""
    says_tax = line.tax_rate is not None or line.tax_category is not None
    values = {
        "description": product.get("descriptions", {}).get(language, product["name"]),
        "unit_price": decimal(product["unit_price"]),
        "unit": product.get("unit"),
        "item_code": product.get("code"),
        "kind": product["kind"],
        "tax_category": None if says_tax else product.get("tax_category"),
        "tax_rate": None if says_tax or "tax_rate" not in product else decimal(product["tax_rate"]),
    }
    return line.model_copy(update={name: value for name, value in values.items() if getattr(line, name) is None})
