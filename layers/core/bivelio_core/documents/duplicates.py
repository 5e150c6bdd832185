"""Detect a supplier's invoice number that was already extracted from another document.

The first extraction of a number keeps a record of it: an item by supplier and number, written once, with the year of
the invoice. Many suppliers begin at 1 each January: the same number of another year has an item by its year too.
"""

import hashlib
from typing import Any, NamedTuple

from bivelio_core.context import Context
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import EXTRACTED_NUMBER
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.writes import absent


class Number(NamedTuple):
    """A number of a supplier's, and the year of the invoice if it is known."""

    text: str
    year: str | None

    @property
    def key(self) -> str:
        """The sort key of the first invoice with the number."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def key_of_year(self) -> str:
        """Return the sort key of the first invoice of its year, if the number was first seen in another year."""
        return hashlib.sha256(f"{self.text}\x1f{self.year}".encode()).hexdigest()


NUMBERED = {"invoice": ("invoice_number", "issuer"), "receipt": ("receipt_number", "merchant")}


def compared(result: dict[str, Any], item: Item, digest: str, ctx: Context) -> dict[str, Any]:
    """Return the result, with the check `duplicate_number` if it has a number and a supplier."""
    number = _number(result)
    if number is None:
        return result
    other = _earlier(number, item, digest, ctx)
    check = {"name": "duplicate_number", "passed": other is None, **({"found": other} if other else {})}
    needs_review = result["needs_review"] or other is not None
    return {**result, "checks": [*result["checks"], check], "needs_review": needs_review}


def _earlier(number: Number, item: Item, digest: str, ctx: Context) -> str | None:
    """Return the extraction that found the number in another document; None when this extraction is the first."""
    mine = {
        "extraction_id": item["id"],
        "sha256": digest,
        "document_id": item.get("document_id"),
        "year": number.year,
    }
    attributes = {name: value for name, value in mine.items() if value is not None}
    for key in (number.key, number.key_of_year):
        try:
            ctx.store.put(EXTRACTED_NUMBER, key, attributes, condition=absent())
        except ConditionFailed as failure:
            other = failure.item or {}
        else:
            return None
        if "year" not in other or number.year in (None, other["year"]):
            break  # of the same year, or of one that is not known
    documents = {mine["document_id"], other.get("document_id")} - {None}
    is_same = other.get("sha256") == digest and len(documents) < 2  # noqa: PLR2004 - two are two uploads of it
    return None if is_same or other.get("extraction_id") == item["id"] else str(other.get("extraction_id"))


def _number(result: dict[str, Any]) -> Number | None:
    number_field, party_field = NUMBERED.get(result["document_type"], ("", ""))
    number, party = result["extracted"].get(number_field), result["extracted"].get(party_field) or {}
    supplier = _bare(party.get("nif")) or _bare(party.get("name"))
    if not (supplier and _bare(number)):
        return None
    day = result["extracted"].get("date")
    return Number(f"{supplier}\x1f{_bare(number)}", day[:4] if isinstance(day, str) and day[:4].isdigit() else None)


def _bare(text: Any) -> str:
    return "".join(filter(str.isalnum, text)).upper() if isinstance(text, str) else ""
