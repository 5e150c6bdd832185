"""AEAT's service in the sandbox: it answers as AEAT would and says that it is simulated. Nothing leaves the platform.

A record is taken unless the description of its operation has a code, such as `AEAT-1110`: then the answer has that
code. A code of 2000 to 2999 accepts the record with errors, any other rejects it; after one of AEAT's own failures
(`AEAT-3500`) it is sent again, which fails again. Since it forgets what it has taken,
it answers a query with nothing, and the records are taken again.
"""

import hashlib
import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from bivelio_core import clock
from bivelio_core.invoices.xml_text import DECLARATION, Element, element, optional, written

from . import reading, soap
from .document import NAMESPACE
from .flow import FIRST_WAIT_SECONDS
from .shapes import Record

CSV = "SIMULAT-"
"""How the number of a simulated message begins."""
ANSWER, PAGE = f"{soap.PLACE}RespuestaSuministro.xsd", f"{soap.PLACE}RespuestaConsultaLR.xsd"
_CODE = re.compile(r"\bAEAT-(\d{4})\b")
_SF = f"{{{NAMESPACE}}}"
_ACCEPTED = range(2000, 3000)


class SimulatedAeat:
    """The service, without memory."""

    is_simulated = True
    representative: soap.Named | None = None

    def send(self, message: bytes) -> bytes:
        """Return the document that answers a message of ours."""
        body = ET.fromstring(message)[1][0]  # noqa: S314 - our own message
        if body.tag == f"{{{soap.QUERY}}}ConsultaFactuSistemaFacturacion":
            return _enveloped(_nothing(body), q=PAGE)
        return _enveloped(_answer(message, body), sfR=ANSWER)


def _answer(message: bytes, body: ET.Element) -> Element:
    nodes = [each[0] for each in body if each.tag == f"{{{soap.SUBMISSION}}}RegistroFactura"]
    pairs = list(zip(reading.read(message), nodes, strict=True))
    codes = [_code(node) for _, node in pairs]
    rejected = [code for code in codes if code is not None and code not in _ACCEPTED]
    state = "ParcialmenteCorrecto" if any(codes) else "Correcto"
    csv = f"{CSV}{hashlib.sha256(message).hexdigest()[:16].upper()}"
    nif = body.findtext(f".//{_SF}ObligadoEmision/{_SF}NIF") or ""
    is_taken = len(rejected) < len(pairs)
    presented = element(
        "sfR:DatosPresentacion",
        element("sf:NIFPresentador", nif),
        element("sf:TimestampPresentacion", clock.real_timestamp()),
    )
    return element(
        "sfR:RespuestaRegFactuSistemaFacturacion",
        element("sfR:CSV", csv) if is_taken else None,
        presented if is_taken else None,
        element("sfR:Cabecera", _issuer(body)),
        element("sfR:TiempoEsperaEnvio", str(FIRST_WAIT_SECONDS)),
        element("sfR:EstadoEnvio", state if is_taken else "Incorrecto"),
        (_line(record, code) for (record, _), code in zip(pairs, codes, strict=True)),
    )


def _line(record: Record, code: int | None) -> Element:
    outcome = "Correcto" if code is None else "AceptadoConErrores" if code in _ACCEPTED else "Incorrecto"
    kind = "Anulacion" if record.kind == "cancellation" else "Alta"
    return element(
        "sfR:RespuestaLinea",
        element("sfR:IDFactura", _identified(record)),
        element("sfR:Operacion", element("sf:TipoOperacion", kind)),
        element("sfR:EstadoRegistro", outcome),
        optional("sfR:CodigoErrorRegistro", str(code) if code else None),
        optional("sfR:DescripcionErrorRegistro", f"Simulat: Codigo[{code}]." if code else None),
    )


def _identified(record: Record) -> Iterator[Element]:
    yield element("sf:IDEmisorFactura", record.issuer_nif)
    yield element("sf:NumSerieFactura", record.number)
    yield element("sf:FechaExpedicionFactura", record.issue_date)


def _code(node: ET.Element) -> int | None:
    code = _CODE.search(node.findtext(f"{_SF}DescripcionOperacion") or "")
    return int(code[1]) if code else None


def _nothing(body: ET.Element) -> Element:
    space = f"{{{soap.QUERY}}}"
    period = body.find(f"{space}FiltroConsulta/{space}PeriodoImputacion")
    texts = [each.text or "" for each in period] if period is not None else ["", ""]
    return element(
        "q:RespuestaConsultaFactuSistemaFacturacion",
        element("q:Cabecera", element("sf:IDVersion", "1.0"), _issuer(body)),
        element("q:PeriodoImputacion", element("q:Ejercicio", texts[0]), element("q:Periodo", texts[1])),
        element("q:IndicadorPaginacion", "N"),
        element("q:ResultadoConsulta", "SinDatos"),
    )


def _issuer(body: ET.Element) -> Element:
    node = body.find(f".//{_SF}ObligadoEmision")
    texts = [each.text or "" for each in node] if node is not None else ["", ""]
    return element("sf:ObligadoEmision", element("sf:NombreRazon", texts[0]), element("sf:NIF", texts[1]))


def _enveloped(root: Element, **namespaces: str) -> bytes:
    spaces = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in {"sf": NAMESPACE, **namespaces}.items())
    return (
        f'{DECLARATION}<soapenv:Envelope xmlns:soapenv="{soap.ENVELOPE}"{spaces}>\n<soapenv:Header/>\n<soapenv:Body>\n'
        f"{written(root)}</soapenv:Body>\n</soapenv:Envelope>\n"
    ).encode()
