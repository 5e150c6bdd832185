"""A finished invoice, from which the PDF, UBL, Facturae and the VeriFactu record are made.

Nothing here is computed: the code that makes a `PaperInvoice` has already rounded and added up. All amounts are Decimal
in the invoice's currency, those with two decimals are rounded. A rectification by difference has negative amounts where
it takes something away. BT and BG numbers are those of EN 16931-1.

What is made of it, by pure functions:

    pdf.rendering.render(invoice) -> bytes                        PDF/A-3b; needs the PDF layer
    exports.ubl.write(invoice) -> bytes                           raises NotExpressible
    exports.facturae.write(invoice) -> bytes                      raises NotExpressible
    channels.missing(invoice, channel) -> tuple[Missing, ...]     nothing when the channel can take the invoice
    verifactu.records.registration(invoice, previous, at, installation) -> Record      raises NotExpressible
    verifactu.records.cancellation(invoice, previous, at, installation) -> Record      raises NotExpressible
    verifactu.chain.verify(records) -> Verdict
    verifactu.qr.url(invoice) -> str
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, NamedTuple

from bivelio_core.contacts.tax_ids import TaxIdType

from .payments import PaymentMethod
from .regimes import Regime

DocumentType = Literal["invoice", "simplified", "qualified_simplified", "replacement", "rectification"]
Status = Literal["draft", "issued"]
"""What the document says of itself. Whether it is paid is told by the amounts."""
Language = Literal["ca", "es", "en"]
TaxCategory = Literal[
    "standard", "zero", "exempt", "reverse_charge", "intra_eu", "export", "not_subject", "outside_territory", "margin"
]
"""BT-118: S, Z, E, AE, K, G, O; the last but one is AE for a buyer with a VAT number of another country, else O.

`margin` is E: what is taxed is the margin, and the buyer is told no tax.
"""
RectificationCode = Literal["R1", "R2", "R3", "R4", "R5"]
"""AEAT's list L2: error founded in law and article 80.1, 2 and 6 (R1), insolvency (R2), bad debt (R3), any other (R4),
simplified invoices (R5)."""
RectificationMethod = Literal["difference", "substitution"]
"""AEAT's list L3: I, the amounts are what changes; S, they replace the former."""
ExemptionCause = Literal["E1", "E2", "E3", "E4", "E5", "E6"]
"""AEAT's list L10, by articles of the VAT act: 20 (E1), 21 (E2), 22 (E3), 23 and 24 (E4), 25 (E5), another (E6)."""

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Dir3:
    """The codes of a public body's offices in the directory DIR3, which FACe asks for."""

    accounting_office: str
    managing_body: str
    processing_unit: str
    proposing_body: str | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """The seller (BG-4) or the buyer (BG-7). Unknown values are None."""

    name: str
    nif: str | None = None
    """The tax number: a Spanish NIF, or that of another country as it writes it, with its prefix or without."""
    nif_type: TaxIdType | None = None
    """What the number is; by default a NIF in Spain, a VAT number in the EU, a national number elsewhere."""
    nif_country: str | None = None
    """Who gave the number, if not the country of the address."""
    trade_name: str | None = None
    street: str | None = None
    postal_code: str | None = None
    city: str | None = None
    province: str | None = None
    country: str = "ES"
    """An ISO 3166-1 code of two letters."""
    email: str | None = None
    phone: str | None = None
    website: str | None = None
    registration: str | None = None
    """The entry of the register of companies, as one line of text."""
    dir3: Dir3 | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the invoice (BG-25)."""

    description: str
    quantity: Decimal
    unit_price: Decimal
    """Without tax and before the discount; up to eight decimals."""
    net: Decimal
    """Quantity times price less the discount, two decimals (BT-131)."""
    tax_category: TaxCategory
    tax_rate: Decimal
    """In percent."""
    tax_amount: Decimal
    """This line's share of IVA and recargo, to be shown: the tax of the invoice is that of the breakdown."""
    total: Decimal
    """Gross: with IVA and recargo."""
    discount_percent: Decimal = ZERO
    recargo_rate: Decimal = ZERO
    exemption_reason: str | None = None
    exemption_cause: ExemptionCause | None = None
    kind: Literal["goods", "services"] | None = None
    unit: str | None = None
    """One of our words or a code: `units.code_of` has its code (BT-130), `units.name` what it is called."""
    item_code: str | None = None
    """The seller's own code of the article (BT-155)."""
    gross_price: Decimal | None = None
    """The unit price with tax included, of an invoice whose prices do; `unit_price` is then computed from it."""


@dataclass(frozen=True, slots=True)
class Due:
    """A part of what is to be paid, and its day."""

    day: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class ExchangeRate:
    """How much of the invoice's currency is one euro, on a day."""

    rate: Decimal
    day: date


@dataclass(frozen=True, slots=True)
class Disbursement:
    """A suplido: paid in the buyer's name, outside base and total (Ley 37/1992, art. 78.Tres.3)."""

    description: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Discount:
    """A discount on the whole invoice (BG-20): the part of it that lowers the base of one tax.

    Its amount has the sign of the lines' nets, which is positive except in a rectification by difference.
    """

    amount: Decimal
    tax_category: TaxCategory
    tax_rate: Decimal
    recargo_rate: Decimal = ZERO
    percent: Decimal | None = None
    reason: str | None = None


