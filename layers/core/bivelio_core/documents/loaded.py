"""A document that was read, for extraction or classification."""

import hashlib
from dataclasses import dataclass

from bivelio_core.context import Context
from bivelio_core.store.codec import Item

from .analysis import reader
from .analysis.extraction import STRUCTURED
from .analysis.readings import Reading
from .analysis.refusals import Refused
from .refused import refusal
from .sources import content_of


@dataclass(frozen=True, slots=True)
class LoadedDocument:
    """The bytes of a document, their reading, and the extraction or classification that needs them."""

    item: Item
    content: bytes
    reading: Reading
    digest: str
    """The SHA-256 of the bytes."""


def load_document(item: Item, ctx: Context) -> LoadedDocument:
    """Read the file of an extraction. Raises Unprocessable, naming the field by which the request named it."""
    content = content_of(item, ctx)
    digest = hashlib.sha256(content).hexdigest()
    if item.get("sha256", digest) != digest:
        raise refusal(item["named_by"], "changed")
    try:
        reading = reader.read(content, text_of_invoices=_needs_pages(item))
        return LoadedDocument(item, content, reading, digest)
    except Refused as refused:
        raise refusal(item["named_by"], refused.reason) from refused


def _needs_pages(item: Item) -> bool:
    """Tell whether a PDF with an invoice's data needs its text too: to classify it, or for another type."""
    return "categories" in item or (item.get("document_type") or "invoice") not in STRUCTURED
