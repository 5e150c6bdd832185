"""An invoice as Cross Industry Invoice D16B in the syntax binding of EN 16931 (CEN/TS 16931-3-3), as in Factur-X.

The syntax has no element for withheld taxes: the note of the terms says IRPF.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bivelio_core.invoices.currencies import EURO
from bivelio_core.invoices.expressible import NotExpressible
from bivelio_core.invoices.paper import PaperInvoice, Party
from bivelio_core.invoices.tax_numbers import compact, has_vat_number, vat_number
from bivelio_core.invoices.verifactu import qr
from bivelio_core.invoices.xml_text import DECLARATION, Element, element, optional, written

from .amounts import plain
from .en16931 import DISCOUNT, OUTSIDE, SPECIFICATION, Allowance, Category, Item, Subtotal, Terms
from .en16931_needs import missing

NAMESPACE = "urn:un:unece:uncefact:data:standard:"
NAMESPACES = {
    "xmlns:rsm": f"{NAMESPACE}CrossIndustryInvoice:100",
    "xmlns:ram": f"{NAMESPACE}ReusableAggregateBusinessInformationEntity:100",
    "xmlns:qdt": f"{NAMESPACE}QualifiedDataType:100",
    "xmlns:udt": f"{NAMESPACE}UnqualifiedDataType:100",
}
SUPPORTING = "916"
"""UNTDID 1001 of a supporting document (BG-24)."""
DAY = "102"
"""UNTDID 2379: a date of eight digits."""


def write(invoice: PaperInvoice) -> bytes:
    """Return an issued invoice as CII. Raises NotExpressible."""
    if needs := missing(invoice):
        raise NotExpressible("cii", needs)
    return (DECLARATION + written(_Document(Terms.of(invoice)).root())).encode()


@dataclass(frozen=True)
class _Document:
    """The terms of an invoice, each as an element."""

    terms: Terms

    @property
    def invoice(self) -> PaperInvoice:
        return self.terms.invoice

    def root(self) -> Element:
        invoice, terms = self.invoice, self.terms
        guideline = element("ram:ID", SPECIFICATION)
        return element(
            "rsm:CrossIndustryInvoice",
            element(
                "rsm:ExchangedDocumentContext",
                element("ram:GuidelineSpecifiedDocumentContextParameter", guideline),
            ),
            element(
                "rsm:ExchangedDocument",
                element("ram:ID", invoice.number),
                element("ram:TypeCode", terms.type_code),
                element("ram:IssueDateTime", _day(invoice.issue_date)),
                *(element("ram:IncludedNote", element("ram:Content", note)) for note in terms.notes),
            ),
            element(
                "rsm:SupplyChainTradeTransaction",
                *map(_line, terms.items),
                self._agreement(),
                self._delivery(),
                element("ram:ApplicableHeaderTradeSettlement", self._settlement()),
            ),
            **NAMESPACES,
        )

    def _agreement(self) -> Element:
        invoice = self.invoice
        order = element("ram:IssuerAssignedID", invoice.reference) if invoice.reference else None
        return element(
            "ram:ApplicableHeaderTradeAgreement",
            element("ram:SellerTradeParty", _party(invoice.seller, is_outside=self.terms.is_outside, is_seller=True)),
            element("ram:BuyerTradeParty", _party(invoice.buyer, is_outside=self.terms.is_outside))
            if invoice.buyer
            else None,
            element("ram:BuyerOrderReferencedDocument", order) if order else None,
            self._tax_qr(),
        )

    def _tax_qr(self) -> Element | None:
        """Return the address of the tax QR as a supporting document (BG-24)."""
        if (url := qr.address(self.invoice)) is None:
            return None
        return element(
            "ram:AdditionalReferencedDocument",
            element("ram:IssuerAssignedID", qr.BELOW),
            element("ram:URIID", url),
            element("ram:TypeCode", SUPPORTING),
            element("ram:Name", qr.NAME),
        )

    def _delivery(self) -> Element:
        """Return when, and for a supply within the EU where to (BT-72, BT-80)."""
        when, country = self.terms.delivery_date, self.terms.delivery_country
        address = element("ram:PostalTradeAddress", element("ram:CountryID", country)) if country else None
        occurrence = element("ram:OccurrenceDateTime", _day(when)) if when else None
        return element(
            "ram:ApplicableHeaderTradeDelivery",
            element("ram:ShipToTradeParty", address) if address else None,
            element("ram:ActualDeliverySupplyChainEvent", occurrence) if occurrence else None,
        )

    def _settlement(self) -> Iterator[Element]:
        terms = self.terms
        elements = (
            element("ram:PaymentReference", terms.payment_reference) if terms.means_code else None,
            element("ram:TaxCurrencyCode", EURO) if terms.tax_in_euros is not None else None,
            element("ram:InvoiceCurrencyCode", self.invoice.currency),
            self._payment(),
            *map(_subtotal, terms.breakdown),
            *map(_allowance, (*terms.allowances, *terms.charges)),
            self._payment_terms(),
            self._totals(),
            *self._corrected(),
        )
        return (each for each in elements if each is not None)

    def _payment(self) -> Element | None:
        """Return how what is due is paid, and to which account (BG-16, BG-17)."""
        terms, payment = self.terms, self.invoice.payment
        if terms.means_code is None:
            return None
        account = element(
            "ram:PayeePartyCreditorFinancialAccount",
            element("ram:IBANID", compact(payment.iban or "")),
            element("ram:AccountName", self.invoice.seller.name),
        )
        bank = element("ram:BICID", payment.bic) if payment.bic else None
        return element(
            "ram:SpecifiedTradeSettlementPaymentMeans",
            element("ram:TypeCode", terms.means_code),
            account if terms.has_account else None,
            element("ram:PayeeSpecifiedCreditorFinancialInstitution", bank) if bank and terms.has_account else None,
        )

    def _payment_terms(self) -> Element | None:
        """Return the terms and the day that the payment is due (BT-20, BT-9)."""
        text, due_date = self.terms.payment_terms, self.terms.due_date
        if not text and not due_date:
            return None
        return element(
            "ram:SpecifiedTradePaymentTerms",
            optional("ram:Description", text),
            element("ram:DueDateDateTime", _day(due_date)) if due_date else None,
        )

    def _totals(self) -> Element:
        """Return the totals (BG-22)."""
        invoice, terms = self.invoice, self.terms
        return element(
            "ram:SpecifiedTradeSettlementHeaderMonetarySummation",
            _amount("LineTotalAmount", terms.signed(invoice.lines_net)),
            _amount("ChargeTotalAmount", terms.charge_total) if terms.charges else None,
            _amount("AllowanceTotalAmount", terms.allowance_total) if terms.allowances else None,
            _amount("TaxBasisTotalAmount", terms.base),
            _amount("TaxTotalAmount", terms.tax, currencyID=invoice.currency),
            None if terms.tax_in_euros is None else _amount("TaxTotalAmount", terms.tax_in_euros, currencyID=EURO),
            _amount("GrandTotalAmount", terms.total),
            _amount("TotalPrepaidAmount", terms.signed(invoice.amount_paid)) if invoice.amount_paid else None,
            _amount("DuePayableAmount", terms.payable),
        )

    def _corrected(self) -> Iterator[Element]:
        """Return the preceding invoices (BG-3)."""
        for former in self.terms.preceding:
            yield element(
                "ram:InvoiceReferencedDocument",
                element("ram:IssuerAssignedID", former.number),
                element("ram:FormattedIssueDateTime", _day(former.issue_date, "qdt")),
            )


def _day(when: date, prefix: str = "udt") -> Element:
    return element(f"{prefix}:DateTimeString", f"{when:%Y%m%d}", format=DAY)


def _amount(name: str, value: Decimal, **attributes: str) -> Element:
    return element(f"ram:{name}", f"{value:.2f}", **attributes)


def _line(item: Item) -> Element:
    """Return a line (BG-25)."""
    return element(
        "ram:IncludedSupplyChainTradeLineItem",
        element("ram:AssociatedDocumentLineDocument", element("ram:LineID", str(item.number))),
        element(
            "ram:SpecifiedTradeProduct",
            optional("ram:SellerAssignedID", item.code),
            element("ram:Name", item.description),
        ),
        element(
            "ram:SpecifiedLineTradeAgreement",
            element("ram:NetPriceProductTradePrice", element("ram:ChargeAmount", plain(item.price))),
        ),
        element(
            "ram:SpecifiedLineTradeDelivery",
            element("ram:BilledQuantity", plain(item.quantity), unitCode=item.unit),
        ),
        element(
            "ram:SpecifiedLineTradeSettlement",
            element("ram:ApplicableTradeTax", _category(item.category)),
            _allowance(item.allowance) if item.allowance else None,
            element(
                "ram:SpecifiedTradeSettlementLineMonetarySummation",
                _amount("LineTotalAmount", item.net),
            ),
        ),
    )


def _allowance(allowance: Allowance) -> Element:
    """Return a discount or a charge on the invoice (BG-20, BG-21), or a discount of a line (BG-27)."""
    category = allowance.category
    return element(
        "ram:SpecifiedTradeAllowanceCharge",
        element("ram:ChargeIndicator", element("udt:Indicator", "true" if allowance.is_charge else "false")),
        optional("ram:CalculationPercent", plain(allowance.percent) if allowance.percent else None),
        _amount("BasisAmount", allowance.base) if allowance.base is not None else None,
        _amount("ActualAmount", allowance.amount),
        None if allowance.is_charge else element("ram:ReasonCode", DISCOUNT),
        element("ram:Reason", allowance.reason),
        element("ram:CategoryTradeTax", _category(category)) if category else None,
    )


def _category(category: Category) -> Iterator[Element]:
    """Return the tax of a line or a discount (BG-30)."""
    yield element("ram:TypeCode", "VAT")
    yield element("ram:CategoryCode", category.code)
    if category.code != OUTSIDE:
        yield element("ram:RateApplicablePercent", plain(category.rate))


def _subtotal(subtotal: Subtotal) -> Element:
    """Return a line of the breakdown (BG-23), with why it is not taxed."""
    category = subtotal.category
    return element(
        "ram:ApplicableTradeTax",
        _amount("CalculatedAmount", subtotal.amount),
        element("ram:TypeCode", "VAT"),
        optional("ram:ExemptionReason", category.reason),
        _amount("BasisAmount", subtotal.base),
        element("ram:CategoryCode", category.code),
        optional("ram:ExemptionReasonCode", category.reason_code),
        None if category.code == OUTSIDE else element("ram:RateApplicablePercent", plain(category.rate)),
    )


def _party(party: Party, *, is_outside: bool, is_seller: bool = False) -> Iterator[Element]:
    """Return the seller (BG-4) or the buyer (BG-7)."""
    number = compact(party.nif or "")
    elements = (
        element("ram:Name", party.name),
        optional("ram:Description", party.registration) if is_seller else None,
        element(
            "ram:SpecifiedLegalOrganization",
            optional("ram:ID", number),
            optional("ram:TradingBusinessName", party.trade_name),
        )
        if number or party.trade_name
        else None,
        _contact(party),
        element(
            "ram:PostalTradeAddress",
            optional("ram:PostcodeCode", party.postal_code),
            optional("ram:LineOne", party.street),
            optional("ram:CityName", party.city),
            element("ram:CountryID", party.country),
            optional("ram:CountrySubDivisionName", party.province),
        ),
        element("ram:SpecifiedTaxRegistration", element("ram:ID", vat_number(party), schemeID="VA"))
        if has_vat_number(party) and not is_outside
        else None,
    )
    return (each for each in elements if each is not None)


def _contact(party: Party) -> Element | None:
    if not party.phone and not party.email:
        return None
    phone = element("ram:CompleteNumber", party.phone) if party.phone else None
    email = element("ram:URIID", party.email) if party.email else None
    return element(
        "ram:DefinedTradeContact",
        element("ram:TelephoneUniversalCommunication", phone) if phone else None,
        element("ram:EmailURIUniversalCommunication", email) if email else None,
    )
