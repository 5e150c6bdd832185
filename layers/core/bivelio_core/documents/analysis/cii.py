"""Cross Industry Invoice D16B (CEN/TS 16931-3-3), the syntax of Factur-X and ZUGFeRD 2, and ZUGFeRD 1 of 2014."""

from decimal import Decimal

from lxml import etree

from .elements import amount, day, each, every_text, flag, optional, strip_namespaces, text, value_of
from .invoices import Address, Adjustment, Invoice, Line, Party, Payment, Tax, Totals
from .registers import as_tax_number
from .spanish_notes import with_notes

INVOICE = "{urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100}CrossIndustryInvoice"
ZUGFERD_1 = "{urn:ferd:CrossIndustryDocument:invoice:1p0}CrossIndustryDocument"
NEW_NAMES = {
    "SpecifiedExchangedDocumentContext": "ExchangedDocumentContext",
    "HeaderExchangedDocument": "ExchangedDocument",
    "SpecifiedSupplyChainTradeTransaction": "SupplyChainTradeTransaction",
    "ApplicableSupplyChainTradeAgreement": "ApplicableHeaderTradeAgreement",
    "ApplicableSupplyChainTradeDelivery": "ApplicableHeaderTradeDelivery",
    "ApplicableSupplyChainTradeSettlement": "ApplicableHeaderTradeSettlement",
    "SpecifiedSupplyChainTradeAgreement": "SpecifiedLineTradeAgreement",
    "SpecifiedSupplyChainTradeDelivery": "SpecifiedLineTradeDelivery",
    "SpecifiedSupplyChainTradeSettlement": "SpecifiedLineTradeSettlement",
    "SpecifiedTradeSettlementMonetarySummation": "Summation",
    "SpecifiedTradeSettlementHeaderMonetarySummation": "Summation",
    "SpecifiedTradeSettlementLineMonetarySummation": "Summation",
    "ApplicablePercent": "RateApplicablePercent",
}
"""ZUGFeRD 1 says the same in longer names; both are read by those of D16B."""
CREDIT_NOTES = frozenset({"381", "396", "261", "262", "296", "308", "420", "458", "532", "81", "83"})
"""Codes of UNTDID 1001 that EN 16931 treats as credit notes."""
EURO = "EUR"
ZERO = Decimal(0)
VAT = "VA"
SCHEMES = {"VAT": VAT}
"""Schemes of tax numbers (UNTDID 1153) by what some programs write for them."""


def read_cii(root: etree._Element) -> Invoice:
    """Return the invoice of a CrossIndustryInvoice or CrossIndustryDocument, whose tags become those of D16B."""
    syntax = root.tag
    strip_namespaces(root, NEW_NAMES)
    document, trade = root.find("ExchangedDocument"), root.find("SupplyChainTradeTransaction")
    agreement = trade.find("ApplicableHeaderTradeAgreement") if trade is not None else None
    delivery = trade.find("ApplicableHeaderTradeDelivery") if trade is not None else None
    settlement = trade.find("ApplicableHeaderTradeSettlement") if trade is not None else None
    type_code = text(document, "TypeCode")
    currency = text(settlement, "InvoiceCurrencyCode")
    invoice = Invoice(
        syntax="zugferd1" if syntax == ZUGFERD_1 else "cii",
        profile=text(root, "ExchangedDocumentContext/GuidelineSpecifiedDocumentContextParameter/ID"),
        is_credit_note=type_code in CREDIT_NOTES,
        type_code=type_code,
        number=text(document, "ID"),
        issue_date=day(document, "IssueDateTime/DateTimeString"),
        due_date=day(settlement, "SpecifiedTradePaymentTerms/DueDateDateTime/DateTimeString"),
        delivery_date=day(delivery, "ActualDeliverySupplyChainEvent/OccurrenceDateTime/DateTimeString"),
        period_start=day(settlement, "BillingSpecifiedPeriod/StartDateTime/DateTimeString"),
        period_end=day(settlement, "BillingSpecifiedPeriod/EndDateTime/DateTimeString"),
        currency=currency,
        buyer_reference=text(agreement, "BuyerReference"),
        order_reference=text(
            agreement, "BuyerOrderReferencedDocument/IssuerAssignedID", "BuyerOrderReferencedDocument/ID"
        ),
        contract_reference=text(
            agreement, "ContractReferencedDocument/IssuerAssignedID", "ContractReferencedDocument/ID"
        ),
        preceding=every_text(settlement, "InvoiceReferencedDocument/IssuerAssignedID"),
        notes=every_text(document, "IncludedNote/Content"),
        supplier=optional(agreement, "SellerTradeParty", _party),
        client=optional(agreement, "BuyerTradeParty", _party),
        payee=optional(settlement, "PayeeTradeParty", _party),
        lines=each(trade, "IncludedSupplyChainTradeLineItem", _line),
        taxes=each(settlement, "ApplicableTradeTax", _tax),
        adjustments=(
            *each(settlement, "SpecifiedTradeAllowanceCharge", _adjustment),
            *each(settlement, "SpecifiedLogisticsServiceCharge", _logistics),
        ),
        totals=_totals(settlement, currency),
        payments=_payments(settlement),
        payment_terms=text(settlement, "SpecifiedTradePaymentTerms/Description"),
    )
    return with_notes(invoice)


