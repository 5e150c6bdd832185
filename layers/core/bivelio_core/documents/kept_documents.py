"""What a processed document tells of itself: its type, its class and its pages, in its own item."""

from collections.abc import Mapping
from typing import Any

from bivelio_core.context import Context
from bivelio_core.store.codec import Item, same
from bivelio_core.store.index import changes as index_changes
from bivelio_core.store.keys import DOCUMENT
from bivelio_core.store.table import ConditionFailed, TableBusy

from .terms import DOCUMENTS

TRIES = 4


def describe(item: Item, found: Mapping[str, Any], pages: int, ctx: Context) -> None:
    """Write into the document of an extraction what was found; again, the same. A deleted document stays deleted."""
    if "document" not in item:
        return
    for _ in range(TRIES):
        before = ctx.store.get(DOCUMENT, item["document"])
        if before is None or before["status"] != "stored":
            return
        after = _described(before, item, found, pages)
        if same(before, after):
            return
        try:
            index_changes.write(ctx.store, DOCUMENTS, before, {**after, "version": before["version"] + 1})
        except ConditionFailed:
            continue
        return
    raise TableBusy("the document kept changing")


def _described(before: Item, item: Item, found: Mapping[str, Any], pages: int) -> Item:
    if item["operation"] == "extract":
        classified = before.get("classification", {}).get("type")
        kind = classified or found["document_type"]
        return {**before, "pages": pages, "document_type": kind, "extraction_id": item["id"]}
    told = {name: found[name] for name in ("confidence", "subcategory") if name in found}
    classification = {"type": found["classification"], **told, "extraction_id": item["id"]}
    return {**before, "pages": pages, "document_type": found["classification"], "classification": classification}
