"""The address of the tax QR is a field of e-invoices (Orden HAC/1177/2024, article 20), where the invoice shows one."""

from dataclasses import replace
from datetime import date

import pytest
from bivelio_core.invoices.exports import cii, facturae, ubl
from bivelio_core.invoices.paper import Corrected, Payment, Rectification
from bivelio_core.invoices.verifactu import qr
from lxml import etree

from tests.samples import needs_samples

from .papers import invoice, line
from .schemas import broken_rules, faults, schema_of_cii, schema_of_facturae, schema_of_ubl

SHOWN = invoice(has_record=True, shows_tax_qr=True, payment=Payment(terms="30 dies"))
PLACES = {
    ubl: ".//{*}AdditionalDocumentReference/{*}Attachment/{*}ExternalReference/{*}URI",
    cii: ".//{*}AdditionalReferencedDocument/{*}URIID",
    facturae: ".//{*}InvoiceAdditionalInformation",
}
WRITERS = pytest.mark.parametrize("writer", PLACES, ids=lambda module: module.__name__.rpartition(".")[2])


def addresses(writer, paper):
    return [found.text for found in etree.fromstring(writer.write(paper)).findall(PLACES[writer])]


@WRITERS
@pytest.mark.parametrize("environment", ["live", "sandbox"])
def test_the_address_is_a_field(writer, environment):
    paper = replace(SHOWN, environment=environment)
    (found,) = addresses(writer, paper)
    assert qr.url(paper) in found
    assert qr.SERVICES[environment] in found


@WRITERS
def test_what_shows_no_qr_has_none(writer):
    paper = replace(SHOWN, shows_tax_qr=False)
    assert addresses(writer, paper) == []
    assert b"ValidarQR" not in writer.write(paper)


def test_it_is_as_the_schemas_say():
    about = Rectification("R1", "difference", (Corrected("FAC-2026-042", "FAC", date(2026, 4, 1)),), "Un error.")
    credit = invoice([line("Devolució", -1, 10)], document_type="rectification", rectification=about)
    credit = replace(credit, shows_tax_qr=True, has_record=True)
    assert addresses(ubl, credit) == [qr.url(credit)]
    assert faults(schema_of_ubl(is_credit_note=False), ubl.write(SHOWN)) == []
    assert faults(schema_of_ubl(is_credit_note=True), ubl.write(credit)) == []
    assert faults(schema_of_cii(), cii.write(SHOWN)) == []


@needs_samples
def test_it_breaks_no_rule_of_the_standard_and_facturaes_schema_takes_it():
    assert broken_rules(ubl.write(SHOWN)) == []
    assert broken_rules(cii.write(SHOWN)) == []
    assert faults(schema_of_facturae(), facturae.write(SHOWN)) == []


def test_notes_stay_beside_it_in_facturae():
    (found,) = addresses(facturae, replace(SHOWN, notes="Gràcies."))
    assert found.splitlines()[1:] == ["Gràcies."]
