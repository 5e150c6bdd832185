"""An invoice as Facturae 3.2.2 (Orden HAP/1650/2015), without a signature: whoever submits it to FACe signs it.

The invoice's number stands whole in InvoiceNumber, as the tax agency has it (NumSerieFactura).
"""

from calendar import monthrange
from collections.abc import Iterator

from bivelio_core.documents.analysis.facturae_codes import OTHER_UNIT, UNIT_NOTE, UNITS
from bivelio_core.invoices import categories, units
from bivelio_core.invoices.currencies import EURO
from bivelio_core.invoices.expressible import NotExpressible
from bivelio_core.invoices.paper import ZERO, Corrected, Line, PaperInvoice, Party, Rectification, Tax
from bivelio_core.invoices.settings import SIMPLIFIED as SIMPLIFIED_TYPES
from bivelio_core.invoices.tax_numbers import spanish_nif
from bivelio_core.invoices.verifactu import qr
from bivelio_core.invoices.words import Words, law_of, mentions
from bivelio_core.invoices.xml_text import DECLARATION, Element, element, optional, written

from . import notes
from .amounts import CENT, EXACT, gross_of, plain
from .facturae_needs import missing
from .facturae_parties import party_element
from .facturae_payment import payment_details
from .facturae_totals import amount, merged, output, payable, total, totals, withheld

NAMESPACE = "http://www.facturae.gob.es/formato/Versiones/Facturaev3_2_2.xml"
VERSION = "3.2.2"
SINGLE, BY_THE_SELLER, BY_THE_BUYER = "I", "EM", "RE"
COMPLETE, SIMPLIFIED, SELF_BILLED = "FC", "FA", "AF"
ORIGINAL, CORRECTIVE = "OO", "OR"
EXEMPT, NOT_SUBJECT = "01", "02"
UNITS_OF_CODES = {code: unit for unit, code in UNITS.items()}
REASONS = {
    "R2": ("85", "Base imponible modificada cuotas repercutidas no satisfechas. Auto de declaración de concurso"),
}
OTHER_REASON = ("16", "Base imponible")
"""Facturae's reasons are others than the tax agency's R1 to R5; the text of the reason goes beside them."""
METHODS = {"substitution": ("01", "Rectificación íntegra"), "difference": ("02", "Rectificación por diferencias")}


def write(invoice: PaperInvoice) -> bytes:
    """Return an issued invoice as Facturae. Raises NotExpressible."""
    if needs := missing(invoice):
        raise NotExpressible("facturae", needs)
    root = element(
        "fe:Facturae",
        _file_header(invoice),
        element("Parties", party_element("SellerParty", invoice.seller), party_element("BuyerParty", _buyer(invoice))),
        element("Invoices", element("Invoice", _invoice(invoice, Words(invoice.language)))),
        **{"xmlns:fe": NAMESPACE},
    )
    return (DECLARATION + written(root)).encode()


def _buyer(invoice: PaperInvoice) -> Party:
    """Return the buyer, without whom `write` has refused the invoice."""
    if invoice.buyer is None:
        raise NotExpressible("facturae", missing(invoice))
    return invoice.buyer


def _file_header(invoice: PaperInvoice) -> Element:
    return element(
        "FileHeader",
        element("SchemaVersion", VERSION),
        element("Modality", SINGLE),
        element("InvoiceIssuerType", BY_THE_BUYER if invoice.is_self_billed else BY_THE_SELLER),
        element(
            "Batch",
            element("BatchIdentifier", f"{spanish_nif(invoice.seller.nif or '')}{invoice.number}"),
            element("InvoicesCount", "1"),
            total("TotalInvoicesAmount", payable(invoice), invoice),
            total("TotalOutstandingAmount", invoice.amount_due - invoice.disbursed, invoice),
            total("TotalExecutableAmount", invoice.amount_due, invoice),
            element("InvoiceCurrencyCode", invoice.currency),
        ),
    )


def _invoice(invoice: PaperInvoice, words: Words) -> Iterator[Element]:
    elements = (
        _header(invoice),
        _issue_data(invoice),
        element("TaxesOutputs", *(output(each, invoice) for each in merged(invoice.taxes))),
        element("TaxesWithheld", withheld(invoice)) if invoice.irpf_rate else None,
        totals(invoice, words),
        element("Items", *(_line(number, line, invoice, words) for number, line in enumerate(invoice.lines, 1))),
        payment_details(invoice),
        _literals(invoice, words),
        _additional(invoice, words),
    )
    return (each for each in elements if each is not None)


def _header(invoice: PaperInvoice) -> Element:
    return element(
        "InvoiceHeader",
        element("InvoiceNumber", invoice.number),
        element("InvoiceDocumentType", _document_type(invoice)),
        element("InvoiceClass", CORRECTIVE if invoice.rectification else ORIGINAL),
        _corrective(invoice.rectification) if invoice.rectification else None,
    )


def _document_type(invoice: PaperInvoice) -> str:
    if invoice.is_self_billed:
        return SELF_BILLED
    return SIMPLIFIED if invoice.document_type in SIMPLIFIED_TYPES else COMPLETE


