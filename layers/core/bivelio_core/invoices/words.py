"""The words of documents of invoices in Catalan, Spanish and English."""

from bivelio_core.catalogue import Entry

from .paper import Language, PaperInvoice

TAXED = frozenset({"standard", "zero"})
"""The categories whose tax is said by its rate alone."""


class Words:
    """The words in a language, by their names in the catalogue, without `paper.`."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def __getitem__(self, name: str) -> str:
        return Entry("invoices", f"paper.{name}")[self.language]


def mentions(invoice: PaperInvoice, words: Words) -> list[str]:
    """Return why taxes are not charged, once each (Real Decreto 1619/2012, article 6.1.j and m)."""
    said: dict[str, None] = {}
    for tax in invoice.taxes:
        if tax.category in TAXED:
            continue
        law = words["law_reverse_charge" if tax.category == "reverse_charge" else f"law_{tax.cause}"]
        reason = tax.exemption_reason.strip().rstrip(".") if tax.exemption_reason else law
        said[words[f"{tax.category}_note"].format(reason=reason)] = None
    return list(said)
