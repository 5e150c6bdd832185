"""UBL 2.1 Invoice and CreditNote, in the syntax binding of EN 16931 (CEN/TS 16931-3-2)."""

from dataclasses import replace
from decimal import Decimal

from lxml import etree

from .elements import amount, day, each, every_amount, every_text, flag, optional, strip_namespaces, text
from .invoices import Address, Adjustment, Invoice, Line, Party, Payment, Tax, Totals
from .registers import as_tax_number
from .spanish_notes import with_notes

INVOICE = "{urn:oasis:names:specification:ubl:schema:xsd:Invoice-2}Invoice"
CREDIT_NOTE = "{urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2}CreditNote"
EURO = "EUR"
ZERO = Decimal(0)


def read_ubl(root: etree._Element) -> Invoice:
    """Return the invoice of an Invoice or CreditNote element, whose tags are replaced by local names."""
    is_credit_note = root.tag == CREDIT_NOTE
    strip_namespaces(root)
    currency = text(root, "DocumentCurrencyCode")
    breakdown = _breakdown(root, currency)
    invoice = Invoice(
        syntax="ubl",
        profile=text(root, "CustomizationID"),
        is_credit_note=is_credit_note,
        type_code=text(root, "InvoiceTypeCode", "CreditNoteTypeCode"),
        number=text(root, "ID"),
        issue_date=day(root, "IssueDate"),
        due_date=day(root, "DueDate", "PaymentMeans/PaymentDueDate", "PaymentTerms/PaymentDueDate"),
        delivery_date=day(root, "Delivery/ActualDeliveryDate"),
        period_start=day(root, "InvoicePeriod/StartDate"),
        period_end=day(root, "InvoicePeriod/EndDate"),
        currency=currency,
        buyer_reference=text(root, "BuyerReference"),
        order_reference=text(root, "OrderReference/ID"),
        contract_reference=text(root, "ContractDocumentReference/ID"),
        preceding=every_text(root, "BillingReference/InvoiceDocumentReference/ID"),
        notes=every_text(root, "Note"),
        supplier=optional(root, "AccountingSupplierParty/Party", _party),
        client=optional(root, "AccountingCustomerParty/Party", _party),
        payee=optional(root, "PayeeParty", _party),
        lines=each(root, "CreditNoteLine" if is_credit_note else "InvoiceLine", _line),
        taxes=(*each(breakdown, "TaxSubtotal", _tax), *each(root, "WithholdingTaxTotal/TaxSubtotal", _withheld)),
        adjustments=each(root, "AllowanceCharge", _adjustment),
        totals=_totals(root, breakdown),
        payments=each(root, "PaymentMeans", _payment),
        payment_terms=text(root, "PaymentTerms/Note"),
    )
    return with_notes(invoice)


def _breakdown(root: etree._Element, currency: str | None) -> etree._Element | None:
    """Return the tax total in the invoice's currency; another may be in that of accounting (BT-111)."""
    totals = root.findall("TaxTotal")
    for total in totals:
        value = total.find("TaxAmount")
        if value is not None and value.get("currencyID") == currency:
            return total
    return totals[0] if totals else None


def _tax_in_euros(root: etree._Element) -> Decimal | None:
    """Return the tax in euros of an invoice in another currency (BT-111)."""
    if text(root, "DocumentCurrencyCode") == EURO:
        return None
    return next(
        (
            amount(total, "TaxAmount")
            for total in root.findall("TaxTotal")
            if total.find(f"TaxAmount[@currencyID='{EURO}']") is not None
        ),
        None,
    )


def _totals(root: etree._Element, breakdown: etree._Element | None) -> Totals:
    """Return the totals; `due` is after what is withheld, whether the document takes it off or not."""
    amounts = every_amount(root, "WithholdingTaxTotal/TaxAmount")
    withheld = sum(amounts, ZERO) if amounts else None
    totals = Totals(
        lines=amount(root, "LegalMonetaryTotal/LineExtensionAmount"),
        allowances=amount(root, "LegalMonetaryTotal/AllowanceTotalAmount"),
        charges=amount(root, "LegalMonetaryTotal/ChargeTotalAmount"),
        base=amount(root, "LegalMonetaryTotal/TaxExclusiveAmount"),
        tax=amount(breakdown, "TaxAmount"),
        tax_in_euros=_tax_in_euros(root),
        total=amount(root, "LegalMonetaryTotal/TaxInclusiveAmount"),
        prepaid=amount(root, "LegalMonetaryTotal/PrepaidAmount"),
        rounding=amount(root, "LegalMonetaryTotal/PayableRoundingAmount"),
        due=amount(root, "LegalMonetaryTotal/PayableAmount"),
        withheld=withheld,
    )
    if withheld is None or totals.total is None or totals.due is None:
        return totals
    before = totals.total - (totals.prepaid or ZERO) + (totals.rounding or ZERO)
    return replace(totals, due=before - withheld) if totals.due == before else totals


