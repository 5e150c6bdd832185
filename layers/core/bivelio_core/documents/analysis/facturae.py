"""Facturae 3.2, 3.2.1 and 3.2.2 (Orden HAP/1650/2015 and its annex), signed (.xsig) or not.

The signature is not checked: that is for whoever accepts the invoice.
"""

from dataclasses import replace
from decimal import Decimal
from functools import partial

from lxml import etree

from bivelio_core.countries import two_letters

from .elements import amount, day, each, every_amount, every_text, optional, strip_namespaces, text
from .facturae_codes import MEANS, OTHER_UNIT, UNIT_NOTED, UNITS
from .invoices import (
    Address,
    Adjustment,
    Disbursement,
    DuePart,
    ExchangeRate,
    Invoice,
    Line,
    Party,
    Payment,
    Tax,
    Totals,
)
from .spanish_notes import disbursements_in

NAMESPACES = (
    "http://www.facturae.es/Facturae/2009/v3.2/Facturae",
    "http://www.facturae.es/Facturae/2014/v3.2.1/Facturae",
    "http://www.facturae.gob.es/formato/Versiones/Facturaev3_2_2.xml",
)
TAGS = frozenset(f"{{{namespace}}}Facturae" for namespace in NAMESPACES)
CORRECTIVE = frozenset({"OR", "CR"})
"""InvoiceClass of a corrective invoice, original and copy. It is a credit note if it takes something away."""
EURO = "EUR"
ZERO = Decimal(0)


def read_facturae(root: etree._Element) -> Invoice | None:
    """Return the first invoice of a Facturae element, whose tags are replaced by local names."""
    strip_namespaces(root)
    invoice = root.find("Invoices/Invoice")
    if invoice is None:
        return None
    header, issue = invoice.find("InvoiceHeader"), invoice.find("InvoiceIssueData")
    invoice_class, currency = text(header, "InvoiceClass"), text(issue, "InvoiceCurrencyCode")
    totals = replace(_totals(invoice.find("InvoiceTotals")), tax_in_euros=_tax_in_euros(invoice))
    due_parts = tuple(part for part in each(invoice, "PaymentDetails/Installment", _due_part) if part)
    notes = (
        *every_text(invoice, "LegalLiterals/LegalReference"),
        *every_text(invoice, "AdditionalData/InvoiceAdditionalInformation"),
    )
    return Invoice(
        syntax="facturae",
        profile=text(root, "FileHeader/SchemaVersion"),
        is_credit_note=invoice_class in CORRECTIVE and (totals.total or ZERO) <= 0,
        type_code=invoice_class,
        number=_number(header),
        issue_date=day(issue, "IssueDate"),
        due_date=max((part.day for part in due_parts), default=None),
        delivery_date=day(issue, "OperationDate"),
        period_start=day(issue, "InvoicingPeriod/StartDate"),
        period_end=day(issue, "InvoicingPeriod/EndDate"),
        currency=currency,
        order_reference=text(issue, "ReceiverTransactionReference")
        or text(invoice, "Items/InvoiceLine/ReceiverTransactionReference"),
        contract_reference=text(issue, "ReceiverContractReference")
        or text(invoice, "Items/InvoiceLine/ReceiverContractReference"),
        preceding=each(header, "Corrective", lambda corrective: _number(corrective) or ""),
        notes=notes,
        supplier=optional(root, "Parties/SellerParty", _party),
        client=optional(root, "Parties/BuyerParty", _party),
        lines=each(invoice, "Items/InvoiceLine", _line),
        taxes=_taxes(invoice),
        adjustments=_adjustments(
            invoice.find("InvoiceTotals"), "GeneralDiscounts/Discount", "GeneralSurcharges/Charge"
        ),
        totals=totals,
        payments=each(invoice, "PaymentDetails/Installment", _payment),
        due_parts=due_parts if len(due_parts) > 1 else (),
        disbursements=_disbursements(invoice, notes),
        exchange_rate=None if currency == EURO else optional(issue, "ExchangeRateDetails", _exchange_rate),
        invoices_in_file=len(root.findall("Invoices/Invoice")),
    )


