"""Small files for tests: PDF documents of some pages, attachments and streams, and invoices in XML."""

import zlib
from collections.abc import Sequence
from functools import cache

ZLIB_HEAD, DEFLATE_END, ADLER_MODULUS = b"\x78\xda", b"\x03\x00", 65_521
"""RFC 1950 and 1951: the bytes before blocks, an empty last block, and the prime of the checksum behind it."""


def pdf(
    pages: Sequence[str] = ("Hello",),
    *,
    attachments: Sequence[tuple[str, bytes]] = (),
    page_content: bytes | None = None,
    trailer: bytes = b"",
    extra: Sequence[bytes] = (),
) -> bytes:
    """A PDF document: a page for each text, whose lines are shown one below the other.

    `page_content` replaces what the first page draws (a whole stream object), `trailer` adds to the trailer, `extra`
    are objects numbered from 10.
    """
    objects: dict[int, bytes] = {
        2: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        **dict(enumerate(extra, start=10)),
    }
    next_number, kids, names = 100, [], []
    for index, text in enumerate(pages):
        drawn = page_content if index == 0 and page_content is not None else stream(content_of(text))
        objects[next_number] = drawn
        objects[next_number + 1] = (
            b"<< /Type /Page /Parent 3 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 2 0 R >> /XObject << /X10 10 0 R >> >> >>" % next_number
        )
        kids.append(b"%d 0 R" % (next_number + 1))
        next_number += 2
    for name, data in attachments:
        objects[next_number] = stream(data, b"/Type /EmbeddedFile")
        objects[next_number + 1] = b"<< /Type /Filespec /F (%b) /UF (%b) /EF << /F %d 0 R >> >>" % (
            name.encode(),
            name.encode(),
            next_number,
        )
        names.append(b"(%b) %d 0 R" % (name.encode(), next_number + 1))
        next_number += 2
    objects[1] = b"<< /Type /Catalog /Pages 3 0 R /Names << /EmbeddedFiles << /Names [%b] >> >> >>" % b" ".join(names)
    objects[3] = b"<< /Type /Pages /Count %d /Kids [%b] >>" % (len(kids), b" ".join(kids))
    return assembled(objects, trailer)


def assembled(objects: dict[int, bytes], trailer: bytes = b"") -> bytes:
    """The file of some objects, with its table of places."""
    out, places = bytearray(b"%PDF-1.7\n"), {}
    for number, body in sorted(objects.items()):
        places[number] = len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start, size = len(out), max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        out += b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 00000 f \n"
    out += b"trailer\n<< /Size %d /Root 1 0 R %b >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, start)
    return bytes(out)


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """A stream object."""
    return b"<< %b /Length %d >>\nstream\n%b\nendstream" % (entries, len(data), data)


def bomb(megabytes: int, entries: bytes = b"") -> bytes:
    """A small stream that decompresses to some megabytes of spaces."""
    size = megabytes * 1_000_000
    packed = ZLIB_HEAD + _blanks() * megabytes + DEFLATE_END + _checksum_of_blanks(size).to_bytes(4)
    return stream(packed, entries + b" /Filter /FlateDecode")


@cache
def _blanks() -> bytes:
    """A million spaces as blocks of deflate, which may follow each other: none looks back into the one before."""
    deflate = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    return deflate.compress(b" " * 1_000_000) + deflate.flush(zlib.Z_FULL_FLUSH)


def _checksum_of_blanks(size: int) -> int:
    """Adler-32 of some spaces, by its sum: RFC 1950, 8.2, without reading gigabytes."""
    low, high = 1 + size * ord(" "), size + ord(" ") * size * (size + 1) // 2
    return high % ADLER_MODULUS << 16 | low % ADLER_MODULUS


def content_of(text: str) -> bytes:
    """What draws the lines of a text; a line `@300 text` begins at that place from the left."""
    drawn = [b"BT /F1 11 Tf"]
    for row, line in enumerate(text.split("\n")):
        left = 60
        for cell in line.split("\t"):
            if cell.startswith("@"):
                place, _, cell = cell[1:].partition(" ")  # noqa: PLW2901
                left = int(place)
            shown = cell.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)").encode("cp1252")
            drawn.append(b"1 0 0 1 %d %d Tm (%b) Tj" % (left, 790 - 16 * row, shown))
    return b"\n".join([*drawn, b"ET"])


