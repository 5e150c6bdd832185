"""Records read from XML, of this program or another: what `chain.verify` has to know of each.

AEAT's schema in any prefix, whether they stand alone or within the envelopes in which programs send and export them.
A field that is absent is an empty text; that a record is as the schema says is for the schema.
"""

from collections.abc import Iterator
from xml.etree import ElementTree as ET

from .shapes import Record, Reference

MAXIMUM_BYTES = 50_000_000


class NotRecords(ValueError):
    """The text is no XML, or no XML with records."""


def read(document: bytes) -> tuple[Record, ...]:
    """Return the records of a document in their order. Raises NotRecords."""
    records = tuple(_records(root_of(document)))
    if not records:
        raise NotRecords("the document has no RegistroAlta and no RegistroAnulacion")
    return records


def root_of(document: bytes) -> ET.Element:
    """Return the root of a document that may be of anybody. Raises NotRecords."""
    if len(document) > MAXIMUM_BYTES:
        raise NotRecords(f"the document has more than {MAXIMUM_BYTES} bytes")
    if b"<!DOCTYPE" in document or "<!DOCTYPE".encode("utf-16-le") in document:
        raise NotRecords("a document type may define entities without end")
    try:
        return ET.fromstring(document)  # noqa: S314 - without a document type
    except (ET.ParseError, ValueError, LookupError) as error:
        raise NotRecords("the document is no XML") from error


def _records(root: ET.Element) -> Iterator[Record]:
    for node in root.iter():
        name = local_name(node)
        if name == "RegistroAlta":
            yield _record(node, "")
        elif name == "RegistroAnulacion":
            yield _record(node, "Anulada")


def _record(node: ET.Element, suffix: str) -> Record:
    before = child_of(child_of(node, "Encadenamiento"), "RegistroAnterior")
    invoice = child_of(node, "IDFactura")
    return Record(
        kind="cancellation" if suffix else "registration",
        issuer_nif=text_of(invoice, f"IDEmisorFactura{suffix}"),
        number=text_of(invoice, f"NumSerieFactura{suffix}"),
        issue_date=text_of(invoice, f"FechaExpedicionFactura{suffix}"),
        generated_at=text_of(node, "FechaHoraHusoGenRegistro"),
        previous=None if before is None else _reference(before),
        invoice_type=text_of(node, "TipoFactura"),
        tax_total=text_of(node, "CuotaTotal"),
        total=text_of(node, "ImporteTotal"),
        hash=text_of(node, "Huella"),
        is_first=text_of(child_of(node, "Encadenamiento"), "PrimerRegistro").upper() == "S",
        hash_type=text_of(node, "TipoHuella"),
        installation=text_of(child_of(node, "SistemaInformatico"), "NumeroInstalacion"),
    )


def _reference(node: ET.Element) -> Reference:
    names = ("IDEmisorFactura", "NumSerieFactura", "FechaExpedicionFactura", "Huella")
    return Reference(*(text_of(node, name) for name in names))


def child_of(node: ET.Element | None, name: str) -> ET.Element | None:
    """Return the first element of a name inside another one, in any namespace."""
    return next((child for child in node if local_name(child) == name), None) if node is not None else None


def text_of(node: ET.Element | None, name: str) -> str:
    """Return the text of an element inside another one; an empty text where there is none."""
    child = child_of(node, name)
    return (child.text or "").strip() if child is not None else ""


def local_name(node: ET.Element) -> str:
    """Return a tag without its namespace; an empty text for a comment."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""
