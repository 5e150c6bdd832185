"""Messages to AEAT's service of VERI*FACTU: SOAP 1.1, document/literal, in UTF-8.

AEAT, Descripción del servicio web 1.0.1 and SistemaFacturacion.wsdl. A record goes into a message as it was stored, so
that its hash is the one in the chain. What is answered is read by `answers`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bivelio_core.invoices.xml_text import DECLARATION, Element, element, optional, written

from .document import NAME_CHARACTERS, NAMESPACE, VERSION

ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
PLACE = NAMESPACE.removesuffix("SuministroInformacion.xsd")
SUBMISSION, QUERY = f"{PLACE}SuministroLR.xsd", f"{PLACE}ConsultaLR.xsd"
MOST_RECORDS = 1_000
"""Records of one message at most (SuministroLR.xsd)."""

HEADERS = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '""'}


class Named(NamedTuple):
    """A person or company with a Spanish NIF."""

    name: str
    nif: str


@dataclass(frozen=True, slots=True)
class Header:
    """Whose records a message has (Cabecera).

    `representative` only where an adviser has generated them. `leaves_on` is the day until which the issuer submits
    (`31-12-2027`), `had_incident` whether an outage kept the records back.
    """

    issuer: Named
    representative: Named | None = None
    leaves_on: str | None = None
    had_incident: bool = False


class Key(NamedTuple):
    """What identifies an invoice at AEAT; the date is `07-04-2026`."""

    issuer_nif: str
    number: str
    issue_date: str


@dataclass(frozen=True, slots=True)
class Question:
    """Which stored records to ask for: those of an issuer in a period, by number or between two days of issue."""

    issuer: Named
    year: str
    month: str
    number: str | None = None
    first_day: str | None = None
    last_day: str | None = None
    after: Key | None = None
    """The key that a page ended with (ClavePaginacion)."""


def submission(header: Header, records: Sequence[str]) -> bytes:
    """Return the message that submits records, each the XML of a RegistroAlta or RegistroAnulacion, in their order.

    Raises ValueError for none and for more than MOST_RECORDS.
    """
    return _enveloped(_registers(header, records, ""), sfLR=SUBMISSION)


def registers(header: Header, records: Sequence[str]) -> str:
    """Return the same as a document of its own, without an envelope: a file of records. Raises ValueError likewise."""
    return _registers(header, records, f' xmlns:sfLR="{SUBMISSION}" xmlns:sf="{NAMESPACE}"')


def _registers(header: Header, records: Sequence[str], namespaces: str) -> str:
    if not 0 < len(records) <= MOST_RECORDS:
        raise ValueError(f"a message has 1 to {MOST_RECORDS} records, not {len(records)}")
    head = written(element("sfLR:Cabecera", _header(header)))
    inner = "".join(f"<sfLR:RegistroFactura>\n{record}</sfLR:RegistroFactura>\n" for record in records)
    return f"<sfLR:RegFactuSistemaFacturacion{namespaces}>\n{head}{inner}</sfLR:RegFactuSistemaFacturacion>\n"


def query(question: Question) -> bytes:
    """Return the message that asks for stored records."""
    root = element(
        "sfLRC:ConsultaFactuSistemaFacturacion",
        element("sfLRC:Cabecera", element("sf:IDVersion", VERSION), _named("sf:ObligadoEmision", question.issuer)),
        element("sfLRC:FiltroConsulta", _filter(question)),
    )
    return _enveloped(written(root), sfLRC=QUERY)


def _header(header: Header) -> Iterator[Element]:
    yield _named("sf:ObligadoEmision", header.issuer)
    if header.representative:
        yield _named("sf:Representante", header.representative)
    if header.leaves_on or header.had_incident:
        yield element(
            "sf:RemisionVoluntaria",
            optional("sf:FechaFinVeriFactu", header.leaves_on),
            element("sf:Incidencia", "S") if header.had_incident else None,
        )


def _filter(question: Question) -> Iterable[Element]:
    days = question.first_day and question.last_day
    elements = (
        element(
            "sfLRC:PeriodoImputacion",
            element("sf:Ejercicio", question.year),
            element("sf:Periodo", question.month),
        ),
        optional("sfLRC:NumSerieFactura", question.number),
        element(
            "sfLRC:FechaExpedicionFactura",
            element(
                "sf:RangoFechaExpedicion",
                optional("sf:Desde", question.first_day),
                optional("sf:Hasta", question.last_day),
            ),
        )
        if days
        else None,
        _key(question.after) if question.after else None,
    )
    return (each for each in elements if each is not None)


def _key(key: Key) -> Element:
    return element(
        "sfLRC:ClavePaginacion",
        element("sf:IDEmisorFactura", key.issuer_nif),
        element("sf:NumSerieFactura", key.number),
        element("sf:FechaExpedicionFactura", key.issue_date),
    )


def _named(name: str, who: Named) -> Element:
    return element(name, element("sf:NombreRazon", who.name[:NAME_CHARACTERS]), element("sf:NIF", who.nif))


def _enveloped(body: str, **namespaces: str) -> bytes:
    spaces = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in {"sf": NAMESPACE, **namespaces}.items())
    return (
        f'{DECLARATION}<soapenv:Envelope xmlns:soapenv="{ENVELOPE}"{spaces}>\n<soapenv:Header/>\n<soapenv:Body>\n'
        f"{body}</soapenv:Body>\n</soapenv:Envelope>\n"
    ).encode()