def _number(header: etree._Element | None) -> str | None:
    """Return series and number as one, as the tax agency writes them (NumSerieFactura)."""
    return "".join(filter(None, (text(header, "InvoiceSeriesCode"), text(header, "InvoiceNumber")))) or None


def _totals(element: etree._Element | None) -> Totals:
    """Return the totals; `total` is with taxes and before anything is withheld, as in EN 16931.

    InvoiceTotal is TotalGrossAmountBeforeTaxes + TotalTaxOutputs - TotalTaxesWithheld by the schema, and some programs
    do not take off what is withheld: the parts are what they agree on.
    """
    base, tax = amount(element, "TotalGrossAmountBeforeTaxes"), amount(element, "TotalTaxOutputs")
    stated = amount(element, "InvoiceTotal")
    return Totals(
        lines=amount(element, "TotalGrossAmount"),
        allowances=amount(element, "TotalGeneralDiscounts"),
        charges=amount(element, "TotalGeneralSurcharges"),
        base=base,
        tax=tax,
        withheld=amount(element, "TotalTaxesWithheld"),
        total=stated if base is None or tax is None else base + tax,
        disbursed=amount(element, "TotalReimbursableExpenses"),
        prepaid=amount(element, "TotalPaymentsOnAccount"),
        due=amount(element, "TotalExecutableAmount", "TotalOutstandingAmount"),
    )


def _tax_in_euros(invoice: etree._Element) -> Decimal | None:
    """Return the taxes that are charged in euros, of an invoice in another currency."""
    amounts = [
        *every_amount(invoice, "TaxesOutputs/Tax/TaxAmount/EquivalentInEuros"),
        *every_amount(invoice, "TaxesOutputs/Tax/EquivalenceSurchargeAmount/EquivalentInEuros"),
    ]
    return sum(amounts, ZERO) if amounts else None


def _party(element: etree._Element) -> Party:
    entity, individual = element.find("LegalEntity"), element.find("Individual")
    who = entity if entity is not None else individual
    person = " ".join(filter(None, (text(individual, part) for part in ("Name", "FirstSurname", "SecondSurname"))))
    number = text(element, "TaxIdentification/TaxIdentificationNumber")
    return Party(
        name=text(entity, "CorporateName") or person or None,
        trade_name=text(entity, "TradeName"),
        tax_number=number,
        vat_number=number,
        registration=text(entity, "RegistrationData/RegisterOfCompaniesLocation"),
        address=optional(who, "AddressInSpain", _address) or optional(who, "OverseasAddress", _overseas),
        contact=text(who, "ContactDetails/ContactPersons"),
        email=text(who, "ContactDetails/ElectronicMail"),
        phone=text(who, "ContactDetails/Telephone"),
    )


def _address(element: etree._Element) -> Address:
    return Address(
        street=text(element, "Address"),
        city=text(element, "Town"),
        postal_code=text(element, "PostCode"),
        province=text(element, "Province"),
        country=two_letters(text(element, "CountryCode")),
    )


def _overseas(element: etree._Element) -> Address:
    """Return an address abroad, where code and town are one text, in the order of their country."""
    place = (text(element, "PostCodeAndTown") or "").split(maxsplit=1)
    has_code = len(place) > 1 and any(character.isdigit() for character in place[0])
    return Address(
        street=text(element, "Address"),
        city=place[1] if has_code else " ".join(place) or None,
        postal_code=place[0] if has_code else None,
        province=text(element, "Province"),
        country=two_letters(text(element, "CountryCode")),
    )


