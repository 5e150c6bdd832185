"""Factur-X: the PDF/A-3 of an invoice with the same invoice inside, as programs of others and our own reader see it."""

import io
import random
from typing import Any

import facturx as judge
import pypdf
import pytest
from bivelio_core.documents.analysis import reader
from bivelio_core.invoices.exports import cii
from bivelio_core.invoices.pdf import facturx, rendering
from lxml import etree

from .papers import invoice, line, png
from .random_papers import random_invoice

XMP = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "fx": "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
}
IRPF = invoice([line("Dictamen", 1, 1000)], irpf_rate=15)


@pytest.fixture(scope="module")
def content():
    return facturx.write(IRPF)


def opened(content: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(content), strict=True)


def catalogue(content: bytes) -> Any:
    return opened(content).root_object


def test_the_library_of_factur_x_finds_the_invoice_and_its_profile(content):
    name, xml = judge.get_xml_from_pdf(content, check_xsd=True)
    assert (name, xml) == ("factur-x.xml", cii.write(IRPF))
    assert judge.get_level(etree.fromstring(xml)) == "en16931"


def test_the_file_is_associated_with_the_document_as_pdf_a_3_asks(content):
    root = catalogue(content)
    (about,) = (each.get_object() for each in root["/AF"])
    assert (about["/UF"], about["/AFRelationship"]) == ("factur-x.xml", "/Alternative")
    stream = about["/EF"]["/F"].get_object()
    assert (stream["/Subtype"], stream["/Params"]["/ModDate"]) == ("/text/xml", "D:20260407124500Z")


def test_the_metadata_says_that_it_is_a_factur_x_and_still_pdf_a_3b(content):
    xmp = etree.fromstring(catalogue(content)["/Metadata"].get_object().get_data())

    def value(path):
        (found,) = xmp.findall(f".//{path}", XMP)
        return found.text

    assert (value("pdfaid:part"), value("pdfaid:conformance")) == ("3", "B")
    properties = {name: value(f"fx:{name}") for name in facturx.PROPERTIES}
    assert properties == {
        "DocumentFileName": "factur-x.xml",
        "DocumentType": "INVOICE",
        "Version": "1.0",
        "ConformanceLevel": "EN 16931",
    }
    described = [
        {name.text for name in schema.findall(".//pdfaProperty:name", XMP)}
        for schema in xmp.findall(".//{*}schemas/rdf:Bag/rdf:li", XMP)
        if schema.findtext("pdfaSchema:namespaceURI", namespaces=XMP) == XMP["fx"]
    ]
    assert described == [set(properties)], "PDF/A knows no property without its description"


def test_the_pages_are_those_of_the_pdf_and_few_kilobytes_are_added(content):
    plain = rendering.render(IRPF)
    texts = [[page.extract_text() for page in opened(each).pages] for each in (plain, content)]
    assert texts[0] == texts[1]
    assert len(content) - len(plain) < 12_000


def test_the_same_invoice_gives_the_same_bytes(content):
    assert facturx.write(IRPF) == content


def test_receiving_reads_the_invoice_inside(content):
    found = reader.read(content).invoice
    assert found is not None
    assert (found.totals.total, found.totals.withheld, found.totals.due) == (IRPF.total, IRPF.irpf, IRPF.amount_due)


@pytest.mark.parametrize("seed", range(4))
def test_any_invoice_is_found_inside(seed):
    made = random_invoice(random.Random(seed), can_withhold=True)
    assert judge.get_xml_from_pdf(facturx.write(made), check_xsd=True)[1] == cii.write(made)


def test_an_invoice_with_a_logo_is_one_too():
    made = invoice(logo=png())
    assert judge.get_xml_from_pdf(facturx.write(made), check_xsd=False)[1] == cii.write(made)


@pytest.mark.parametrize("text", [b"", b"%PDF-1.7 of another program", b"trailer\n<<>>\nstartxref\n1\n%%EOF"])
def test_a_pdf_of_another_form_is_not_written_over(text):
    with pytest.raises(facturx.UnknownPdf):
        facturx._with_properties(text)
