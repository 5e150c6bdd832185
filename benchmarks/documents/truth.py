"""What the sample invoices say, read by somebody else's code or by plain paths of their XML, never by ours.

UBL and CII are read by the factur-x package, the XML of a PDF taken out by it too. It reads neither ZUGFeRD 1 nor
Facturae, and no document that lacks what its profile requires: those are read by the paths below.
"""

import json
import logging
import warnings
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import facturx
from lxml import etree

logging.getLogger("factur-x").setLevel(logging.CRITICAL)
warnings.filterwarnings("ignore", module="facturx")


@dataclass(frozen=True)
class Line:
    """One line of an invoice."""

    description: str | None
    quantity: Decimal | None
    unit_price: Decimal | None
    net: Decimal | None


@dataclass(frozen=True)
class Truth:
    """The fields that are compared; None is what the document does not say."""

    reader: str
    number: str | None
    date: date | None
    total: Decimal | None
    currency: str | None
    supplier: str | None
    supplier_tax_number: str | None
    lines: tuple[Line, ...] | None = None
    is_whole: bool = True
    """Whether a field that is None is one that the document does not have; else it is one that nobody wrote down."""


def of_file(path: Path) -> Truth | None:
    """Return the truth of a sample, None for one that has no invoice as data."""
    if path.suffix == ".pdf":
        expected = path.with_suffix(".json")
        if expected.exists():
            return of_expectations(json.loads(expected.read_text(encoding="utf-8"))[0])
        _, xml = facturx.get_xml_from_pdf(path.read_bytes(), check_xsd=False)
        return of_xml(xml) if xml else None
    return of_xml(path.read_bytes()) if path.suffix == ".xml" else None


def of_xml(xml: bytes) -> Truth | None:
    """Return the truth of an XML document."""
    root = etree.fromstring(xml)
    try:
        return of_terms(facturx.parse_ubl_cii_xml(xml, check_xsd=False))
    except Exception:  # noqa: BLE001 - it raises plain exceptions for whatever it does not read
        return next((of_paths(root, paths) for paths in PATHS if root.tag == paths["root"]), None)


def of_terms(terms: dict[str, Any]) -> Truth:
    """Return the truth of the terms of EN 16931 as factur-x names them."""
    supplier = terms.get("BG-4", {})
    return Truth(
        "factur-x",
        terms.get("BT-1"),
        day(terms.get("BT-2")),
        number(terms.get("BT-112")),
        terms.get("BT-5"),
        supplier.get("name"),
        supplier.get("vat_identifier") or supplier.get("tax_identifier"),
        tuple(
            Line(line.get("BT-153"), number(line.get("BT-129")), number(line.get("BT-146")), number(line.get("BT-131")))
            for line in terms.get("BG-25", [])
        ),
    )


def of_expectations(expected: dict[str, Any]) -> Truth:
    """Return the truth of the expectations of invoice2data, which have no common form for lines."""
    return Truth(
        "invoice2data",
        str(expected["invoice_number"]),
        day(expected["date"]),
        number(expected.get("amount")),
        expected["currency"],
        expected["issuer"],
        expected.get("static_vat") or expected.get("vat"),
        is_whole=False,
    )


CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"
CAC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2}"
RAM = "{urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100}"
RAM_1 = "{urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:12}"
UDT = "{urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100}"
UDT_1 = "{urn:un:unece:uncefact:data:standard:UnqualifiedDataType:15}"


def cii_paths(root: str, ram: str, udt: str, *, long_names: bool) -> dict[str, str]:
    """Return the paths of a Cross Industry Invoice, or of ZUGFeRD 1 with its longer names."""
    part = "ApplicableSupplyChainTrade" if long_names else "ApplicableHeaderTrade"
    line = "SpecifiedSupplyChainTrade" if long_names else "SpecifiedLineTrade"
    sums = (
        "SpecifiedTradeSettlementMonetarySummation" if long_names else "SpecifiedTradeSettlementHeaderMonetarySummation"
    )
    line_sums = (
        "SpecifiedTradeSettlementMonetarySummation" if long_names else "SpecifiedTradeSettlementLineMonetarySummation"
    )
    rsm = root.rpartition("}")[0] + "}"
    document = f"{rsm}HeaderExchangedDocument" if long_names else f"{rsm}ExchangedDocument"
    seller = f".//{ram}{part}Agreement/{ram}SellerTradeParty"
    return {
        "root": root,
        "number": f"{document}/{ram}ID",
        "date": f"{document}/{ram}IssueDateTime/{udt}DateTimeString",
        "total": f".//{ram}{part}Settlement/{ram}{sums}/{ram}GrandTotalAmount",
        "currency": f".//{ram}{part}Settlement/{ram}InvoiceCurrencyCode",
        "supplier": f"{seller}/{ram}Name",
        "tax_number": f"{seller}/{ram}SpecifiedTaxRegistration/{ram}ID[@schemeID='VA']",
        "local_tax_number": f"{seller}/{ram}SpecifiedTaxRegistration/{ram}ID",
        "line": f".//{ram}IncludedSupplyChainTradeLineItem",
        "description": f"{ram}SpecifiedTradeProduct/{ram}Name",
        "quantity": f"{ram}{line}Delivery/{ram}BilledQuantity",
        "unit_price": f"{ram}{line}Agreement/{ram}NetPriceProductTradePrice/{ram}ChargeAmount",
        "net": f"{ram}{line}Settlement/{ram}{line_sums}/{ram}LineTotalAmount",
    }


