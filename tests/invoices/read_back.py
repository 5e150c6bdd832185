"""Documents as our own readers read them."""

from decimal import Decimal

from bivelio_core.documents.analysis.cii import read_cii
from bivelio_core.documents.analysis.facturae import read_facturae
from bivelio_core.documents.analysis.invoices import Invoice
from bivelio_core.documents.analysis.ubl import read_ubl
from lxml import etree


def read(document: bytes) -> Invoice:
    root = etree.fromstring(document)
    readers = {b"Facturaev3_2_2": read_facturae, b"CrossIndustryInvoice": read_cii, b"oasis": read_ubl}
    found = next(reader for name, reader in readers.items() if name in document)(root)
    assert found is not None
    return found


def recargos(found: Invoice) -> set[tuple[Decimal | None, ...]]:
    """Rate, recargo, base and amount of the recargo that a document states."""
    return {(tax.rate, tax.surcharge_rate, tax.base, tax.surcharge_amount) for tax in found.taxes if tax.surcharge_rate}
