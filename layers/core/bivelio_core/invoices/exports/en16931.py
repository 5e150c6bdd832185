"""The terms of EN 16931 for an invoice, which UBL and CII each write in their own syntax (BT and BG: EN 16931-1).

A rectification by difference that takes something away is a credit note with positive amounts; every other one is a
corrected invoice. Two Spanish taxes have no term of the standard:

* Recargo de equivalencia is part of the rate: 21 and 5.2 are one line of the breakdown at 26.2, and the sums those of
  the standard. A note says how much of it is recargo.
* IRPF is withheld from what the standard says is due. Its totals are before it, as BR-CO-16 asks, and a note says how
  much is withheld.

Suplidos are outside base and total; here they are charges that are not taxed, as their repayment is by the Directive.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from bivelio_core.invoices import units
from bivelio_core.invoices.currencies import EURO
from bivelio_core.invoices.euros import in_euros
from bivelio_core.invoices.paper import ZERO, Corrected, Discount, Line, PaperInvoice, Tax, TaxCategory
from bivelio_core.invoices.payments import CODES as CODES_OF_METHODS
from bivelio_core.invoices.words import TAXED, Words, is_charged_by_buyer, law_of

from . import notes, vatex
from .amounts import gross_of

SPECIFICATION = "urn:cen.eu:en16931:2017"
"""BT-24: the core invoice."""
COMMERCIAL, CREDIT, CORRECTED, SELF_BILLED, SELF_BILLED_CREDIT = "380", "381", "384", "389", "261"
"""UNTDID 1001 (BT-3)."""
TRANSFER, TO_ACCOUNT = "30", "42"
"""UNTDID 4461 (BT-81) of transfers that are no SEPA transfer: to an account outside it, and to none that is said."""
DISCOUNT = "95"
"""UNTDID 5189 (BT-98, BT-140)."""
CODES: dict[TaxCategory, str] = {
    "standard": "S",
    "zero": "Z",
    "exempt": "E",
    "reverse_charge": "AE",
    "intra_eu": "K",
    "export": "G",
    "not_subject": "O",
    "outside_territory": "O",
    "margin": "E",
}
"""UNCL 5305 (BT-118), but for a service to a business in the EU."""
OUTSIDE = CODES["not_subject"]


class Category(NamedTuple):
    """A tax category and its rate, and in the breakdown why it is not taxed (BT-118 to BT-121)."""

    code: str
    rate: Decimal
    reason: str | None = None
    reason_code: str | None = None


class Subtotal(NamedTuple):
    """A line of the breakdown (BG-23)."""

    category: Category
    base: Decimal
    amount: Decimal


class Allowance(NamedTuple):
    """A discount or a charge on the invoice (BG-20, BG-21), or on a line (BG-27), which has no category."""

    reason: str
    amount: Decimal
    category: Category | None = None
    percent: Decimal | None = None
    base: Decimal | None = None
    is_charge: bool = False


class Item(NamedTuple):
    """A line (BG-25). A price is never negative (BR-27): the quantity is."""

    number: int
    description: str
    code: str | None
    quantity: Decimal
    unit: str
    price: Decimal
    net: Decimal
    category: Category
    allowance: Allowance | None


@dataclass(frozen=True)
class Terms:
    """An invoice, the words of its language, and the sign with which a document states its amounts."""

    invoice: PaperInvoice
    words: Words
    is_credit: bool

    @classmethod
    def of(cls, invoice: PaperInvoice) -> "Terms":
        """Return the terms of an issued invoice."""
        rectification = invoice.rectification
        by_difference = rectification is not None and rectification.method == "difference"
        return cls(invoice, Words(invoice.language), by_difference and invoice.total < 0)

    def signed(self, value: Decimal) -> Decimal:
        """Return an amount or a quantity as the document states it: a credit note has positive ones."""
        return (-value if self.is_credit else value) + ZERO

    @property
    def type_code(self) -> str:
        """BT-3."""
        if self.is_credit:
            return SELF_BILLED_CREDIT if self.invoice.is_self_billed else CREDIT
        if self.invoice.rectification:
            return CORRECTED
        return SELF_BILLED if self.invoice.is_self_billed else COMMERCIAL

    @property
    def preceding(self) -> tuple[Corrected, ...]:
        """The invoices that it corrects or replaces (BG-3)."""
        rectification = self.invoice.rectification
        return rectification.corrected if rectification else self.invoice.replaces

    @property
    def notes(self) -> Iterator[str]:
        """BT-22."""
        return notes.of_invoice(self.invoice, self.words, -1 if self.is_credit else 1)

    @property
    def payment_terms(self) -> str | None:
        """BT-20. A credit note says that the amount is in the client's favour."""
        return self.words["credit"] if self.is_credit else notes.payment_terms(self.invoice, self.words)

    @property
    def means_code(self) -> str | None:
        """BT-81; nothing is to be paid by the client of a credit note."""
        payment = self.invoice.payment
        method = payment.method or ("transfer" if payment.iban else None)
        if self.is_credit or method is None:
            return None
        if method != "transfer":
            return CODES_OF_METHODS[method]
        if not payment.iban:
            return TO_ACCOUNT
        return CODES_OF_METHODS[method] if self.invoice.currency == EURO else TRANSFER

    @property
    def payment_reference(self) -> str:
        """BT-83."""
        return self.invoice.payment.reference or self.invoice.number

    @property
    def due_date(self) -> date | None:
        """BT-9: nothing is to be paid by the client of a credit note."""
        return None if self.is_credit else self.invoice.due_date

    @property
    def has_account(self) -> bool:
        """Whether the document says to which account a transfer goes (BG-17)."""
        return bool(self.invoice.payment.iban) and self.invoice.payment.method in {None, "transfer"}

    @property
    def _is_intra_eu(self) -> bool:
        return any(tax.category == "intra_eu" for tax in self.invoice.taxes)

    @property
    def delivery_date(self) -> date | None:
        """BT-72, which the standard asks for of a supply within the EU (BR-IC-11)."""
        return self.invoice.operation_date or (self.invoice.issue_date if self._is_intra_eu else None)

    @property
    def delivery_country(self) -> str | None:
        """BT-80, for a supply within the EU (BR-IC-12)."""
        return self.invoice.buyer.country if self._is_intra_eu and self.invoice.buyer else None

    @property
    def allowances(self) -> list[Allowance]:
        """The discounts on the invoice (BG-20)."""
        return [self._allowance(discount) for discount in self.invoice.discounts if discount.amount]

    @property
    def charges(self) -> list[Allowance]:
        """The suplidos (BG-21): the standard has no term outside its total, so they are charges that are not taxed."""
        category = Category(self._code_of_disbursements, ZERO)
        return [
            Allowance(notes.disbursement(each, self.words), self.signed(each.amount), category=category, is_charge=True)
            for each in self.invoice.disbursements
        ]

    @property
    def _code_of_disbursements(self) -> str:
        return OUTSIDE if self.is_outside else CODES["exempt"]

    def _allowance(self, discount: Discount) -> Allowance:
        category = Category(self.code(discount.tax_category), discount.tax_rate + discount.recargo_rate)
        return Allowance(discount.reason or self.words["general_discount"], self.signed(discount.amount), category)

    def code(self, category: TaxCategory) -> str:
        """Return the code of a category: of a service to a business in the EU, whose client owes the tax, AE."""
        return CODES["reverse_charge"] if is_charged_by_buyer(category, self.invoice.buyer) else CODES[category]

    @property
    def is_outside(self) -> bool:
        """Whether it is not subject to the tax, so that it names no VAT number (BR-O-2 to BR-O-4)."""
        return any(self.code(tax.category) == OUTSIDE for tax in self.invoice.taxes)

    @property
    def breakdown(self) -> Iterator[Subtotal]:
        """The breakdown (BG-23): a line for each category and rate, whose reasons are told together."""
        groups: dict[tuple[str, Decimal], list[Tax]] = {}
        for tax in self.invoice.taxes:
            groups.setdefault((self.code(tax.category), _rate(tax)), []).append(tax)
        repaid = (self._code_of_disbursements, ZERO)
        if self.invoice.disbursements:
            groups.setdefault(repaid, [])
        for (code, rate), taxes in groups.items():
            has_disbursements = bool(self.invoice.disbursements) and (code, rate) == repaid
            base = sum((tax.base for tax in taxes), self.invoice.disbursed if has_disbursements else ZERO)
            amount = sum((tax.amount + tax.recargo for tax in taxes), ZERO)
            reason = self._reason(taxes, has_disbursements=has_disbursements)
            reason_code = vatex.code_of(code, taxes, self.invoice, has_disbursements=has_disbursements)
            yield Subtotal(Category(code, rate, reason, reason_code), self.signed(base), self.signed(amount))

    def _reason(self, taxes: list[Tax], *, has_disbursements: bool) -> str | None:
        reasons = dict.fromkeys(
            tax.exemption_reason or self.words[law_of(tax, self.invoice)] for tax in taxes if tax.category not in TAXED
        )
        law = [self.words["law_disbursements"]] if has_disbursements else []
        return "; ".join([*reasons, *law]) or None

    @property
    def tax(self) -> Decimal:
        """BT-110, with the recargo."""
        return self.signed(self.invoice.tax + self.invoice.recargo)

    @property
    def tax_in_euros(self) -> Decimal | None:
        """BT-111, of an invoice in another currency."""
        if self.invoice.currency == EURO or self.invoice.exchange_rate is None:
            return None
        invoice = in_euros(self.invoice)
        return self.signed(invoice.tax + invoice.recargo)

    @property
    def charge_total(self) -> Decimal:
        """BT-108."""
        return self.signed(self.invoice.disbursed)

    @property
    def base(self) -> Decimal:
        """BT-109."""
        return self.signed(self.invoice.subtotal + self.invoice.disbursed)

    @property
    def total(self) -> Decimal:
        """BT-112."""
        return self.signed(self.invoice.total + self.invoice.disbursed)

    @property
    def allowance_total(self) -> Decimal:
        """BT-107."""
        return self.signed(self.invoice.lines_net - self.invoice.subtotal)

    @property
    def payable(self) -> Decimal:
        """BT-115: before IRPF, as BR-CO-16 asks."""
        return self.signed(self.invoice.amount_due + self.invoice.irpf)

    @property
    def items(self) -> Iterator[Item]:
        """The lines (BG-25)."""
        for number, line in enumerate(self.invoice.lines, 1):
            quantity, price = self.signed(line.quantity), line.unit_price
            if price < 0:
                quantity, price = -quantity, -price
            category = Category(self.code(line.tax_category), line.tax_rate + line.recargo_rate)
            net, allowance = self.signed(line.net), self._line_allowance(line)
            unit = units.code_of(line.unit)
            yield Item(number, line.description, line.item_code, quantity, unit, price, net, category, allowance)

    def _line_allowance(self, line: Line) -> Allowance | None:
        """Return the discount of a line (BG-27): what its net is less than quantity times price."""
        if not line.discount_percent:
            return None
        gross = gross_of(line)
        return Allowance(
            self.words["general_discount"],
            self.signed(gross - line.net),
            percent=line.discount_percent,
            base=self.signed(gross),
        )


def _rate(tax: Tax) -> Decimal:
    return tax.rate + tax.recargo_rate