FORMS_THAT_DRAW_FORMS = [
    stream(
        b" ".join([b"/X%d Do" % (number + 1)] * 10) if number < 24 else b"BT /F1 9 Tf (x) Tj ET",
        b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] "
        b"/Resources << /Font << /F1 2 0 R >> /XObject << /X%d %d 0 R >> >>" % (number + 1, number + 1),
    )
    for number in range(10, 25)
]
"""Each draws the next ten times: 10 to the power of 15 letters."""
LAUGHS = b"".join(
    b'<!ENTITY l%d "%b">' % (number, b"&l%d;" % (number - 1) * 10 if number else b"ha" * 10) for number in range(12)
)
"""Entities that expand to a thousand billion letters."""
UBL = """<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
  xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
  xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
  <cbc:ID>{number}</cbc:ID>
  <cbc:IssueDate>2026-04-01</cbc:IssueDate>
  <cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>
  <cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
  <cac:AccountingSupplierParty><cac:Party>
    <cac:PartyTaxScheme><cbc:CompanyID>ESB12345674</cbc:CompanyID>
      <cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>
    <cac:PartyLegalEntity><cbc:RegistrationName>Proveïdor XYZ, S.L.</cbc:RegistrationName></cac:PartyLegalEntity>
  </cac:Party></cac:AccountingSupplierParty>
  <cac:AccountingCustomerParty><cac:Party>
    <cac:PartyLegalEntity><cbc:RegistrationName>Empresa ABC, S.L.</cbc:RegistrationName></cac:PartyLegalEntity>
  </cac:Party></cac:AccountingCustomerParty>
  <cac:TaxTotal><cbc:TaxAmount currencyID="EUR">210.00</cbc:TaxAmount>
    <cac:TaxSubtotal><cbc:TaxableAmount currencyID="EUR">1000.00</cbc:TaxableAmount>
      <cbc:TaxAmount currencyID="EUR">210.00</cbc:TaxAmount>
      <cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>21</cbc:Percent></cac:TaxCategory></cac:TaxSubtotal>
  </cac:TaxTotal>
  <cac:LegalMonetaryTotal>
    <cbc:LineExtensionAmount currencyID="EUR">1000.00</cbc:LineExtensionAmount>
    <cbc:TaxExclusiveAmount currencyID="EUR">1000.00</cbc:TaxExclusiveAmount>
    <cbc:TaxInclusiveAmount currencyID="EUR">1210.00</cbc:TaxInclusiveAmount>
    <cbc:PayableAmount currencyID="EUR">1210.00</cbc:PayableAmount>
  </cac:LegalMonetaryTotal>
  <cac:InvoiceLine><cbc:ID>1</cbc:ID><cbc:InvoicedQuantity unitCode="C62">2</cbc:InvoicedQuantity>
    <cbc:LineExtensionAmount currencyID="EUR">1000.00</cbc:LineExtensionAmount>
    <cac:Item><cbc:Name>{item}</cbc:Name>
      <cac:ClassifiedTaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>21</cbc:Percent></cac:ClassifiedTaxCategory></cac:Item>
    <cac:Price><cbc:PriceAmount currencyID="EUR">500.00</cbc:PriceAmount></cac:Price>
  </cac:InvoiceLine>
</Invoice>"""


def ubl(number: str = "FAC-2026-001", item: str = "Servei de consultoria - Març 2026") -> bytes:
    """An invoice in UBL: two units of 500 euros and 21 % of tax."""
    return UBL.format(number=number, item=item).encode()


INVOICE_TEXT = """Proveïdor XYZ, S.L.
C/ Major, 1 - 08001 Barcelona
NIF: B12345674
FACTURA
Número de factura: FAC-2026-001
Data de factura: 1 d'abril de 2026
Venciment: 01/05/2026
Client:
Empresa ABC, S.L.
NIF: B98765431
Concepte\t@280 Quantitat\t@360 Preu\t@460 Import
Servei de consultoria\t@280 2\t@360 500,00 €\t@460 1.000,00 €
Base imposable\t@460 1.000,00 €
IVA 21%\t@460 210,00 €
Total factura\t@460 1.210,00 €
IBAN: ES91 2100 0418 4502 0005 1332"""
