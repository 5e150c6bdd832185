"""The words of documents of invoices in Catalan, Spanish and English."""

from bivelio_core.catalogue import Entry

from .paper import Language, PaperInvoice, Party, Tax
from .regimes import REGIMES
from .tax_numbers import kind_of

TAXED = frozenset({"standard", "zero"})
"""The categories whose tax is said by its rate alone."""


class Words:
    """The words in a language, by their names in the catalogue, without `paper.`."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def __getitem__(self, name: str) -> str:
        return Entry("invoices", f"paper.{name}")[self.language]


def law_of(tax: Tax, invoice: PaperInvoice) -> str:
    """Return the name of the text that says by which law a tax is not charged."""
    if tax.category == "margin":
        return str(REGIMES[invoice.regime].mention)
    if tax.category == "outside_territory":
        return "law_outside_within_eu" if is_charged_by_buyer(tax.category, invoice.buyer) else "law_outside_territory"
    return f"law_{tax.category}" if tax.category in {"reverse_charge", "not_subject"} else f"law_{tax.cause}"


def is_charged_by_buyer(category: str, buyer: Party | None) -> bool:
    """Tell whether the buyer owes the tax, in Spain or in another country of the EU (article 6.1.m)."""
    if category == "outside_territory":
        return buyer is not None and kind_of(buyer) == "eu_vat" and bool(buyer.nif)
    return category == "reverse_charge"


def mentions(invoice: PaperInvoice, words: Words) -> list[str]:
    """Return why taxes are not charged, once each, who issued it, and the regime (RD 1619/2012, art. 6.1.j to p)."""
    said: dict[str, None] = {}
    for tax in invoice.taxes:
        if tax.category in TAXED or tax.category == "margin":
            continue
        reason = tax.exemption_reason.strip().rstrip(".") if tax.exemption_reason else words[law_of(tax, invoice)]
        category = "reverse_charge" if is_charged_by_buyer(tax.category, invoice.buyer) else tax.category
        said[words[f"{category}_note"].format(reason=reason)] = None
    return [*said, *mentions_of_the_whole(invoice, words)]


def mentions_of_the_whole(invoice: PaperInvoice, words: Words) -> list[str]:
    """Return who issued it and its regime, where that has to be said (article 6.1.l and p)."""
    issuer = [words["self_billed_note"]] if invoice.is_self_billed else []
    mention = REGIMES[invoice.regime].mention
    return [*issuer, words[mention]] if mention else issuer
