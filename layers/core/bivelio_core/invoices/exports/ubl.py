"""An invoice as UBL 2.1 in the syntax binding of EN 16931 (CEN/TS 16931-3-2): Invoice, or CreditNote.

IRPF stands in WithholdingTaxTotal, of which CEN's rules only warn (UBL-CR-513). A CreditNote has no such element, so
there the note of the terms says it alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from bivelio_core.invoices.currencies import EURO
from bivelio_core.invoices.expressible import NotExpressible
from bivelio_core.invoices.paper import PaperInvoice, Party
from bivelio_core.invoices.tax_numbers import compact, has_vat_number, vat_number
from bivelio_core.invoices.verifactu import qr
from bivelio_core.invoices.xml_text import DECLARATION, Element, element, optional, written

from .amounts import plain
from .en16931 import DISCOUNT, OUTSIDE, Allowance, Category, Item, Subtotal, Terms
from .en16931_needs import missing
from .profiles import CORE, Profile

NAMESPACES = {
    "xmlns:cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "xmlns:cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
}
ROOT = "urn:oasis:names:specification:ubl:schema:xsd:{name}-2"
VAT = "VAT"
WITHHOLDING = "WTH"
"""The scheme of withheld taxes in the Spanish profile (Orden HAC/1028/2026, BG-ES-4)."""
WITHHELD = "S"
"""UNCL 5305: the schema asks for a category, and this is the one of a rate."""


def write(invoice: PaperInvoice, profile: Profile = CORE) -> bytes:
    """Return an issued invoice as UBL. Raises NotExpressible."""
    if needs := missing(invoice):
        raise NotExpressible("ubl", needs)
    terms = Terms.of(invoice)
    if not profile.has_credit_notes:
        terms = replace(terms, is_credit=False)
    return (DECLARATION + written(_Document(terms, profile).root())).encode()


@dataclass(frozen=True)
class _Document:
    """The terms of an invoice, each as an element."""

    terms: Terms
    profile: Profile = CORE

    @property
    def invoice(self) -> PaperInvoice:
        return self.terms.invoice

    def amount(self, name: str, value: Decimal) -> Element:
        """Return an amount in the invoice's currency."""
        return element(name, f"{value:.2f}", currencyID=self.invoice.currency)

    def root(self) -> Element:
        name = "CreditNote" if self.terms.is_credit else "Invoice"
        return element(name, self._parts(name), xmlns=ROOT.format(name=name), **NAMESPACES)

    def _parts(self, name: str) -> Iterator[Element]:
        invoice, terms = self.invoice, self.terms
        elements = (
            element("cbc:CustomizationID", self.profile.specification),
            optional("cbc:ProfileID", self.profile.process),
            element("cbc:ID", invoice.number),
            element("cbc:IssueDate", invoice.issue_date.isoformat()),
            element("cbc:DueDate", terms.due_date.isoformat()) if terms.due_date else None,
            element(f"cbc:{name}TypeCode", self.profile.type_codes.get(terms.type_code, terms.type_code)),
            *self._notes(),
            element("cbc:DocumentCurrencyCode", invoice.currency),
            element("cbc:TaxCurrencyCode", EURO) if terms.tax_in_euros is not None else None,
            element("cac:OrderReference", element("cbc:ID", invoice.reference)) if invoice.reference else None,
            *self._corrected(),
            self._tax_qr(),
            element("cac:AccountingSupplierParty", self._party(invoice.seller, is_seller=True)),
            element("cac:AccountingCustomerParty", self._party(invoice.buyer)) if invoice.buyer else None,
            self._delivery(),
            self._payment(),
            element("cac:PaymentTerms", element("cbc:Note", terms.payment_terms)) if terms.payment_terms else None,
            *(self._allowance(allowance) for allowance in (*terms.allowances, *terms.charges)),
            element("cac:TaxTotal", self.amount("cbc:TaxAmount", terms.tax), map(self._subtotal, terms.breakdown)),
            self._tax_in_euros(),
            self._withheld(),
            self._totals(),
            *(self._line(item) for item in terms.items),
        )
        return (each for each in elements if each is not None)

    def _notes(self) -> Iterator[Element]:
        notes = tuple(self.terms.notes)
        if self.profile.has_one_note and notes:
            notes = ("\n".join(notes),)
        return (element("cbc:Note", note) for note in notes)

    def _endpoint(self, *, is_seller: bool) -> Element | None:
        """Return the electronic address of a party (BT-34, BT-49)."""
        if (endpoints := self.profile.endpoints) is None:
            return None
        scheme, value = endpoints.seller if is_seller else endpoints.buyer
        return element("cbc:EndpointID", value, schemeID=scheme)

    def _tax_qr(self) -> Element | None:
        """Return the address of the tax QR as a supporting document (BG-24)."""
        if (url := qr.address(self.invoice)) is None:
            return None
        reference = element("cac:ExternalReference", element("cbc:URI", url))
        return element(
            "cac:AdditionalDocumentReference",
            element("cbc:ID", qr.BELOW),
            element("cbc:DocumentDescription", qr.NAME),
            element("cac:Attachment", reference),
        )

    def _corrected(self) -> Iterator[Element]:
        """Return the preceding invoices (BG-3)."""
        for former in self.terms.preceding:
            reference = element("cbc:ID", former.number), element("cbc:IssueDate", former.issue_date.isoformat())
            yield element("cac:BillingReference", element("cac:InvoiceDocumentReference", *reference))

    def _party(self, party: Party, *, is_seller: bool = False) -> Element:
        """Return the seller (BG-4) or the buyer (BG-7)."""
        return element(
            "cac:Party",
            self._endpoint(is_seller=is_seller),
            element("cac:PartyName", element("cbc:Name", party.trade_name)) if party.trade_name else None,
            _address(party),
            None if self.terms.is_outside else _vat(party),
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
        when, country = self.terms.delivery_date, self.terms.delivery_country
        if when is None:
            return None
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
        """Return how what is due is paid, and to which account (BG-16, BG-17)."""
        terms, payment = self.terms, self.invoice.payment
        if terms.means_code is None:
            return None
        bank = element("cac:FinancialInstitutionBranch", element("cbc:ID", payment.bic)) if payment.bic else None
        account = element(
            "cac:PayeeFinancialAccount",
            element("cbc:ID", compact(payment.iban or "")),
            element("cbc:Name", self.invoice.seller.name),
            bank,
        )
        return element(
            "cac:PaymentMeans",
            element("cbc:PaymentMeansCode", terms.means_code),
            element("cbc:PaymentID", terms.payment_reference),
            account if terms.has_account else None,
        )

    def _allowance(self, allowance: Allowance) -> Element:
        """Return a discount or a charge on the invoice (BG-20, BG-21), or a discount of a line (BG-27)."""
        percent = optional("cbc:MultiplierFactorNumeric", plain(allowance.percent) if allowance.percent else None)
        return element(
            "cac:AllowanceCharge",
            element("cbc:ChargeIndicator", "true" if allowance.is_charge else "false"),
            None if allowance.is_charge else element("cbc:AllowanceChargeReasonCode", DISCOUNT),
            element("cbc:AllowanceChargeReason", allowance.reason),
            percent,
            self.amount("cbc:Amount", allowance.amount),
            self.amount("cbc:BaseAmount", allowance.base) if allowance.base is not None else None,
            _category("cac:TaxCategory", allowance.category) if allowance.category else None,
        )

    def _subtotal(self, subtotal: Subtotal) -> Element:
        """Return a line of the breakdown (BG-23)."""
        return element(
            "cac:TaxSubtotal",
            self.amount("cbc:TaxableAmount", subtotal.base),
            self.amount("cbc:TaxAmount", subtotal.amount),
            _category("cac:TaxCategory", subtotal.category),
        )

    def _tax_in_euros(self) -> Element | None:
        tax = self.terms.tax_in_euros
        if tax is None:
            return None
        return element("cac:TaxTotal", element("cbc:TaxAmount", f"{tax:.2f}", currencyID=EURO))

    def _withheld(self) -> Element | None:
        """Return the IRPF, which EN 16931 has no term for; PayableAmount is before it."""
        invoice = self.invoice
        if self.terms.is_credit or not invoice.irpf or not self.profile.has_withholding:
            return None
        withheld = self.amount("cbc:TaxAmount", invoice.irpf)
        return element(
            "cac:WithholdingTaxTotal",
            withheld,
            element(
                "cac:TaxSubtotal",
                self.amount("cbc:TaxableAmount", invoice.subtotal),
                withheld,
                _category("cac:TaxCategory", Category(WITHHELD, invoice.irpf_rate), scheme=WITHHOLDING),
            ),
        )

    def _totals(self) -> Element:
        """Return the totals (BG-22)."""
        invoice, terms = self.invoice, self.terms
        return element(
            "cac:LegalMonetaryTotal",
            self.amount("cbc:LineExtensionAmount", terms.signed(invoice.lines_net)),
            self.amount("cbc:TaxExclusiveAmount", terms.base),
            self.amount("cbc:TaxInclusiveAmount", terms.total),
            self.amount("cbc:AllowanceTotalAmount", terms.allowance_total) if terms.allowances else None,
            self.amount("cbc:ChargeTotalAmount", terms.charge_total) if terms.charges else None,
            self.amount("cbc:PrepaidAmount", terms.signed(invoice.amount_paid)) if invoice.amount_paid else None,
            self.amount("cbc:PayableAmount", terms.payable),
        )

    def _line(self, item: Item) -> Element:
        """Return a line (BG-25)."""
        name, quantity = (
            ("CreditNoteLine", "CreditedQuantity") if self.terms.is_credit else ("InvoiceLine", "InvoicedQuantity")
        )
        return element(
            f"cac:{name}",
            element("cbc:ID", str(item.number)),
            element(f"cbc:{quantity}", plain(item.quantity), unitCode=item.unit),
            self.amount("cbc:LineExtensionAmount", item.net),
            self._allowance(item.allowance) if item.allowance else None,
            element(
                "cac:Item",
                element("cbc:Name", item.description),
                element("cac:SellersItemIdentification", element("cbc:ID", item.code)) if item.code else None,
                _category("cac:ClassifiedTaxCategory", item.category),
            ),
            element("cac:Price", element("cbc:PriceAmount", plain(item.price), currencyID=self.invoice.currency)),
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
    return element("cac:PartyTaxScheme", element("cbc:CompanyID", vat_number(party)), _scheme(VAT))


def _contact(party: Party) -> Element | None:
    if not party.phone and not party.email:
        return None
    return element("cac:Contact", optional("cbc:Telephone", party.phone), optional("cbc:ElectronicMail", party.email))


def _category(name: str, category: Category, scheme: str = VAT) -> Element:
    """Return a tax category (BG-23, BG-30), with why it is not taxed."""
    return element(
        name,
        element("cbc:ID", category.code),
        None if category.code == OUTSIDE else element("cbc:Percent", plain(category.rate)),
        optional("cbc:TaxExemptionReasonCode", category.reason_code),
        optional("cbc:TaxExemptionReason", category.reason),
        _scheme(scheme),
    )


def _scheme(name: str) -> Element:
    return element("cac:TaxScheme", element("cbc:ID", name))
