"""An invoice as Facturae 3.2.2 (Orden HAP/1650/2015), without a signature: whoever submits it to FACe signs it.

The invoice's number stands whole in InvoiceNumber, as the tax agency has it (NumSerieFactura).
"""

from calendar import monthrange
from collections.abc import Iterator
from decimal import Decimal

from bivelio_core.invoices import categories
from bivelio_core.invoices.expressible import NotExpressible
from bivelio_core.invoices.paper import ZERO, Corrected, Line, PaperInvoice, Party, Rectification, Tax
from bivelio_core.invoices.tax_numbers import compact, spanish_nif
from bivelio_core.invoices.words import Words, law_of, mentions
from bivelio_core.invoices.xml_text import DECLARATION, Element, element, optional, written

from .amounts import CENT, EXACT, gross_of, plain
from .facturae_needs import missing
from .facturae_parties import party_element

NAMESPACE = "http://www.facturae.gob.es/formato/Versiones/Facturaev3_2_2.xml"
VERSION = "3.2.2"
SINGLE, BY_THE_SELLER = "I", "EM"
COMPLETE, SIMPLIFIED = "FC", "FA"
ORIGINAL, CORRECTIVE = "OO", "OR"
IVA, IRPF = "01", "04"
TRANSFER = "04"
UNITS = "01"
EXEMPT, NOT_SUBJECT = "01", "02"
BIC_CHARACTERS = 11
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


def amount(value: Decimal) -> str:
    """Write an amount with two decimals."""
    return f"{value:.2f}"


def _total(name: str, value: Decimal) -> Element:
    return element(name, element("TotalAmount", amount(value)))


def _payable(invoice: PaperInvoice) -> Decimal:
    """Return Facturae's total of an invoice, which is without what is withheld."""
    return invoice.total - invoice.irpf


def _file_header(invoice: PaperInvoice) -> Element:
    return element(
        "FileHeader",
        element("SchemaVersion", VERSION),
        element("Modality", SINGLE),
        element("InvoiceIssuerType", BY_THE_SELLER),
        element(
            "Batch",
            element("BatchIdentifier", f"{spanish_nif(invoice.seller.nif or '')}{invoice.number}"),
            element("InvoicesCount", "1"),
            _total("TotalInvoicesAmount", _payable(invoice)),
            _total("TotalOutstandingAmount", invoice.amount_due),
            _total("TotalExecutableAmount", invoice.amount_due),
            element("InvoiceCurrencyCode", invoice.currency),
        ),
    )


def _invoice(invoice: PaperInvoice, words: Words) -> Iterator[Element]:
    elements = (
        _header(invoice),
        _issue_data(invoice),
        element("TaxesOutputs", *(_output(each) for each in _merged(invoice.taxes))),
        element("TaxesWithheld", _withheld(invoice.subtotal, invoice)) if invoice.irpf_rate else None,
        _totals(invoice, words),
        element("Items", *(_line(number, line, invoice, words) for number, line in enumerate(invoice.lines, 1))),
        _payment(invoice),
        _literals(invoice, words),
        element("AdditionalData", element("InvoiceAdditionalInformation", invoice.notes[:2500]))
        if invoice.notes
        else None,
    )
    return (each for each in elements if each is not None)


def _header(invoice: PaperInvoice) -> Element:
    return element(
        "InvoiceHeader",
        element("InvoiceNumber", invoice.number),
        element("InvoiceDocumentType", SIMPLIFIED if invoice.document_type == "simplified" else COMPLETE),
        element("InvoiceClass", CORRECTIVE if invoice.rectification else ORIGINAL),
        _corrective(invoice.rectification) if invoice.rectification else None,
    )


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
        element("TaxCurrencyCode", "EUR"),
        element("LanguageName", invoice.language),
        optional("ReceiverTransactionReference", reference),
    )


def _merged(taxes: tuple[Tax, ...]) -> list[Tax]:
    """Return one tax for each rate and recargo: Facturae tells reasons with the lines."""
    groups: dict[tuple[Decimal, Decimal], list[Tax]] = {}
    for tax in taxes:
        groups.setdefault((tax.rate, tax.recargo_rate), []).append(tax)
    return [
        Tax(
            same[0].category,
            rate,
            sum((tax.base for tax in same), ZERO),
            sum((tax.amount for tax in same), ZERO),
            recargo_rate,
            sum((tax.recargo for tax in same), ZERO),
        )
        for (rate, recargo_rate), same in groups.items()
    ]


