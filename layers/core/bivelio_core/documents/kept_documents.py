"""Write the findings about a processed document into its item: type, class and number of pages."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from bivelio_core.context import Context
from bivelio_core.errors import ResourceNotFound
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import DOCUMENT
from bivelio_core.store.revise import Change, Source, revise
from bivelio_core.store.tenant_store import TenantStore, existing

from .terms import DOCUMENTS


def _at(store: TenantStore, sk: str) -> Item:
    return existing(store.get(DOCUMENT, sk))


SOURCE = Source(_at, lambda: DOCUMENTS)


def describe(item: Item, result: Mapping[str, Any], pages: int, ctx: Context) -> None:
    """Write an extraction's findings into its document. It can be repeated. A deleted document stays deleted."""
    if "document" not in item:
        return

    def decide(document: Item) -> Change | None:
        return Change(_described(document, item, result, pages)) if document["status"] == "stored" else None

    with suppress(ResourceNotFound):
        revise(ctx.store, SOURCE, item["document"], decide)


def _described(before: Item, item: Item, result: Mapping[str, Any], pages: int) -> Item:
    if item["operation"] == "extract":
        classified = before.get("classification", {}).get("type")
        kind = classified or result["document_type"]
        return {**before, "pages": pages, "document_type": kind, "extraction_id": item["id"]}
    details = {name: result[name] for name in ("confidence", "subcategory") if name in result}
    classification = {"type": result["classification"], **details, "extraction_id": item["id"]}
    return {**before, "pages": pages, "document_type": result["classification"], "classification": classification}