def _corrective(rectification: Rectification) -> Element | None:
    """Return what is corrected: Facturae names one invoice, and the months of all of them."""
    if not rectification.corrected:
        return None
    first = rectification.corrected[0]
    code, reason = REASONS.get(rectification.code, OTHER_REASON)
    method, description = METHODS[rectification.method]
    others = ", ".join(invoice_number.number for invoice_number in rectification.corrected[1:])
    more = "; ".join(filter(None, (rectification.code, rectification.reason, others)))
    return element(
        "Corrective",
        element("InvoiceNumber", first.number[:20]),
        element("ReasonCode", code),
        element("ReasonDescription", reason),
        _months(rectification.corrected),
        element("CorrectionMethod", method),
        element("CorrectionMethodDescription", description),
        element("AdditionalReasonDescription", more[:2500]),
        element("InvoiceIssueDate", first.issue_date.isoformat()),
    )


def _months(corrected: tuple[Corrected, ...]) -> Element:
    """Return the months in which the corrected invoices were issued, as the period that is corrected."""
    first = min(former.issue_date for former in corrected)
    last = max(former.issue_date for former in corrected)
    end = last.replace(day=monthrange(last.year, last.month)[1])
    return element(
        "TaxPeriod",
        element("StartDate", first.replace(day=1).isoformat()),
        element("EndDate", end.isoformat()),
    )


def _issue_data(invoice: PaperInvoice) -> Element:
    reference = invoice.reference if invoice.reference and len(invoice.reference) <= 20 else None  # noqa: PLR2004
    return element(
        "InvoiceIssueData",
        element("IssueDate", invoice.issue_date.isoformat()),
        element("OperationDate", invoice.operation_date.isoformat()) if invoice.operation_date else None,
        element("InvoiceCurrencyCode", invoice.currency),
        _exchange_rate(invoice),
        element("TaxCurrencyCode", EURO),
        element("LanguageName", invoice.language),
        optional("ReceiverTransactionReference", reference),
    )


def _line(number: int, line: Line, invoice: PaperInvoice, words: Words) -> Element:
    code = units.code_of(line.unit)
    unit = UNITS_OF_CODES.get(code, OTHER_UNIT)
    gross = gross_of(line) if line.discount_percent else line.net
    recargo = (line.net * line.recargo_rate / 100).quantize(CENT, context=EXACT)
    tax = Tax(line.tax_category, line.tax_rate, line.net, line.tax_amount - recargo, line.recargo_rate, recargo)
    return element(
        "InvoiceLine",
        element("SequenceNumber", str(number)),
        element("ItemDescription", line.description[:2500]),
        element("Quantity", plain(line.quantity)),
        element("UnitOfMeasure", unit),
        element("UnitPriceWithoutTax", plain(line.unit_price)),
        element("TotalCost", amount(gross)),
        element(
            "DiscountsAndRebates",
            element(
                "Discount",
                element("DiscountReason", words["general_discount"]),
                element("DiscountRate", plain(line.discount_percent)),
                element("DiscountAmount", amount(gross - line.net)),
            ),
        )
        if line.discount_percent
        else None,
        element("GrossAmount", amount(line.net)),
        element("TaxesOutputs", output(tax, invoice)),
        element("AdditionalLineItemInformation", UNIT_NOTE.format(code=code)) if unit == OTHER_UNIT else None,
        _special(line, invoice, words),
        optional("ArticleCode", line.item_code[:20] if line.item_code else None),
    )


def _exchange_rate(invoice: PaperInvoice) -> Element | None:
    about = invoice.exchange_rate
    if about is None:
        return None
    return element(
        "ExchangeRateDetails",
        element("ExchangeRate", plain(about.rate)),
        element("ExchangeRateDate", about.day.isoformat()),
    )


def _special(line: Line, invoice: PaperInvoice, words: Words) -> Element | None:
    """Return why a line is exempt or not subject. A reverse charge has its sentence among the legal references."""
    if line.tax_category in {"standard", "zero", "reverse_charge"}:
        return None
    tax = Tax(line.tax_category, line.tax_rate, line.net, ZERO, exemption_cause=line.exemption_cause)
    reason = line.exemption_reason or words[law_of(tax, invoice)]
    is_subject = line.tax_category in categories.EXEMPT | {"margin"}
    return element(
        "SpecialTaxableEvent",
        element("SpecialTaxableEventCode", EXEMPT if is_subject else NOT_SUBJECT),
        element("SpecialTaxableEventReason", reason[:2500]),
    )


def _literals(invoice: PaperInvoice, words: Words) -> Element | None:
    """Return why taxes are not charged, once each (Real Decreto 1619/2012, article 6.1.j and m)."""
    said = mentions(invoice, words)
    if not said:
        return None
    return element("LegalLiterals", *(element("LegalReference", text[:250]) for text in said))


def _additional(invoice: PaperInvoice, words: Words) -> Element | None:
    """Return the address of the tax QR, notes, replaced tickets, and suplidos: texts that have no other place."""
    disbursements = (
        f"{notes.disbursement(each, words)} = {amount(each.amount)} {invoice.currency}"
        for each in invoice.disbursements
    )
    replaced = ", ".join(each.number for each in invoice.replaces)
    url = qr.address(invoice)
    tax_qr = [f"{qr.ABOVE} {url} ({qr.BELOW})"] if url else []
    own = [*tax_qr, *([invoice.notes] if invoice.notes else [])]
    text = "\n".join([*own, *([f"{words['replaces']} {replaced}."] if replaced else []), *disbursements])
    return element("AdditionalData", element("InvoiceAdditionalInformation", text[:2500])) if text else None
