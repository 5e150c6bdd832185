"""A Factur-X 1.0 (ZUGFeRD 2): the PDF/A-3 of an invoice with the same invoice as CII inside, profile EN 16931.

typst embeds the file, and knows nothing of the properties by which programs see that a PDF is a Factur-X. They join
its XMP metadata in an incremental update (ISO 32000-1, 7.5.6), so the file before it stays as it is. The properties
and the schema that PDF/A asks of them: Factur-X 1.0, 6.2.
"""

import re

from bivelio_core.invoices.exports import cii
from bivelio_core.invoices.paper import PaperInvoice

from .rendering import Attachment, render

NAME = "factur-x.xml"
DESCRIPTION = "Factur-X"
METADATA = re.compile(rb"\n(\d+) 0 obj\n<</Length (\d+)/Type/Metadata/Subtype/XML>>\nstream\n")
TRAILER = re.compile(rb"trailer\n<<(.+?)>>\nstartxref\n(\d+)\n%%EOF\s*$", re.DOTALL)
SCHEMAS_END = b"</rdf:Bag></pdfaExtension:schemas>"
NAMESPACE = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
PROPERTIES = {
    "DocumentFileName": (NAME, "The name of the embedded XML document"),
    "DocumentType": ("INVOICE", "The type of the hybrid document in capital letters"),
    "Version": ("1.0", "The version of the standard that the embedded XML document follows"),
    "ConformanceLevel": ("EN 16931", "The conformance level of the embedded XML document"),
}


class UnknownPdf(ValueError):
    """The PDF is not as typst writes it: its metadata or its trailer was not recognised."""


def write(invoice: PaperInvoice) -> bytes:
    """Return an issued invoice as Factur-X, always the same bytes. Raises NotExpressible, LogoRefused."""
    xml = cii.write(invoice)
    return _with_properties(render(invoice, Attachment(NAME, xml, "text/xml", DESCRIPTION)))


def _with_properties(pdf: bytes) -> bytes:
    """Return a PDF whose metadata says that it is a Factur-X. Raises UnknownPdf."""
    metadata, trailer = METADATA.search(pdf), TRAILER.search(pdf)
    if metadata is None or trailer is None:
        raise UnknownPdf
    number, length = int(metadata[1]), int(metadata[2])
    xmp = pdf[metadata.end() : metadata.end() + length]
    if xmp.count(SCHEMAS_END) != 1:
        raise UnknownPdf
    own = "".join(f"<fx:{name}>{value}</fx:{name}>" for name, (value, _) in PROPERTIES.items())
    description = f'<rdf:Description rdf:about="" xmlns:fx="{NAMESPACE}">{own}</rdf:Description></rdf:RDF>'
    xmp = xmp.replace(SCHEMAS_END, _schema().encode() + SCHEMAS_END).replace(b"</rdf:RDF>", description.encode())
    start = len(pdf) + 1
    update = b"\n%d 0 obj\n<</Length %d/Type/Metadata/Subtype/XML>>\nstream\n%b\nendstream\nendobj\n" % (
        number,
        len(xmp),
        xmp,
    )
    table = (
        b"xref\n0 1\n0000000000 65535 f\r\n%d 1\n%010d 00000 n\r\ntrailer\n<<%b/Prev %d>>\nstartxref\n%d\n%%%%EOF"
        % (
            number,
            start,
            trailer[1],
            int(trailer[2]),
            len(pdf) + len(update),
        )
    )
    return pdf + update + table


def _schema() -> str:
    """Return the description of the properties, without which PDF/A allows none that it does not know."""
    properties = "".join(
        f'<rdf:li rdf:parseType="Resource"><pdfaProperty:name>{name}</pdfaProperty:name>'
        "<pdfaProperty:valueType>Text</pdfaProperty:valueType><pdfaProperty:category>external</pdfaProperty:category>"
        f"<pdfaProperty:description>{about}</pdfaProperty:description></rdf:li>"
        for name, (_, about) in PROPERTIES.items()
    )
    return (
        '<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>'
        f"<pdfaSchema:namespaceURI>{NAMESPACE}</pdfaSchema:namespaceURI><pdfaSchema:prefix>fx</pdfaSchema:prefix>"
        f"<pdfaSchema:property><rdf:Seq>{properties}</rdf:Seq></pdfaSchema:property></rdf:li>"
    )