def ubl_paths(kind: str, quantity: str) -> dict[str, str]:
    """Return the paths of an Invoice or a CreditNote."""
    party = f"{CAC}AccountingSupplierParty/{CAC}Party"
    return {
        "root": f"{{urn:oasis:names:specification:ubl:schema:xsd:{kind}-2}}{kind}",
        "number": f"{CBC}ID",
        "date": f"{CBC}IssueDate",
        "total": f"{CAC}LegalMonetaryTotal/{CBC}TaxInclusiveAmount",
        "currency": f"{CBC}DocumentCurrencyCode",
        "supplier": f"{party}/{CAC}PartyLegalEntity/{CBC}RegistrationName",
        "tax_number": f"{party}/{CAC}PartyTaxScheme/{CBC}CompanyID",
        "local_tax_number": f"{party}/{CAC}PartyTaxScheme/{CBC}CompanyID",
        "line": f"{CAC}{kind}Line",
        "description": f"{CAC}Item/{CBC}Name",
        "quantity": f"{CBC}{quantity}",
        "unit_price": f"{CAC}Price/{CBC}PriceAmount",
        "net": f"{CBC}LineExtensionAmount",
    }


FACTURAE = {
    "root": "{http://www.facturae.gob.es/formato/Versiones/Facturaev3_2_2.xml}Facturae",
    "number": "Invoices/Invoice/InvoiceHeader/InvoiceNumber",
    "date": "Invoices/Invoice/InvoiceIssueData/IssueDate",
    "total": "Invoices/Invoice/InvoiceTotals/InvoiceTotal",
    "currency": "Invoices/Invoice/InvoiceIssueData/InvoiceCurrencyCode",
    "supplier": "Parties/SellerParty/LegalEntity/CorporateName",
    "person": "Parties/SellerParty/Individual",
    "tax_number": "Parties/SellerParty/TaxIdentification/TaxIdentificationNumber",
    "local_tax_number": "Parties/SellerParty/TaxIdentification/TaxIdentificationNumber",
    "line": "Invoices/Invoice/Items/InvoiceLine",
    "description": "ItemDescription",
    "quantity": "Quantity",
    "unit_price": "UnitPriceWithoutTax",
    "net": "GrossAmount",
}
PATHS = (
    cii_paths("{urn:ferd:CrossIndustryDocument:invoice:1p0}CrossIndustryDocument", RAM_1, UDT_1, long_names=True),
    cii_paths(
        "{urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100}CrossIndustryInvoice",
        RAM,
        UDT,
        long_names=False,
    ),
    ubl_paths("Invoice", "InvoicedQuantity"),
    ubl_paths("CreditNote", "CreditedQuantity"),
    FACTURAE,
)


def of_paths(root: etree._Element, paths: dict[str, str]) -> Truth:
    """Return the truth at the paths of a syntax."""
    person = root.find(paths["person"]) if "person" in paths else None
    names = (
        [value for tag in ("Name", "FirstSurname", "SecondSurname") if (value := stated(person, tag))]
        if person is not None
        else []
    )
    return Truth(
        "paths",
        stated(root, paths["number"]),
        day(stated(root, paths["date"])),
        number(stated(root, paths["total"])),
        stated(root, paths["currency"]),
        stated(root, paths["supplier"]) or " ".join(names) or None,
        stated(root, paths["tax_number"]) or stated(root, paths["local_tax_number"]),
        tuple(
            Line(
                stated(line, paths["description"]),
                number(stated(line, paths["quantity"])),
                number(stated(line, paths["unit_price"])),
                number(stated(line, paths["net"])),
            )
            for line in root.findall(paths["line"])
        ),
    )


def stated(element: etree._Element, path: str) -> str | None:
    """Return the text at a path without spaces around, None for an empty one."""
    return (element.findtext(path) or "").strip() or None


def number(value: Any) -> Decimal | None:
    """Return a number."""
    return None if value is None else Decimal(str(value))


def day(value: Any) -> date | None:
    """Return a date: `2026-04-01`, `20260401`, or one already."""
    if value is None or isinstance(value, date):
        return value
    digits = value.replace("-", "")
    return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
