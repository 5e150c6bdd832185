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
    if len(document) > MAXIMUM_BYTES:
        raise NotRecords(f"the document has more than {MAXIMUM_BYTES} bytes")
    if b"<!DOCTYPE" in document or "<!DOCTYPE".encode("utf-16-le") in document:
        raise NotRecords("a document type may define entities without end")
    try:
        root = ET.fromstring(document)  # noqa: S314 - without a document type
    except (ET.ParseError, ValueError, LookupError) as error:
        raise NotRecords("the document is no XML") from error
    records = tuple(_records(root))
    if not records:
        raise NotRecords("the document has no RegistroAlta and no RegistroAnulacion")
    return records


def _records(root: ET.Element) -> Iterator[Record]:
    for node in root.iter():
        name = _local(node)
        if name == "RegistroAlta":
            yield _record(node, "")
        elif name == "RegistroAnulacion":
            yield _record(node, "Anulada")


def _record(node: ET.Element, suffix: str) -> Record:
    before = _child(_child(node, "Encadenamiento"), "RegistroAnterior")
    invoice = _child(node, "IDFactura")
    return Record(
        kind="cancellation" if suffix else "registration",
        issuer_nif=_text(invoice, f"IDEmisorFactura{suffix}"),
        number=_text(invoice, f"NumSerieFactura{suffix}"),
        issue_date=_text(invoice, f"FechaExpedicionFactura{suffix}"),
        generated_at=_text(node, "FechaHoraHusoGenRegistro"),
        previous=None if before is None else _reference(before),
        invoice_type=_text(node, "TipoFactura"),
        tax_total=_text(node, "CuotaTotal"),
        total=_text(node, "ImporteTotal"),
        hash=_text(node, "Huella"),
        is_first=_text(_child(node, "Encadenamiento"), "PrimerRegistro").upper() == "S",
        hash_type=_text(node, "TipoHuella"),
        installation=_text(_child(node, "SistemaInformatico"), "NumeroInstalacion"),
    )


def _reference(node: ET.Element) -> Reference:
    names = ("IDEmisorFactura", "NumSerieFactura", "FechaExpedicionFactura", "Huella")
    return Reference(*(_text(node, name) for name in names))


def _child(node: ET.Element | None, name: str) -> ET.Element | None:
    return next((child for child in node if _local(child) == name), None) if node is not None else None


def _text(node: ET.Element | None, name: str) -> str:
    child = _child(node, name)
    return (child.text or "").strip() if child is not None else ""


def _local(node: ET.Element) -> str:
    """Return a tag without its namespace; an empty text for a comment."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""
