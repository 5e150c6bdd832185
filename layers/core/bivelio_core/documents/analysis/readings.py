"""What was read of one file."""

from dataclasses import dataclass
from typing import Literal

from .invoices import Invoice

Kind = Literal["pdf", "xml", "image", "text"]


@dataclass(frozen=True, slots=True)
class Reading:
    """One file: its kind by its content (never by its name), its text page by page, and its structured invoice.

    Text contains no lone surrogates and no control characters but line ends and tabs: it can be stored and sent as is.
    """

    kind: Kind
    mime_type: str
    page_count: int
    """Pages of a PDF document; 1 for all else."""
    pages: tuple[str, ...] = ()
    """The text of each page from the first; empty texts where a page has none. Lines end with a line feed."""
    invoice: Invoice | None = None
    """The invoice that the file contains as data: confidence 1.0, no credits."""
    cut: bool = False
    """Whether text was left out because the file has more than MAXIMUM_TEXT characters."""

    broken_data: str | None = None
    """The name of an attachment that should be an invoice's data and cannot be read; None where `invoice` was read."""

    @property
    def text(self) -> str:
        """The text of all pages."""
        return "\n\n".join(self.pages)

    @property
    def has_text(self) -> bool:
        """Whether rules have anything to read."""
        return self.invoice is not None or sum(character.isalnum() for character in self.text[:20_000]) >= LEAST_TEXT


LEAST_TEXT = 20
"""Letters and digits below which a document counts as one without text: a scan often has a stamp or a page number."""