class TaxedMargin(NamedTuple):
    """What is taxed of what has the category `margin`, which records tell and documents for the buyer do not."""

    rate: Decimal
    base: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True)
class Tax:
    """A line of the tax breakdown (BG-23)."""

    category: TaxCategory
    rate: Decimal
    base: Decimal
    amount: Decimal
    recargo_rate: Decimal = ZERO
    recargo: Decimal = ZERO
    exemption_reason: str | None = None
    exemption_cause: ExemptionCause | None = None
    """By default that of the category: E2 for an export, E5 within the EU, else E1."""
    margin: TaxedMargin | None = None

    @property
    def cause(self) -> ExemptionCause:
        """Why no tax is charged, for the categories that are exempt."""
        by_category: dict[str, ExemptionCause] = {"export": "E2", "intra_eu": "E5"}
        return self.exemption_cause or by_category.get(self.category, "E1")


@dataclass(frozen=True, slots=True)
class Corrected:
    """An invoice that a rectification corrects (BG-3)."""

    number: str
    series: str
    issue_date: date


@dataclass(frozen=True, slots=True)
class Rectification:
    """What a rectification corrects, why, and how."""

    code: RectificationCode
    method: RectificationMethod
    corrected: tuple[Corrected, ...]
    reason: str | None = None
    replaced_base: Decimal | None = None
    """Base, IVA and recargo of what is corrected; AEAT asks for them in a rectification by substitution."""
    replaced_tax: Decimal | None = None
    replaced_recargo: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Payment:
    """How the invoice is paid (BG-16)."""

    iban: str | None = None
    bic: str | None = None
    terms: str | None = None
    """Such as `30 dies`, in the invoice's language."""
    reference: str | None = None
    """What the payer should name; by default the invoice's number."""
    method: PaymentMethod | None = None
    """`payments.CODES` has its code (BT-81). Without one, an `iban` means a transfer."""


@dataclass(frozen=True, slots=True)
class PaperInvoice:
    """An issued invoice, or the draft of one."""

    number: str
    """With series and year, such as `FAC-2026-043`."""
    series: str
    """Such as `FAC`: how `number` begins."""
    document_type: DocumentType
    status: Status
    language: Language
    currency: str
    """An ISO 4217 code."""
    issue_date: date
    seller: Party
    buyer: Party | None
    """None in a simplified invoice that names nobody."""
    lines: tuple[Line, ...]
    taxes: tuple[Tax, ...]
    lines_net: Decimal
    """The sum of the lines' `net` (BT-106)."""
    subtotal: Decimal
    """`lines_net` less the discounts: the taxable base (BT-109)."""
    tax: Decimal
    """IVA, the sum of the breakdown (BT-110)."""
    recargo: Decimal
    """Recargo de equivalencia, the sum of the breakdown."""
    total: Decimal
    """`subtotal`, `tax` and `recargo` together (BT-112): before IRPF is withheld."""
    irpf_rate: Decimal
    """In percent; 0 where nothing is withheld."""
    irpf: Decimal
    """What the buyer withholds: positive where `total` is."""
    amount_paid: Decimal
    amount_due: Decimal
    """`total` less `irpf` and `amount_paid` (BT-115), and `disbursed`."""
    timestamp: datetime
    """When it was issued, for a draft when it last changed; aware. Documents carry this as their time of making."""
    operation_date: date | None = None
    """When goods or services were delivered, if not on the day of issue (BT-72)."""
    due_date: date | None = None
    """The only day of payment, or the last of `due_dates`."""
    due_dates: tuple[Due, ...] = ()
    """Several days, whose amounts add up to what was to be paid at issue."""
    exchange_rate: ExchangeRate | None = None
    """Of an invoice that is not in euros; `euros.in_euros` makes use of it."""
    disbursements: tuple[Disbursement, ...] = ()
    prices_include_tax: bool = False
    discounts: tuple[Discount, ...] = ()
    rectification: Rectification | None = None
    payment: Payment = Payment()
    reference: str | None = None
    """The buyer's own: an order, a contract (BT-13)."""
    notes: str | None = None
    footer: str | None = None
    """The seller's own text at the foot of each page."""
    brand_color: str | None = None
    """The seller's colour, `#RRGGBB`; the page darkens one that could not be read."""
    logo: bytes | None = None
    """A PNG or JPEG that `pdf.logos.check` has let through."""
    regime: Regime = "general"
    replaces: tuple[Corrected, ...] = ()
    """The simplified invoices in whose place it is."""
    is_self_billed: bool = False
    """Whether the buyer issued it, in the seller's name."""
    environment: Literal["live", "sandbox"] = "live"
    has_record: bool = False
    """Whether a record of it is in the organisation's chain: of every invoice that was issued here."""
    shows_tax_qr: bool = False
    """Whether its PDF has the tax QR: under VERI*FACTU, and in the sandbox where that is being prepared."""

    @property
    def disbursed(self) -> Decimal:
        """Return the sum of the suplidos."""
        return sum((each.amount for each in self.disbursements), ZERO)
