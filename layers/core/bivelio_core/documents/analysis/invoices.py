"""A structured invoice: the terms of EN 16931, read from UBL, CII (Factur-X, ZUGFeRD) or Facturae.

Amounts are Decimal and as the document states them; None is what it does not state. BT and BG numbers are those of
EN 16931-1. In a Facturae document the nearest of its terms is meant.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Syntax = Literal["ubl", "cii", "zugferd1", "facturae"]


CREDIT_NOTES = frozenset({"81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "532"})
"""The codes of credit notes of UNTDID 1001, as EN 16931 takes them."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a party is (BG-5, BG-8)."""

    street: str | None = None
    additional: str | None = None
    city: str | None = None
    postal_code: str | None = None
    province: str | None = None
    country: str | None = None
    """An ISO 3166-1 code of two letters."""


@dataclass(frozen=True, slots=True)
class Party:
    """The supplier (BG-4), the client (BG-7) or the payee (BG-10)."""

    name: str | None = None
    trade_name: str | None = None
    tax_number: str | None = None
    """The number to identify the party by: its VAT number, else its tax number, else its registration."""
    vat_number: str | None = None
    """BT-31, BT-48: with the country's prefix."""
    local_tax_number: str | None = None
    """BT-32: a number that holds in its country only."""
    registration: str | None = None
    """BT-30, BT-47."""
    address: Address | None = None
    contact: str | None = None
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Adjustment:
    """An allowance or a charge of a line or of the invoice (BG-20, BG-21, BG-27, BG-28), or a withheld tax."""

    is_charge: bool
    amount: Decimal
    base: Decimal | None = None
    percent: Decimal | None = None
    reason: str | None = None
    tax_category: str | None = None
    tax_rate: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Tax:
    """A line of the tax breakdown (BG-23)."""

    base: Decimal | None = None
    amount: Decimal | None = None
    rate: Decimal | None = None
    category: str | None = None
    kind: str | None = None
    """VAT, or the code of a Facturae tax, such as `01` (IVA), `03` (IGIC) or `04` (IRPF)."""
    surcharge_rate: Decimal | None = None
    """The equivalence surcharge of a Facturae tax, and its amount."""
    surcharge_amount: Decimal | None = None
    exemption: str | None = None
    is_withheld: bool = False


@dataclass(frozen=True, slots=True)
class Disbursement:
    """An expense paid in the client's name (a suplido), outside base and total."""

    description: str | None
    amount: Decimal


@dataclass(frozen=True, slots=True)
class DuePart:
    """A part of what is to be paid, and its day."""

    day: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class ExchangeRate:
    """How much of the invoice's currency is one euro, on a day."""

    rate: Decimal
    day: date


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the invoice (BG-25)."""

    id: str | None = None
    description: str | None = None
    """The name of the item (BT-153)."""
    details: str | None = None
    """Its description (BT-154)."""
    item_number: str | None = None
    quantity: Decimal | None = None
    unit: str | None = None
    """BT-130: a code of UN/ECE Recommendation 20 or 21."""
    unit_price: Decimal | None = None
    """BT-146, per `price_quantity` units."""
    price_quantity: Decimal | None = None
    net: Decimal | None = None
    """BT-131: quantity times price, with the line's allowances and charges, before tax."""
    tax_rate: Decimal | None = None
    tax_category: str | None = None
    adjustments: tuple[Adjustment, ...] = ()
    taxes: tuple[Tax, ...] = ()
    """Every tax of the line; `tax_rate` is that of the first that is not withheld."""
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Totals:
    """The totals of the invoice (BG-22)."""

    lines: Decimal | None = None
    """BT-106."""
    allowances: Decimal | None = None
    charges: Decimal | None = None
    base: Decimal | None = None
    """BT-109: without tax."""
    tax: Decimal | None = None
    """BT-110."""
    tax_in_euros: Decimal | None = None
    """BT-111, where the invoice's currency is another."""
    withheld: Decimal | None = None
    """Taxes withheld (Facturae): `total` is before they are taken off, `due` is after."""
    total: Decimal | None = None
    """BT-112: with tax."""
    disbursed: Decimal | None = None
    """The sum of the disbursements: outside `base` and `total`, and part of `due`."""
    prepaid: Decimal | None = None
    rounding: Decimal | None = None
    due: Decimal | None = None
    """BT-115."""


@dataclass(frozen=True, slots=True)
class Payment:
    """How it is paid (BG-16)."""

    means: str | None = None
    """BT-81, a code of UNTDID 4461."""
    text: str | None = None
    reference: str | None = None
    """BT-83."""
    iban: str | None = None
    """BT-84: the account to pay to."""
    bic: str | None = None
    debited_iban: str | None = None
    """BT-91: the account a direct debit is taken from."""
    mandate: str | None = None


@dataclass(frozen=True, slots=True)
class Invoice:
    """One invoice or credit note."""

    syntax: Syntax
    profile: str | None = None
    """BT-24: what the document claims to follow."""
    is_credit_note: bool = False
    type_code: str | None = None
    """BT-3."""
    number: str | None = None
    issue_date: date | None = None
    due_date: date | None = None
    delivery_date: date | None = None
    period_start: date | None = None
    period_end: date | None = None
    currency: str | None = None
    buyer_reference: str | None = None
    order_reference: str | None = None
    contract_reference: str | None = None
    preceding: tuple[str, ...] = ()
    """The numbers of the invoices it corrects (BG-3)."""
    notes: tuple[str, ...] = ()
    supplier: Party | None = None
    client: Party | None = None
    payee: Party | None = None
    lines: tuple[Line, ...] = ()
    taxes: tuple[Tax, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    totals: Totals = Totals()
    payments: tuple[Payment, ...] = ()
    payment_terms: str | None = None
    due_parts: tuple[DuePart, ...] = ()
    """Several days of payment with their amounts; none where there is one day."""
    disbursements: tuple[Disbursement, ...] = ()
    exchange_rate: ExchangeRate | None = None
    invoices_in_file: int = 1
    """More than 1 for a batch of Facturae, of which this is the first."""

    @property
    def is_a_credit_note(self) -> bool:
        """Whether its root element or its code says that it is one."""
        return self.is_credit_note or self.type_code in CREDIT_NOTES
