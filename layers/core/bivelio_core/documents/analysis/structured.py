"""The invoice in an XML document, whichever of the known syntaxes it is in."""

from itertools import islice

from lxml import etree

from . import cii, facturae, ubl
from .elements import leaves
from .invoices import Invoice
from .readings import Reading
from .xml import parse

MAXIMUM_LEAVES = 100_000


def invoice_of(content: bytes) -> Invoice | None:
    """Return the invoice of an XML document, None when it is something else. Raises Refused as `xml.parse` does."""
    return _invoice_in(parse(content))


def read_xml(content: bytes, maximum_text: int) -> Reading:
    """Read an XML document. Raises Refused as `xml.parse` does."""
    root = parse(content)
    text = "\n".join(islice(leaves(root), MAXIMUM_LEAVES))
    return Reading("xml", "application/xml", 1, (text[:maximum_text],), _invoice_in(root), cut=len(text) > maximum_text)


def _invoice_in(root: etree._Element) -> Invoice | None:
    """Return the invoice of the root, or of the first element that is one: signatures and envelopes wrap them."""
    tags = (ubl.INVOICE, ubl.CREDIT_NOTE, cii.INVOICE, cii.ZUGFERD_1, *facturae.TAGS)
    for element in root.iter(*tags):
        if element.tag in {ubl.INVOICE, ubl.CREDIT_NOTE}:
            return ubl.read_ubl(element)
        if element.tag in {cii.INVOICE, cii.ZUGFERD_1}:
            return cii.read_cii(element)
        return facturae.read_facturae(element)
    return None
