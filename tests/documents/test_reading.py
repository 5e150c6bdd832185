"""A file is read, or refused with a reason; whatever it is, reading it is bounded in memory and time."""

import os
import re
import signal
import sys
import time
from datetime import date
from decimal import Decimal

import pytest
from bivelio_core.documents.analysis import cii
from bivelio_core.documents.analysis import ubl as ubl_reading
from bivelio_core.documents.analysis.elements import strip_namespaces
from bivelio_core.documents.analysis.process import ReaderProcess
from bivelio_core.documents.analysis.reader import MAXIMUM_BYTES, read
from bivelio_core.documents.analysis.readings import Reading
from bivelio_core.documents.analysis.refusals import REASONS, Refused
from lxml import etree

from tests.documents.files import FORMS_THAT_DRAW_FORMS, INVOICE_TEXT, LAUGHS, assembled, bomb, pdf, stream, ubl
from tests.samples import name_of, needs_samples, samples
from tests.there import there

ENCRYPTION = (
    b"/Encrypt << /Filter /Standard /V 1 /R 2 /O <" + b"41" * 32 + b"> /U <" + b"42" * 32 + b"> /P -4 >> "
    b"/ID [<" + b"43" * 16 + b"> <" + b"43" * 16 + b">]"
)


def reason(content: bytes) -> str:
    """Why a file is refused; the test fails when it is read."""
    with pytest.raises(Refused) as refused:
        read(content)
    return refused.value.reason


@pytest.fixture
def process():
    made = ReaderProcess()
    yield made
    made.close()


def test_a_pdf_is_read_page_by_page_in_rows_as_they_are_seen():
    reading = read(pdf([INVOICE_TEXT, "Second page, whose text is here."]))
    assert (reading.kind, reading.mime_type, reading.page_count) == ("pdf", "application/pdf", 2)
    heading, row, base = reading.pages[0].split("\n")[10:13]
    assert re.split(r" {3,}", row) == ["Servei de consultoria", "2", "500,00 €", "1.000,00 €"]
    assert heading.index("Import") == row.index("1.000,00") == base.index("1.000,00")
    assert reading.pages[1] == "Second page, whose text is here."
    assert reading.invoice is None
    assert reading.has_text


def test_an_invoice_attached_to_a_pdf_is_read_as_data():
    reading = read(pdf(attachments=[("notes.xml", b"<notes/>"), ("readme.txt", b"?"), ("factur-x.xml", ubl())]))
    invoice = there(reading.invoice)
    assert (invoice.syntax, invoice.number, invoice.issue_date) == ("ubl", "FAC-2026-001", date(2026, 4, 1))
    assert invoice.totals.total == Decimal("1210.00")


def test_an_attachment_that_is_no_invoice_leaves_the_text_to_read():
    hostile = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
    reading = read(pdf(["A page with enough text."], attachments=[("factur-x.xml", hostile), ("b.xml", b"<a><b>")]))
    assert reading.invoice is None
    assert reading.text == "A page with enough text."


def test_an_invoice_in_an_envelope_is_found_in_it():
    inner = ubl().decode().partition("?>")[2]
    assert there(read(f"<Envelope xmlns='urn:any'><Body>{inner}</Body></Envelope>".encode()).invoice).number


def test_the_kind_is_that_of_the_content():
    assert read(b"\x89PNG\r\n\x1a\n" + b"\0" * 20).mime_type == "image/png"
    assert read(b"\xff\xd8\xff\xe0" + b"\0" * 20).mime_type == "image/jpeg"
    assert read("Contracte de prestació de serveis".encode("utf-16")).text == "Contracte de prestació de serveis"
    assert read(ubl().decode().replace("UTF-8", "UTF-16").encode("utf-16")).kind == "xml"
    assert read(b"\xef\xbb\xbf" + ubl()).invoice is not None
    assert read(b"plain text").kind == "text"


def test_an_image_is_read_without_text():
    assert not read(b"\xff\xd8\xff\xe0" + b"\0" * 20).has_text