def _output(tax: Tax) -> Element:
    """Return a tax that is charged."""
    recargo = (
        element("EquivalenceSurcharge", amount(tax.recargo_rate)),
        _total("EquivalenceSurchargeAmount", tax.recargo),
    )
    return element(
        "Tax",
        element("TaxTypeCode", IVA),
        element("TaxRate", plain(tax.rate)),
        _total("TaxableBase", tax.base),
        _total("TaxAmount", tax.amount),
        *(recargo if tax.recargo_rate else ()),
    )


def _withheld(base: Decimal, invoice: PaperInvoice) -> Element:
    return element(
        "Tax",
        element("TaxTypeCode", IRPF),
        element("TaxRate", plain(invoice.irpf_rate)),
        _total("TaxableBase", base),
        _total("TaxAmount", invoice.irpf),
    )


def _totals(invoice: PaperInvoice, words: Words) -> Element:
    discounts = [discount for discount in invoice.discounts if discount.amount]
    return element(
        "InvoiceTotals",
        element("TotalGrossAmount", amount(invoice.lines_net)),
        element(
            "GeneralDiscounts",
            *(
                element(
                    "Discount",
                    element("DiscountReason", (discount.reason or words["general_discount"])[:2500]),
                    optional("DiscountRate", plain(discount.percent) if discount.percent else None),
                    element("DiscountAmount", amount(discount.amount)),
                )
                for discount in discounts
            ),
        )
        if discounts
        else None,
        element("TotalGeneralDiscounts", amount(invoice.lines_net - invoice.subtotal)),
        element("TotalGeneralSurcharges", amount(ZERO)),
        element("TotalGrossAmountBeforeTaxes", amount(invoice.subtotal)),
        element("TotalTaxOutputs", amount(invoice.tax + invoice.recargo)),
        element("TotalTaxesWithheld", amount(invoice.irpf)),
        element("InvoiceTotal", amount(_payable(invoice))),
        element("TotalOutstandingAmount", amount(invoice.amount_due)),
        element("TotalPaymentsOnAccount", amount(invoice.amount_paid)) if invoice.amount_paid else None,
        element("TotalExecutableAmount", amount(invoice.amount_due)),
    )


def _line(number: int, line: Line, invoice: PaperInvoice, words: Words) -> Element:
    gross = gross_of(line) if line.discount_percent else line.net
    recargo = (line.net * line.recargo_rate / 100).quantize(CENT, context=EXACT)
    tax = Tax(line.tax_category, line.tax_rate, line.net, line.tax_amount - recargo, line.recargo_rate, recargo)
    return element(
        "InvoiceLine",
        element("SequenceNumber", str(number)),
        element("ItemDescription", line.description[:2500]),
        element("Quantity", plain(line.quantity)),
        element("UnitOfMeasure", UNITS),
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
        element("TaxesOutputs", _output(tax)),
        _special(line, invoice, words),
    )


def _special(line: Line, invoice: PaperInvoice, words: Words) -> Element | None:
    """Return why a line is exempt or not subject. A reverse charge has its sentence among the legal references."""
    if line.tax_category in {"standard", "zero", "reverse_charge"}:
        return None
    tax = Tax(line.tax_category, line.tax_rate, line.net, ZERO, exemption_cause=line.exemption_cause)
    reason = line.exemption_reason or words[law_of(tax, invoice)]
    is_subject = line.tax_category in categories.EXEMPT
    return element(
        "SpecialTaxableEvent",
        element("SpecialTaxableEventCode", EXEMPT if is_subject else NOT_SUBJECT),
        element("SpecialTaxableEventReason", reason[:2500]),
    )


def _payment(invoice: PaperInvoice) -> Element | None:
    """Return the transfer by which what is due is paid."""
    payment = invoice.payment
    if invoice.amount_due <= 0 or not payment.iban:
        return None
    return element(
        "PaymentDetails",
        element(
            "Installment",
            element("InstallmentDueDate", (invoice.due_date or invoice.issue_date).isoformat()),
            element("InstallmentAmount", amount(invoice.amount_due)),
            element("PaymentMeans", TRANSFER),
            element("AccountToBeCredited", element("IBAN", compact(payment.iban)), optional("BIC", _bic(payment.bic))),
            element("PaymentReconciliationReference", (payment.reference or invoice.number)[:60]),
        ),
    )


def _bic(bic: str | None) -> str | None:
    """Return a BIC of eleven characters: the schema takes no shorter one, and the head office is XXX."""
    text = compact(bic or "")
    return text.ljust(BIC_CHARACTERS, "X") if text else None


def _literals(invoice: PaperInvoice, words: Words) -> Element | None:
    """Return why taxes are not charged, once each (Real Decreto 1619/2012, article 6.1.j and m)."""
    said = mentions(invoice, words)
    if not said:
        return None
    return element("LegalLiterals", *(element("LegalReference", text[:250]) for text in said))