def _line(element: etree._Element) -> Line:
    taxes = _taxes(element)
    first = next((tax for tax in taxes if not tax.is_withheld), None)
    return Line(
        id=text(element, "SequenceNumber"),
        description=text(element, "ItemDescription"),
        details=text(element, "AdditionalLineItemInformation"),
        item_number=text(element, "ArticleCode"),
        quantity=amount(element, "Quantity"),
        unit=_unit(element),
        unit_price=amount(element, "UnitPriceWithoutTax"),
        net=amount(element, "GrossAmount"),
        tax_rate=first.rate if first else None,
        tax_category=first.kind if first else None,
        adjustments=_adjustments(element, "DiscountsAndRebates/Discount", "Charges/Charge"),
        taxes=taxes,
    )


def _unit(element: etree._Element) -> str | None:
    """Return the unit's code of UN/ECE: of one that Facturae has no code for, as our own say it beside the line."""
    code = text(element, "UnitOfMeasure")
    noted = UNIT_NOTED.match(text(element, "AdditionalLineItemInformation") or "") if code == OTHER_UNIT else None
    return noted[1] if noted else UNITS.get(code or "")


def _due_part(element: etree._Element) -> DuePart | None:
    when, part = day(element, "InstallmentDueDate"), amount(element, "InstallmentAmount")
    return None if when is None or part is None else DuePart(when, part)


def _disbursements(invoice: etree._Element, notes: tuple[str, ...]) -> tuple[Disbursement, ...]:
    """Return the suplidos, or their sum, with what our own notes call them where the amounts are the same."""
    path = "InvoiceTotals/ReimbursableExpenses/ReimbursableExpenses/ReimbursableExpensesAmount"
    amounts, total = every_amount(invoice, path), amount(invoice, "InvoiceTotals/TotalReimbursableExpenses")
    if total is not None and sum(amounts, ZERO) != total:
        amounts = (total,)
    named = disbursements_in(notes)
    if tuple(each.amount for each in named) == amounts:
        return named
    return tuple(Disbursement(None, each) for each in amounts if each)


def _exchange_rate(element: etree._Element) -> ExchangeRate | None:
    rate, when = amount(element, "ExchangeRate"), day(element, "ExchangeRateDate")
    return ExchangeRate(rate, when) if rate and rate > 0 and when else None


def _taxes(element: etree._Element) -> tuple[Tax, ...]:
    def make(element: etree._Element, *, is_withheld: bool) -> Tax:
        return Tax(
            base=amount(element, "TaxableBase/TotalAmount"),
            amount=amount(element, "TaxAmount/TotalAmount"),
            rate=amount(element, "TaxRate"),
            kind=text(element, "TaxTypeCode"),
            surcharge_rate=amount(element, "EquivalenceSurcharge"),
            surcharge_amount=amount(element, "EquivalenceSurchargeAmount/TotalAmount"),
            is_withheld=is_withheld,
        )

    return (
        *each(element, "TaxesOutputs/Tax", partial(make, is_withheld=False)),
        *each(element, "TaxesWithheld/Tax", partial(make, is_withheld=True)),
    )


def _adjustments(element: etree._Element | None, discounts: str, charges: str) -> tuple[Adjustment, ...]:
    def discount(element: etree._Element) -> Adjustment:
        return Adjustment(
            is_charge=False,
            amount=amount(element, "DiscountAmount") or ZERO,
            percent=amount(element, "DiscountRate"),
            reason=text(element, "DiscountReason"),
        )

    def charge(element: etree._Element) -> Adjustment:
        return Adjustment(
            is_charge=True,
            amount=amount(element, "ChargeAmount") or ZERO,
            percent=amount(element, "ChargeRate"),
            reason=text(element, "ChargeReason"),
        )

    return (*each(element, discounts, discount), *each(element, charges, charge))


def _payment(element: etree._Element) -> Payment:
    return Payment(
        means=MEANS.get(text(element, "PaymentMeans") or ""),
        reference=text(element, "PaymentReconciliationReference"),
        iban=text(element, "AccountToBeCredited/IBAN", "AccountToBeCredited/AccountNumber"),
        bic=text(element, "AccountToBeCredited/BIC"),
        debited_iban=text(element, "AccountToBeDebited/IBAN"),
    )
