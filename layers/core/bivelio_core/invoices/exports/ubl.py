"""An invoice as UBL 2.1 in the syntax binding of EN 16931 (CEN/TS 16931-3-2): Invoice, or CreditNote.

A rectification by difference that takes something away is a CreditNote with positive amounts; every other one is an
Invoice of type 384. BT and BG numbers are those of EN 16931-1.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from bivelio_core.invoices.expressible import NotExpressible
from bivelio_core.invoices.paper import ZERO, Discount, Line, PaperInvoice, Party, Tax, TaxCategory
from bivelio_core.invoices.tax_numbers import compact, has_vat_number, vat_number
from bivelio_core.invoices.words import Words
from bivelio_core.invoices.xml_text import DECLARATION, Element, element, optional, written

from .amounts import gross_of, plain
from .ubl_needs import missing

NAMESPACES = {
    "xmlns:cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "xmlns:cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
}
ROOT = "urn:oasis:names:specification:ubl:schema:xsd:{name}-2"
EN_16931 = "urn:cen.eu:en16931:2017"
COMMERCIAL, CREDIT, CORRECTED = "380", "381", "384"
"""UNTDID 1001 (BT-3)."""
TRANSFER = "58"
"""UNTDID 4461 (BT-81): SEPA credit transfer."""
PIECE = "C62"
"""UN/ECE Recommendation 20 (BT-130): one."""
DISCOUNT = "95"
"""UNTDID 5189 (BT-98, BT-140)."""
CODES: dict[TaxCategory, str] = {
    "standard": "S",
    "zero": "Z",
    "exempt": "E",
    "reverse_charge": "AE",
    "intra_eu": "K",
    "export": "G",
}
"""UNCL 5305 (BT-118)."""
VATEX = {"reverse_charge": "VATEX-EU-AE", "intra_eu": "VATEX-EU-IC", "export": "VATEX-EU-G"}
"""CEF VATEX (BT-121)."""


def write(invoice: PaperInvoice) -> bytes:
    """Return an issued invoice as UBL. Raises NotExpressible, for IRPF and recargo de equivalencia among others."""
    if needs := missing(invoice):
        raise NotExpressible("ubl", needs)
    return (DECLARATION + written(_Document.of(invoice).root())).encode()


@dataclass(frozen=True)
class _Document:
    """An invoice, the words of its language, and the sign with which the document states its amounts."""

    invoice: PaperInvoice
    words: Words
    is_credit: bool

    @classmethod
    def of(cls, invoice: PaperInvoice) -> "_Document":
        rectification = invoice.rectification
        by_difference = rectification is not None and rectification.method == "difference"
        return cls(invoice, Words(invoice.language), by_difference and invoice.total < 0)

    def amount(self, name: str, value: Decimal) -> Element:
        """Return an amount in the invoice's currency."""
        return element(name, f"{self.signed(value):.2f}", currencyID=self.invoice.currency)

    def signed(self, value: Decimal) -> Decimal:
        """Return an amount or a quantity as the document states it: a CreditNote has positive ones."""
        return (-value if self.is_credit else value) + ZERO

    def root(self) -> Element:
        name = "CreditNote" if self.is_credit else "Invoice"
        return element(name, self._parts(), xmlns=ROOT.format(name=name), **NAMESPACES)

    def _parts(self) -> Iterator[Element]:
        invoice = self.invoice
        elements = (
            element("cbc:CustomizationID", EN_16931),
            element("cbc:ID", invoice.number),
            element("cbc:IssueDate", invoice.issue_date.isoformat()),
            None if self.is_credit or not invoice.due_date else element("cbc:DueDate", invoice.due_date.isoformat()),
            self._type(),
            *self._notes(),
            element("cbc:DocumentCurrencyCode", invoice.currency),
            element("cac:OrderReference", element("cbc:ID", invoice.reference)) if invoice.reference else None,
            *self._corrected(),
            element("cac:AccountingSupplierParty", self._party(invoice.seller, is_seller=True)),
            element("cac:AccountingCustomerParty", self._party(invoice.buyer)) if invoice.buyer else None,
            self._delivery(),
            self._payment(),
            self._terms(),
            *(self._discount(discount) for discount in self._discounts()),
            element("cac:TaxTotal", self.amount("cbc:TaxAmount", invoice.tax), self._breakdown()),
            self._totals(),
            *(self._line(number, line) for number, line in enumerate(invoice.lines, 1)),
        )
        return (each for each in elements if each is not None)

    def _type(self) -> Element:
        if self.is_credit:
            return element("cbc:CreditNoteTypeCode", CREDIT)
        return element("cbc:InvoiceTypeCode", CORRECTED if self.invoice.rectification else COMMERCIAL)

    def _notes(self) -> Iterator[Element]:
        """Return the notes (BT-22), and what a rectification corrects and why."""
        rectification = self.invoice.rectification
        if rectification:
            yield element("cbc:Note", self.words[f"by_{rectification.method}"].format(code=rectification.code))
            if rectification.reason:
                yield element("cbc:Note", f"{self.words['reason']}: {rectification.reason}")
        if self.invoice.notes:
            yield element("cbc:Note", self.invoice.notes)

    def _corrected(self) -> Iterator[Element]:
        """Return the preceding invoices (BG-3)."""
        for former in self.invoice.rectification.corrected if self.invoice.rectification else ():
            reference = element("cbc:ID", former.number), element("cbc:IssueDate", former.issue_date.isoformat())
            yield element("cac:BillingReference", element("cac:InvoiceDocumentReference", *reference))

    def _party(self, party: Party, *, is_seller: bool = False) -> Element:
        """Return the seller (BG-4) or the buyer (BG-7)."""
        return element(
            "cac:Party",
            element("cac:PartyName", element("cbc:Name", party.trade_name)) if party.trade_name else None,
            _address(party),
            _vat(party),
            element(
                "cac:PartyLegalEntity",
                element("cbc:RegistrationName", party.name),
                optional("cbc:CompanyID", compact(party.nif or "")),
                optional("cbc:CompanyLegalForm", party.registration) if is_seller else None,
            ),
            _contact(party),
        )

    def _delivery(self) -> Element | None:
        """Return when, and for a supply within the EU where to (BT-72, BT-80)."""
        invoice = self.invoice
        is_intra_eu = any(tax.category == "intra_eu" for tax in invoice.taxes)
        when = invoice.operation_date or (invoice.issue_date if is_intra_eu else None)
        if when is None:
            return None
        country = invoice.buyer.country if is_intra_eu and invoice.buyer else None
        place = (
            element(
                "cac:DeliveryLocation",
                element("cac:Address", element("cac:Country", element("cbc:IdentificationCode", country))),
            )
            if country
            else None
        )
        return element("cac:Delivery", element("cbc:ActualDeliveryDate", when.isoformat()), place)

    def _payment(self) -> Element | None:
        """Return the transfer by which what is due is paid (BG-16, BG-17)."""
        payment = self.invoice.payment
        if self.is_credit or not payment.iban:
            return None
        bank = element("cac:FinancialInstitutionBranch", element("cbc:ID", payment.bic)) if payment.bic else None
        return element(
            "cac:PaymentMeans",
            element("cbc:PaymentMeansCode", TRANSFER),
            element("cbc:PaymentID", payment.reference or self.invoice.number),
            element(
                "cac:PayeeFinancialAccount",
                element("cbc:ID", compact(payment.iban)),
                element("cbc:Name", self.invoice.seller.name),
                bank,
            ),
        )

    def _terms(self) -> Element | None:
        """Return the terms (BT-20). A credit note says that the amount is in the client's favour."""
        terms = self.words["credit"] if self.is_credit else self.invoice.payment.terms
        return element("cac:PaymentTerms", element("cbc:Note", terms)) if terms else None

    def _discounts(self) -> list[Discount]:
        return [discount for discount in self.invoice.discounts if discount.amount]

    def _discount(self, discount: Discount) -> Element:
        """Return a discount on the invoice (BG-20)."""
        return element(
            "cac:AllowanceCharge",
            element("cbc:ChargeIndicator", "false"),
            element("cbc:AllowanceChargeReasonCode", DISCOUNT),
            element("cbc:AllowanceChargeReason", discount.reason or self.words["general_discount"]),
            self.amount("cbc:Amount", discount.amount),
            _category("cac:TaxCategory", discount.tax_category, discount.tax_rate),
        )

    def _breakdown(self) -> Iterator[Element]:
        """Return a line for each category and rate (BG-23), whose reasons are told together."""
        groups: dict[tuple[TaxCategory, Decimal], list[Tax]] = {}
        for tax in self.invoice.taxes:
            groups.setdefault((tax.category, tax.rate), []).append(tax)
        for (category, rate), taxes in groups.items():
            yield element(
                "cac:TaxSubtotal",
                self.amount("cbc:TaxableAmount", sum((tax.base for tax in taxes), ZERO)),
                self.amount("cbc:TaxAmount", sum((tax.amount for tax in taxes), ZERO)),
                _category("cac:TaxCategory", category, rate, self._reason(category, taxes)),
            )

    def _reason(self, category: TaxCategory, taxes: list[Tax]) -> str | None:
        if category in {"standard", "zero"}:
            return None
        law = "law_reverse_charge" if category == "reverse_charge" else None
        reasons = dict.fromkeys(tax.exemption_reason or self.words[law or f"law_{tax.cause}"] for tax in taxes)
        return "; ".join(reasons)

    def _totals(self) -> Element:
        """Return the totals (BG-22)."""
        invoice = self.invoice
        discount = invoice.lines_net - invoice.subtotal
        return element(
            "cac:LegalMonetaryTotal",
            self.amount("cbc:LineExtensionAmount", invoice.lines_net),
            self.amount("cbc:TaxExclusiveAmount", invoice.subtotal),
            self.amount("cbc:TaxInclusiveAmount", invoice.total),
            self.amount("cbc:AllowanceTotalAmount", discount) if self._discounts() else None,
            self.amount("cbc:PrepaidAmount", invoice.amount_paid) if invoice.amount_paid else None,
            self.amount("cbc:PayableAmount", invoice.amount_due),
        )

    def _line(self, number: int, line: Line) -> Element:
        """Return a line (BG-25). A price is never negative (BR-27): the quantity is."""
        name, quantity = (
            ("CreditNoteLine", "CreditedQuantity") if self.is_credit else ("InvoiceLine", "InvoicedQuantity")
        )
        count, price = self.signed(line.quantity), line.unit_price
        if price < 0:
            count, price = -count, -price
        return element(
            f"cac:{name}",
            element("cbc:ID", str(number)),
            element(f"cbc:{quantity}", plain(count), unitCode=PIECE),
            self.amount("cbc:LineExtensionAmount", line.net),
            self._line_discount(line),
            element(
                "cac:Item",
                element("cbc:Name", line.description),
                _category("cac:ClassifiedTaxCategory", line.tax_category, line.tax_rate),
            ),
            element("cac:Price", element("cbc:PriceAmount", plain(price), currencyID=self.invoice.currency)),
        )

    def _line_discount(self, line: Line) -> Element | None:
        """Return the discount of a line (BG-27): what its net is less than quantity times price."""
        if not line.discount_percent:
            return None
        gross = gross_of(line)
        return element(
            "cac:AllowanceCharge",
            element("cbc:ChargeIndicator", "false"),
            element("cbc:AllowanceChargeReasonCode", DISCOUNT),
            element("cbc:AllowanceChargeReason", self.words["general_discount"]),
            element("cbc:MultiplierFactorNumeric", plain(line.discount_percent)),
            self.amount("cbc:Amount", gross - line.net),
            self.amount("cbc:BaseAmount", gross),
        )