def _party(element: etree._Element) -> Party:
    vat, local = None, None
    for scheme in element.findall("PartyTaxScheme"):
        number = text(scheme, "CompanyID")
        if (text(scheme, "TaxScheme/ID") or "VAT").upper() == "VAT":
            vat = vat or number
        else:
            local = local or number
    registration = text(element, "PartyLegalEntity/CompanyID")
    legal_name = text(element, "PartyLegalEntity/RegistrationName")
    trade_name = text(element, "PartyName/Name")
    return Party(
        name=legal_name or trade_name,
        trade_name=trade_name,
        tax_number=vat or local or as_tax_number(registration),
        vat_number=vat,
        local_tax_number=local,
        registration=registration or text(element, "PartyIdentification/ID"),
        address=optional(element, "PostalAddress", _address),
        contact=text(element, "Contact/Name"),
        email=text(element, "Contact/ElectronicMail"),
        phone=text(element, "Contact/Telephone"),
    )


def _address(element: etree._Element) -> Address:
    return Address(
        street=text(element, "StreetName", "AddressLine/Line"),
        additional=text(element, "AdditionalStreetName"),
        city=text(element, "CityName"),
        postal_code=text(element, "PostalZone"),
        province=text(element, "CountrySubentity"),
        country=text(element, "Country/IdentificationCode"),
    )


def _line(element: etree._Element) -> Line:
    return Line(
        id=text(element, "ID"),
        description=text(element, "Item/Name", "Item/Description"),
        details=text(element, "Item/Description"),
        item_number=text(element, "Item/SellersItemIdentification/ID", "Item/StandardItemIdentification/ID"),
        quantity=amount(element, "InvoicedQuantity", "CreditedQuantity"),
        unit=_unit(element),
        unit_price=amount(element, "Price/PriceAmount"),
        price_quantity=amount(element, "Price/BaseQuantity"),
        net=amount(element, "LineExtensionAmount"),
        tax_rate=amount(element, "Item/ClassifiedTaxCategory/Percent"),
        tax_category=text(element, "Item/ClassifiedTaxCategory/ID"),
        adjustments=each(element, "AllowanceCharge", _adjustment),
        taxes=each(element, "Item/ClassifiedTaxCategory", _category),
        note=text(element, "Note"),
    )


def _unit(element: etree._Element) -> str | None:
    for tag in ("InvoicedQuantity", "CreditedQuantity"):
        quantity = element.find(tag)
        if quantity is not None:
            return quantity.get("unitCode")
    return None


def _category(element: etree._Element) -> Tax:
    return Tax(rate=amount(element, "Percent"), category=text(element, "ID"), kind=text(element, "TaxScheme/ID"))


def _tax(element: etree._Element) -> Tax:
    return Tax(
        base=amount(element, "TaxableAmount"),
        amount=amount(element, "TaxAmount"),
        rate=amount(element, "TaxCategory/Percent", "Percent"),
        category=text(element, "TaxCategory/ID"),
        kind=text(element, "TaxCategory/TaxScheme/ID"),
        exemption=text(element, "TaxCategory/TaxExemptionReason", "TaxCategory/TaxExemptionReasonCode"),
    )


def _withheld(element: etree._Element) -> Tax:
    return replace(_tax(element), is_withheld=True)


def _adjustment(element: etree._Element) -> Adjustment:
    percent = amount(element, "MultiplierFactorNumeric")
    return Adjustment(
        is_charge=flag(element, "ChargeIndicator"),
        amount=amount(element, "Amount") or ZERO,
        base=amount(element, "BaseAmount"),
        percent=percent,
        reason=text(element, "AllowanceChargeReason", "AllowanceChargeReasonCode"),
        tax_category=text(element, "TaxCategory/ID"),
        tax_rate=amount(element, "TaxCategory/Percent"),
    )


def _payment(element: etree._Element) -> Payment:
    code = element.find("PaymentMeansCode")
    return Payment(
        means=text(element, "PaymentMeansCode"),
        text=code.get("name") if code is not None else None,
        reference=text(element, "PaymentID"),
        iban=text(element, "PayeeFinancialAccount/ID"),
        bic=text(
            element,
            "PayeeFinancialAccount/FinancialInstitutionBranch/ID",
            "PayeeFinancialAccount/FinancialInstitutionBranch/FinancialInstitution/ID",
        ),
        debited_iban=text(element, "PaymentMandate/PayerFinancialAccount/ID"),
        mandate=text(element, "PaymentMandate/ID"),
    )
