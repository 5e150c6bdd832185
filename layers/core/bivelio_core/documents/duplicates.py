"""Whether the number of a supplier's invoice was extracted before, from another document.

The first extraction of a number keeps a record of it: an item by supplier and number, written once.
"""

import hashlib
from typing import Any

from bivelio_core.context import Context
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import EXTRACTED_NUMBER
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.writes import absent

NUMBERED = {"invoice": ("invoice_number", "issuer"), "receipt": ("receipt_number", "merchant")}


def compared(result: dict[str, Any], item: Item, digest: str, ctx: Context) -> dict[str, Any]:
    """The result with the check `duplicate_number`, if it has a number and a supplier."""
    key = _key(result)
    if key is None:
        return result
    other = _earlier(key, item, digest, ctx)
    check = {"name": "duplicate_number", "passed": other is None, **({"found": other} if other else {})}
    needs_review = result["needs_review"] or other is not None
    return {**result, "checks": [*result["checks"], check], "needs_review": needs_review}


def _earlier(key: str, item: Item, digest: str, ctx: Context) -> str | None:
    """The extraction that found the number in another document, None when this one is the first."""
    mine = {"extraction_id": item["id"], "sha256": digest, "document_id": item.get("document_id")}
    kept = {name: value for name, value in mine.items() if value is not None}
    try:
        ctx.store.put(EXTRACTED_NUMBER, key, kept, condition=absent())
    except ConditionFailed as failure:
        other = failure.item or {}
        documents = {mine["document_id"], other.get("document_id")} - {None}
        is_same = other.get("sha256") == digest and len(documents) < 2  # noqa: PLR2004 - two are two uploads of it
        return None if is_same or other.get("extraction_id") == item["id"] else str(other.get("extraction_id"))
    return None


def _key(result: dict[str, Any]) -> str | None:
    number_field, party_field = NUMBERED.get(result["document_type"], ("", ""))
    number, party = result["extracted"].get(number_field), result["extracted"].get(party_field) or {}
    supplier = _bare(party.get("nif")) or _bare(party.get("name"))
    if not (supplier and _bare(number)):
        return None
    return hashlib.sha256(f"{supplier}\x1f{_bare(number)}".encode()).hexdigest()


def _bare(text: Any) -> str:
    return "".join(filter(str.isalnum, text)).upper() if isinstance(text, str) else ""