def _totals(settlement: etree._Element | None, currency: str | None) -> Totals:
    return Totals(
        lines=amount(settlement, "Summation/LineTotalAmount"),
        allowances=amount(settlement, "Summation/AllowanceTotalAmount"),
        charges=amount(settlement, "Summation/ChargeTotalAmount"),
        base=amount(settlement, "Summation/TaxBasisTotalAmount"),
        tax=amount(
            settlement, f"Summation/TaxTotalAmount[@currencyID='{_plain(currency)}']", "Summation/TaxTotalAmount"
        ),
        tax_in_euros=None
        if currency == EURO
        else amount(settlement, f"Summation/TaxTotalAmount[@currencyID='{EURO}']"),
        total=amount(settlement, "Summation/GrandTotalAmount"),
        prepaid=amount(settlement, "Summation/TotalPrepaidAmount"),
        rounding=amount(settlement, "Summation/RoundingAmount"),
        due=amount(settlement, "Summation/DuePayableAmount"),
    )


def _plain(currency: str | None) -> str:
    """Return a currency code as part of a path; anything else than letters could change the path."""
    return currency if currency and currency.isalpha() else ""


def _party(element: etree._Element) -> Party:
    numbers: dict[str, str] = {}
    for registration in element.findall("SpecifiedTaxRegistration/ID"):
        scheme = registration.get("schemeID", VAT).strip().upper()
        numbers.setdefault(SCHEMES.get(scheme, scheme), value_of(registration.text))
    vat, local = numbers.get(VAT) or None, numbers.get("FC") or None
    legal = text(element, "SpecifiedLegalOrganization/ID")
    return Party(
        name=text(element, "Name"),
        trade_name=text(element, "SpecifiedLegalOrganization/TradingBusinessName"),
        tax_number=vat or local or as_tax_number(legal),
        vat_number=vat,
        local_tax_number=local,
        registration=legal or text(element, "ID", "GlobalID"),
        address=optional(element, "PostalTradeAddress", _address),
        contact=text(element, "DefinedTradeContact/PersonName", "DefinedTradeContact/DepartmentName"),
        email=text(element, "DefinedTradeContact/EmailURIUniversalCommunication/URIID"),
        phone=text(element, "DefinedTradeContact/TelephoneUniversalCommunication/CompleteNumber"),
    )


def _address(element: etree._Element) -> Address:
    return Address(
        street=text(element, "LineOne"),
        additional=text(element, "LineTwo"),
        city=text(element, "CityName"),
        postal_code=text(element, "PostcodeCode"),
        province=text(element, "CountrySubDivisionName"),
        country=text(element, "CountryID"),
    )