def _address(party: Party) -> Element:
    return element(
        "cac:PostalAddress",
        optional("cbc:StreetName", party.street),
        optional("cbc:CityName", party.city),
        optional("cbc:PostalZone", party.postal_code),
        optional("cbc:CountrySubentity", party.province),
        element("cac:Country", element("cbc:IdentificationCode", party.country)),
    )


def _vat(party: Party) -> Element | None:
    """Return the VAT number of a party in the EU (BT-31, BT-48)."""
    if not has_vat_number(party):
        return None
    scheme = element("cac:TaxScheme", element("cbc:ID", "VAT"))
    return element("cac:PartyTaxScheme", element("cbc:CompanyID", vat_number(party)), scheme)


def _contact(party: Party) -> Element | None:
    if not party.phone and not party.email:
        return None
    return element("cac:Contact", optional("cbc:Telephone", party.phone), optional("cbc:ElectronicMail", party.email))


def _category(name: str, category: TaxCategory, rate: Decimal, reason: str | None = None) -> Element:
    """Return a tax category (BG-23, BG-30), with why it is not taxed."""
    return element(
        name,
        element("cbc:ID", CODES[category]),
        element("cbc:Percent", plain(rate)),
        optional("cbc:TaxExemptionReasonCode", VATEX.get(category)) if reason else None,
        optional("cbc:TaxExemptionReason", reason),
        element("cac:TaxScheme", element("cbc:ID", "VAT")),
    )
