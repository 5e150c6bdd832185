"""Read what AEAT's service answers: to a submission, to a query, or a SOAP fault.

RespuestaSuministro.xsd, RespuestaConsultaLR.xsd and SOAP 1.1, section 4.4. What is not one of these says nothing about
the records that were sent: the message may have arrived.
"""

import re
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeVar
from xml.etree import ElementTree as ET

from .soap import Key

MOST_BYTES = 100_000_000
Stored = Literal["registered", "accepted_with_errors", "cancelled"]
"""What AEAT holds of an invoice."""
Outcome = Literal["registered", "accepted_with_errors", "rejected"]
"""What became of a record."""

OUTCOMES: dict[str, Outcome] = {
    "Correcto": "registered",
    "AceptadoConErrores": "accepted_with_errors",
    "Incorrecto": "rejected",
}
STORED: dict[str, Stored] = {
    **dict.fromkeys(("Correcto", "Correcta"), "registered"),
    **dict.fromkeys(("AceptadoConErrores", "AceptadaConErrores"), "accepted_with_errors"),
    **dict.fromkeys(("Anulado", "Anulada"), "cancelled"),
}
"""By the words of the query, and by those about a duplicate."""
Word = TypeVar("Word", bound=str)
_CODE = re.compile(r"Codigo\s*\[\s*(\d{1,5})\s*\]")


class NotAnAnswer(ValueError):
    """The document is no answer of the service."""


class Fault(NamedTuple):
    """A fault: with `is_ours` the whole message was refused and has to be mended, otherwise it is sent again."""

    is_ours: bool
    code: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """The answer about one record."""

    key: Key
    operation: str
    """`Alta` or `Anulacion`."""
    reference: str
    """Our own reference (RefExterna), empty where the record had none."""
    outcome: Outcome
    code: int | None = None
    text: str = ""
    duplicate: Stored | None = None
    """What is stored instead, where the record was refused as a duplicate."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a submission. `csv` is absent when every record was rejected."""

    state: str
    """`Correcto`, `ParcialmenteCorrecto` or `Incorrecto`."""
    wait_seconds: int
    lines: tuple[Line, ...]
    csv: str | None = None
    presented_at: str | None = None
    """RFC 3339."""


@dataclass(frozen=True, slots=True)
class Held:
    """What AEAT holds of an invoice."""

    key: Key
    state: Stored
    reference: str = ""
    hash: str = ""
    code: int | None = None
    text: str = ""
    presented_at: str | None = None


class Page(NamedTuple):
    """A page of a query: what is held, and where the next one begins."""

    held: tuple[Held, ...]
    after: Key | None


def read(document: bytes) -> Answer | Fault:
    """Return the answer to a submission. Raises NotAnAnswer."""
    body = _body(document)
    if (fault := _fault(body)) is not None:
        return fault
    node = _child(body, "RespuestaRegFactuSistemaFacturacion")
    state, wait = _text(node, "EstadoEnvio"), _text(node, "TiempoEsperaEnvio")
    if node is None or not state or not wait.isdecimal():
        raise NotAnAnswer("the document is no answer to a submission")
    presented = _child(node, "DatosPresentacion")
    return Answer(
        state,
        int(wait),
        tuple(_line(each) for each in node if _local(each) == "RespuestaLinea"),
        _text(node, "CSV") or None,
        _text(presented, "TimestampPresentacion") or None,
    )


def read_page(document: bytes) -> Page | Fault:
    """Return the answer to a query. Raises NotAnAnswer."""
    body = _body(document)
    if (fault := _fault(body)) is not None:
        return fault
    node = _child(body, "RespuestaConsultaFactuSistemaFacturacion")
    if node is None or _text(node, "ResultadoConsulta") not in {"ConDatos", "SinDatos"}:
        raise NotAnAnswer("the document is no answer to a query")
    records = [each for each in node if _local(each) == "RegistroRespuestaConsultaFactuSistemaFacturacion"]
    after = _child(node, "ClavePaginacion") if _text(node, "IndicadorPaginacion") == "S" else None
    return Page(tuple(map(_held, records)), None if after is None else _key(after))


def _line(node: ET.Element) -> Line:
    duplicate = _child(node, "RegistroDuplicado")
    return Line(
        key=_key(_child(node, "IDFactura")),
        operation=_text(_child(node, "Operacion"), "TipoOperacion"),
        reference=_text(node, "RefExterna"),
        outcome=_word(OUTCOMES, _text(node, "EstadoRegistro")),
        code=_number(_text(node, "CodigoErrorRegistro")),
        text=_text(node, "DescripcionErrorRegistro"),
        duplicate=None if duplicate is None else _word(STORED, _text(duplicate, "EstadoRegistroDuplicado")),
    )


def _held(node: ET.Element) -> Held:
    about, state = _child(node, "DatosRegistroFacturacion"), _child(node, "EstadoRegistro")
    return Held(
        key=_key(_child(node, "IDFactura")),
        state=_word(STORED, _text(state, "EstadoRegistro")),
        reference=_text(about, "RefExterna"),
        hash=_text(about, "Huella"),
        code=_number(_text(state, "CodigoErrorRegistro")),
        text=_text(state, "DescripcionErrorRegistro"),
        presented_at=_text(_child(node, "DatosPresentacion"), "TimestampPresentacion") or None,
    )


def _word(words: dict[str, Word], word: str) -> Word:
    if word not in words:
        raise NotAnAnswer(f"the state {word[:40]!r} is unknown")
    return words[word]


def _key(node: ET.Element | None) -> Key:
    names = ("IDEmisorFactura", "NumSerieFactura", "FechaExpedicionFactura")
    return Key(*(_text(node, name) for name in names))


def _fault(body: ET.Element) -> Fault | None:
    node = _child(body, "Fault")
    if node is None:
        return None
    text = _text(node, "faultstring")
    code = _CODE.search(text)
    return Fault(_text(node, "faultcode").endswith("Client"), int(code[1]) if code else None, text)


def _body(document: bytes) -> ET.Element:
    """Return the body of an envelope. What declares a document type is refused: it may define entities without end."""
    if len(document) > MOST_BYTES or b"\x00" in document or b"<!DOCTYPE" in document:
        raise NotAnAnswer("the document is too large, is not in UTF-8, or has a document type")
    try:
        root = ET.fromstring(document)  # noqa: S314 - without a document type
    except (ET.ParseError, ValueError, LookupError) as error:
        raise NotAnAnswer("the document is no XML") from error
    body = _child(root, "Body") if _local(root) == "Envelope" else None
    if body is None:
        raise NotAnAnswer("the document is no SOAP envelope")
    return body


def _child(node: ET.Element | None, name: str) -> ET.Element | None:
    return next((child for child in node if _local(child) == name), None) if node is not None else None


def _text(node: ET.Element | None, name: str) -> str:
    child = _child(node, name)
    return (child.text or "").strip() if child is not None else ""


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() else None


def _local(node: ET.Element) -> str:
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""