def _line(element: etree._Element) -> Line:
    settlement = element.find("SpecifiedLineTradeSettlement")
    price = "SpecifiedLineTradeAgreement/NetPriceProductTradePrice"
    gross_price = "SpecifiedLineTradeAgreement/GrossPriceProductTradePrice"
    quantity = element.find("SpecifiedLineTradeDelivery/BilledQuantity")
    return Line(
        id=text(element, "AssociatedDocumentLineDocument/LineID"),
        description=text(element, "SpecifiedTradeProduct/Name", "SpecifiedTradeProduct/Description"),
        details=text(element, "SpecifiedTradeProduct/Description"),
        item_number=text(element, "SpecifiedTradeProduct/SellerAssignedID", "SpecifiedTradeProduct/GlobalID"),
        quantity=amount(element, "SpecifiedLineTradeDelivery/BilledQuantity"),
        unit=quantity.get("unitCode") if quantity is not None else None,
        unit_price=amount(element, f"{price}/ChargeAmount"),
        price_quantity=amount(element, f"{price}/BasisQuantity", f"{gross_price}/BasisQuantity"),
        net=amount(settlement, "Summation/LineTotalAmount"),
        tax_rate=amount(settlement, "ApplicableTradeTax/RateApplicablePercent"),
        tax_category=text(settlement, "ApplicableTradeTax/CategoryCode"),
        adjustments=each(settlement, "SpecifiedTradeAllowanceCharge", _adjustment),
        taxes=each(settlement, "ApplicableTradeTax", _tax),
        note=text(element, "AssociatedDocumentLineDocument/IncludedNote/Content"),
    )


def _tax(element: etree._Element) -> Tax:
    return Tax(
        base=amount(element, "BasisAmount"),
        amount=amount(element, "CalculatedAmount"),
        rate=amount(element, "RateApplicablePercent"),
        category=text(element, "CategoryCode"),
        kind=text(element, "TypeCode"),
        exemption=text(element, "ExemptionReason", "ExemptionReasonCode"),
    )


def _adjustment(element: etree._Element) -> Adjustment:
    return Adjustment(
        is_charge=flag(element, "ChargeIndicator/Indicator") or flag(element, "ChargeIndicator"),
        amount=amount(element, "ActualAmount") or ZERO,
        base=amount(element, "BasisAmount"),
        percent=amount(element, "CalculationPercent"),
        reason=text(element, "Reason", "ReasonCode"),
        tax_category=text(element, "CategoryTradeTax/CategoryCode"),
        tax_rate=amount(element, "CategoryTradeTax/RateApplicablePercent"),
    )


def _logistics(element: etree._Element) -> Adjustment:
    """Return a charge for transport, which EXTENDED profiles state apart."""
    return Adjustment(
        is_charge=True,
        amount=amount(element, "AppliedAmount") or ZERO,
        reason=text(element, "Description"),
        tax_category=text(element, "AppliedTradeTax/CategoryCode"),
        tax_rate=amount(element, "AppliedTradeTax/RateApplicablePercent"),
    )


def _payments(settlement: etree._Element | None) -> tuple[Payment, ...]:
    """Return the means of payment; the reference and the mandate stand beside them."""

    def make(element: etree._Element) -> Payment:
        return Payment(
            means=text(element, "TypeCode"),
            text=text(element, "Information"),
            reference=text(settlement, "PaymentReference"),
            iban=text(element, "PayeePartyCreditorFinancialAccount/IBANID")
            or text(element, "PayeePartyCreditorFinancialAccount/ProprietaryID"),
            bic=text(element, "PayeeSpecifiedCreditorFinancialInstitution/BICID"),
            debited_iban=text(element, "PayerPartyDebtorFinancialAccount/IBANID"),
            mandate=text(settlement, "SpecifiedTradePaymentTerms/DirectDebitMandateID"),
        )

    return each(settlement, "SpecifiedTradeSettlementPaymentMeans", make)