def test_a_text_that_cannot_be_stored_is_cleaned():
    assert read(b"\xff\xfea\x00\x00\xd8b\x00\x0b\x00c\x00").text == "a\ufffdbc"  # a lone surrogate, a vertical tab
    assert read(b"caf\xe9 \x81").text.startswith("café")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "empty"),
        (b"%PDF-1.4" + b" " * MAXIMUM_BYTES, "too_large"),
        (pdf(trailer=ENCRYPTION), "encrypted"),
        (pdf([INVOICE_TEXT] * 3)[:-900], "truncated"),
        (b"%PDF-1.7\n1 0 obj\n<<", "unreadable"),
        (
            assembled({1: b"<< /Type /Catalog /Pages 3 0 R >>", 3: b"<< /Type /Pages /Count 0 /Kids [] >>"}),
            "unreadable",
        ),
        (pdf(["page"] * 1000), "too_many_pages"),
        (b"PK\x03\x04" + b"\0" * 30, "unsupported"),
        (b"\x7fELF\x02\x01\x01\0\0\0", "unsupported"),
        (ubl()[:700], "truncated"),
        (b"<?xml version='1.0'?>", "truncated"),
        (b"<Invoice><a></b></Invoice>", "unreadable"),
        (b"<?xml version='1.0' encoding='nonsense'?><a/>", "unreadable"),
        (b"<!DOCTYPE lolz [" + LAUGHS + b"]><lolz>&l11;</lolz>", "hostile_xml"),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>', "hostile_xml"),
        (b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a/>', "hostile_xml"),
        (b"<?xml version='1.0'?><!-- " + b"-" * 0 + b"x" * 200_000 + b" --><!DOCTYPE a><a/>", "hostile_xml"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_cannot_be_read_is_refused_with_its_reason(content, expected):
    assert expected in REASONS
    assert reason(content) == expected


def test_a_thousand_pages_with_an_invoice_as_data_are_read():
    reading = read(pdf(["page"] * 1000, attachments=[("factur-x.xml", ubl())]))
    assert (reading.page_count, len(reading.pages), reading.cut) == (1000, 100, True)
    assert there(reading.invoice).number == "FAC-2026-001"


def test_a_pdf_that_asks_for_no_password_is_read_whatever_it_forbids():
    assert read(pdf(["Printing is forbidden here."])).has_text


@pytest.mark.parametrize(
    "content",
    [
        pdf(page_content=bomb(1500)),
        assembled(
            {
                1: b"<< /Type /Catalog /Pages 3 0 R /Names << /EmbeddedFiles << /Names [(factur-x.xml) 5 0 R] >> >> >>",
                3: b"<< /Type /Pages /Count 1 /Kids [4 0 R] >>",
                4: b"<< /Type /Page /Parent 3 0 R /MediaBox [0 0 9 9] >>",
                5: b"<< /Type /Filespec /F (factur-x.xml) /UF (factur-x.xml) /EF << /F 6 0 R >> >>",
                6: bomb(900, b"/Type /EmbeddedFile"),
            }
        ),
        pdf(page_content=stream(b"/X10 Do"), extra=FORMS_THAT_DRAW_FORMS),
    ],
    ids=["a page that decompresses to 1.5 GB", "an attachment of 0.9 GB", "forms that draw forms"],
)
def test_a_document_that_wants_too_much_is_refused_within_its_limits(content, process):
    started = time.monotonic()
    with pytest.raises(Refused) as refused:
        read(content, seconds=2.0, process=process)
    assert refused.value.reason == "too_complex"
    assert time.monotonic() - started < 15
    assert read(b"the next document", process=process).text == "the next document"


def test_a_verdict_on_memory_is_not_the_fault_of_the_documents_before(process):
    assert read(pdf([INVOICE_TEXT]), process=process).has_text
    os.kill(there(process.process_id), signal.SIGKILL)
    assert read(pdf([INVOICE_TEXT]), process=process).has_text


@pytest.mark.skipif(sys.platform != "linux", reason="the environment of a process is read from /proc")
def test_the_process_that_reads_has_no_credentials(process):
    read(b"text", process=process)
    with open(f"/proc/{process.process_id}/environ", "rb") as environment:  # noqa: PTH123
        names = {line.partition(b"=")[0] for line in environment.read().split(b"\0") if line}
    assert names <= {b"PYTHONPATH", b"PYTHONSAFEPATH"}


@needs_samples
@pytest.mark.parametrize("path", samples("*/*"), ids=name_of)
def test_every_sample_is_read_or_refused(path):
    found = outcome(path.read_bytes())
    if isinstance(found, Reading):
        assert found.page_count == len(found.pages)
        found.text.encode()
    else:
        assert found in {"empty", "unsupported"}


def outcome(content: bytes) -> Reading | str:
    """What is read of a file, or why it is refused."""
    try:
        return read(content)
    except Refused as refused:
        return refused.reason


@pytest.mark.parametrize(
    ("registrations", "number"),
    [
        ('<ram:ID schemeID="VAT">DE123456789</ram:ID>', "DE123456789"),
        ('<ram:ID schemeID="va">DE123456789</ram:ID>', "DE123456789"),
        ('<ram:ID schemeID="FC">201/113/40209</ram:ID>', "201/113/40209"),
        ("", None),
    ],
)
def test_a_commercial_register_is_no_tax_number(registrations, number):
    party = (
        '<ram:SellerTradeParty xmlns:ram="r"><ram:Name>Lieferant GmbH</ram:Name><ram:SpecifiedLegalOrganization>'
        '<ram:ID schemeID="HRB">HRB 720569</ram:ID></ram:SpecifiedLegalOrganization><ram:SpecifiedTaxRegistration>'
        f"{registrations}</ram:SpecifiedTaxRegistration></ram:SellerTradeParty>"
    )
    element = etree.fromstring(party)
    strip_namespaces(element)
    supplier = cii._party(element)
    assert (supplier.tax_number, supplier.registration) == (number, "HRB 720569")


def test_a_spanish_number_in_the_place_of_a_register_is_a_tax_number():
    element = etree.fromstring("<Party><PartyLegalEntity><CompanyID>B65432108</CompanyID></PartyLegalEntity></Party>")
    assert ubl_reading._party(element).tax_number == "B65432108"
    element = etree.fromstring("<Party><PartyLegalEntity><CompanyID>HRB 720569</CompanyID></PartyLegalEntity></Party>")
    assert ubl_reading._party(element).tax_number is None
