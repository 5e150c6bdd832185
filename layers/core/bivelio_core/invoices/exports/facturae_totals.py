"""The taxes and totals of a Facturae. Where the currency is another, amounts of taxes are stated in euros too."""

from decimal import Decimal

from bivelio_core.invoices.currencies import EURO
from bivelio_core.invoices.money import exchanged
from bivelio_core.invoices.paper import ZERO, PaperInvoice, Tax
from bivelio_core.invoices.words import Words
from bivelio_core.invoices.xml_text import Element, element, optional

from .amounts import plain

IVA, IRPF = "01", "04"


def amount(value: Decimal) -> str:
    """Write an amount with two decimals."""
    return f"{value:.2f}"


def total(name: str, value: Decimal, invoice: PaperInvoice) -> Element:
    """Return an amount in the invoice's currency, and in euros if that is another."""
    rate = invoice.exchange_rate
    in_euros = amount(exchanged(value, rate.rate)) if rate and invoice.currency != EURO else None
    return element(name, element("TotalAmount", amount(value)), optional("EquivalentInEuros", in_euros))


def payable(invoice: PaperInvoice) -> Decimal:
    """Return Facturae's total of an invoice, which is without what is withheld."""
    return invoice.total - invoice.irpf


def output(tax: Tax, invoice: PaperInvoice) -> Element:
    """Return a tax that is charged."""
    recargo = (
        element("EquivalenceSurcharge", amount(tax.recargo_rate)),
        total("EquivalenceSurchargeAmount", tax.recargo, invoice),
    )
    return element(
        "Tax",
        element("TaxTypeCode", IVA),
        element("TaxRate", plain(tax.rate)),
        total("TaxableBase", tax.base, invoice),
        total("TaxAmount", tax.amount, invoice),
        *(recargo if tax.recargo_rate else ()),
    )


def withheld(invoice: PaperInvoice) -> Element:
    """Return the IRPF."""
    return element(
        "Tax",
        element("TaxTypeCode", IRPF),
        element("TaxRate", plain(invoice.irpf_rate)),
        total("TaxableBase", invoice.subtotal, invoice),
        total("TaxAmount", invoice.irpf, invoice),
    )


def merged(taxes: tuple[Tax, ...]) -> list[Tax]:
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


def totals(invoice: PaperInvoice, words: Words) -> Element:
    """Return the totals; suplidos are part of what is to be paid alone."""
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
        element("InvoiceTotal", amount(payable(invoice))),
        _disbursements(invoice),
        element("TotalOutstandingAmount", amount(invoice.amount_due - invoice.disbursed)),
        element("TotalPaymentsOnAccount", amount(invoice.amount_paid)) if invoice.amount_paid else None,
        element("TotalExecutableAmount", amount(invoice.amount_due)),
        element("TotalReimbursableExpenses", amount(invoice.disbursed)) if invoice.disbursements else None,
    )


def _disbursements(invoice: PaperInvoice) -> Element | None:
    """Return the suplidos by their amounts; the schema has no text for them, which the additional data have."""
    if not invoice.disbursements:
        return None
    return element(
        "ReimbursableExpenses",
        *(
            element("ReimbursableExpenses", element("ReimbursableExpensesAmount", amount(each.amount)))
            for each in invoice.disbursements
        ),
    )
