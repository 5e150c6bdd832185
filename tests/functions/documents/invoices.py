"""Documents that are read without a model, and documents that cannot be read."""

from tests.documents import files

UBL_LINE = """  <cac:InvoiceLine><cbc:ID>{n}</cbc:ID><cbc:InvoicedQuantity unitCode="C62">1</cbc:InvoicedQuantity>
    <cbc:LineExtensionAmount currencyID="EUR">1.00</cbc:LineExtensionAmount>
    <cac:Item><cbc:Name>Línia número {n} de la factura{more}</cbc:Name>
      <cac:ClassifiedTaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>21</cbc:Percent></cac:ClassifiedTaxCategory></cac:Item>
    <cac:Price><cbc:PriceAmount currencyID="EUR">1.00</cbc:PriceAmount></cac:Price>
  </cac:InvoiceLine>
"""


def ubl(number: str = "F-2026-9", lines: int = 0, text: str = ", amb un text llarg") -> bytes:
    """An invoice in UBL with one line of 1,210.00 EUR, and further ones of 1 EUR that its totals leave out."""
    invoice = files.UBL.format(number=number, item="Servei")
    further = "".join(UBL_LINE.format(n=n, more=text) for n in range(2, lines + 1))
    return invoice.replace("</Invoice>", f"{further}</Invoice>").encode()


UBL = ubl()
WITH_UBL = files.pdf(("Factura F-2026-9",), attachments=(("factura.xml", UBL),))
ENCRYPTED = files.pdf(
    trailer=b"/Encrypt << /Filter /Standard /V 1 /R 2 /O (%b) /U (%b) /P -4 >> /ID [(a) (a)]" % (b"x" * 32, b"y" * 32)
)
ENTITIES = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
EXTERNAL = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
XML_BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><a>&b;</a>'
BOMB = files.pdf(page_content=files.bomb(300))


def pages(count: int) -> bytes:
    """A PDF of some pages."""
    return files.pdf(["Factura"] * count)
