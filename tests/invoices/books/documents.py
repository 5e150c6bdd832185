"""Suppliers' invoices in UBL, as small as books need them."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from tests.api import call

CATEGORY = {"standard": "S", "zero": "Z", "exempt": "E", "reverse_charge": "AE", "intra_eu": "K", "other": "O"}
_NAMES = (
    'xmlns="urn:oasis:names:specification:ubl:schema:xsd:{root}-2" '
    'xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" '
    'xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"'
)


def ubl(
    number: str,
    day: str,
    taxes: Sequence[tuple[str, str, str]],
    *,
    nif: str = "ESB65432108",
    country: str = "ES",
    irpf: str = "0",
    is_credit: bool = False,
) -> str:
    """An invoice or credit note: `taxes` are category, rate and base, each a line."""
    root, item, quantity = (
        ("CreditNote", "CreditNoteLine", "CreditedQuantity")
        if is_credit
        else (*("Invoice", "InvoiceLine", "InvoicedQuantity"),)
    )
    amounts = [
        (category, rate, Decimal(base), cents(Decimal(base) * Decimal(rate) / 100)) for category, rate, base in taxes
    ]
    base, tax = sum(each[2] for each in amounts), sum(each[3] for each in amounts)
    subtotals = "".join(
        f"<cac:TaxSubtotal>{money('TaxableAmount', net)}{money('TaxAmount', amount)}<cac:TaxCategory>"
        f"<cbc:ID>{CATEGORY[category]}</cbc:ID><cbc:Percent>{rate}</cbc:Percent>"
        "<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:TaxCategory></cac:TaxSubtotal>"
        for category, rate, net, amount in amounts
    )
    lines = "".join(
        f'<cac:{item}><cbc:ID>{place}</cbc:ID><cbc:{quantity} unitCode="C62">1</cbc:{quantity}>'
        f"{money('LineExtensionAmount', net)}<cac:Item><cbc:Name>Cosa</cbc:Name><cac:ClassifiedTaxCategory>"
        f"<cbc:ID>{CATEGORY[category]}</cbc:ID><cbc:Percent>{rate}</cbc:Percent>"
        "<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:ClassifiedTaxCategory></cac:Item>"
        f"<cac:Price>{money('PriceAmount', net)}</cac:Price></cac:{item}>"
        for place, (category, rate, net, _) in enumerate(amounts, start=1)
    )
    withheld = (
        f"<cac:WithholdingTaxTotal>{money('TaxAmount', Decimal(irpf))}</cac:WithholdingTaxTotal>"
        if Decimal(irpf)
        else ""
    )
    return (
        f"<{root} {_NAMES.format(root=root)}><cbc:ID>{number}</cbc:ID><cbc:IssueDate>{day}</cbc:IssueDate>"
        f"<cbc:{root}TypeCode>{381 if is_credit else 380}</cbc:{root}TypeCode>"
        "<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>"
        "<cac:AccountingSupplierParty><cac:Party><cac:PostalAddress><cac:Country>"
        f"<cbc:IdentificationCode>{country}</cbc:IdentificationCode></cac:Country></cac:PostalAddress>"
        f"<cac:PartyTaxScheme><cbc:CompanyID>{nif}</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>"
        f"</cac:PartyTaxScheme><cac:PartyLegalEntity><cbc:RegistrationName>Proveidor {nif}</cbc:RegistrationName>"
        "</cac:PartyLegalEntity></cac:Party></cac:AccountingSupplierParty>"
        f"<cac:TaxTotal>{money('TaxAmount', tax)}{subtotals}</cac:TaxTotal>{withheld}"
        f"<cac:LegalMonetaryTotal>{money('LineExtensionAmount', base)}{money('TaxExclusiveAmount', base)}"
        f"{money('TaxInclusiveAmount', base + tax)}{money('PayableAmount', base + tax)}</cac:LegalMonetaryTotal>"
        f"{lines}</{root}>"
    )


def received(*about: Any, **more: Any) -> Any:
    """A received invoice of this content."""
    return call("invoices.receive", {"xml": ubl(*about, **more)}).data


def cents(amount: Decimal) -> Decimal:
    """An amount rounded to the cent."""
    return amount.quantize(Decimal("0.01"), rounding="ROUND_HALF_UP")


def money(name: str, amount: Any) -> str:
    """An amount in euros."""
    return f'<cbc:{name} currencyID="EUR">{amount}</cbc:{name}>'
