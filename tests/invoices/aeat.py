"""A tax agency that answers as AEAT's service of VERI*FACTU: by its schemas and its table of corrections.

It validates each message and each of its own answers by the official schemas, recomputes each hash, and watches the
time between messages. What it holds is in memory. `aeat_server` puts it behind HTTPS.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from xml.sax.saxutils import escape

from bivelio_core import clock
from bivelio_core.invoices.verifactu import chain, reading, soap
from bivelio_core.invoices.verifactu import document as document_of_records
from bivelio_core.invoices.verifactu.shapes import Record
from lxml import etree

SF, LR, LRC = document_of_records.NAMESPACE, soap.SUBMISSION, soap.QUERY
ANSWER, PAGE = f"{soap.PLACE}RespuestaSuministro.xsd", f"{soap.PLACE}RespuestaConsultaLR.xsd"
FLAGS = ("Subsanacion", "RechazoPrevio", "SinRegistroPrevio")
OUTCOME = {"accepted": "Correcto", "with_errors": "AceptadoConErrores", "rejected": "Incorrecto"}


@cache
def schema(name: str) -> etree.XMLSchema:
    """One of AEAT's schemas, by the name of its file."""
    return etree.XMLSchema(etree.parse(Path(str(files("verifactu_sdk") / "schemas" / name))))


def judged(name: str, document: bytes) -> list[str]:
    """What a schema finds wrong with the body of an envelope."""
    body = etree.fromstring(document).find(f"{{{soap.ENVELOPE}}}Body")
    assert body is not None
    of_it = schema(name)
    of_it.validate(etree.fromstring(etree.tostring(body[0])))
    return str(of_it.error_log).splitlines()


@dataclass
class Holding:
    """What is held of an invoice: the last record about it that was taken."""

    record: Record
    reference: str
    state: str
    code: int | None = None


@dataclass
class Message:
    """A submission that arrived."""

    at: datetime
    records: list[Record]
    had_incident: bool


Key = tuple[str, str, str]


def key_of(record: Record) -> Key:
    """What identifies the invoice of a record."""
    return record.issuer_nif, record.number, record.issue_date


@dataclass
class Aeat:
    """The agency. `codes` are errors on demand by the number of an invoice, each told once unless in `stubborn`."""

    wait_seconds: int = 60
    codes: dict[str, int] = field(default_factory=dict)
    stubborn: set[str] = field(default_factory=set)
    refusal: int | None = None
    """The code with which every message is refused as a whole."""
    held: dict[Key, Holding] = field(default_factory=dict)
    taken: list[Record] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    """Rules that a message broke."""
    _told: int = 60
    """The seconds between messages of the last answer that was read."""
    _due_at: datetime | None = None

    def was_read(self) -> None:
        """Note that the last answer to a submission has arrived, so that its time holds."""
        self._told = self.wait_seconds
        if self.messages:
            self._due_at = self.messages[-1].at + timedelta(seconds=self._told)

    def answer(self, document: bytes) -> bytes:
        """Answer a message."""
        body = etree.fromstring(document).find(f"{{{soap.ENVELOPE}}}Body")
        assert body is not None
        if self.refusal:
            return fault("Client", self.refusal)
        if body[0].tag == f"{{{LRC}}}ConsultaFactuSistemaFacturacion":
            faults = judged("ConsultaLR.xsd", document)
            return fault("Client", 4102) if faults else self._page(body[0])
        if faults := judged("SuministroLR.xsd", document):
            self.broken += faults
            return fault("Client", 4102)
        return self._submitted(document, body[0])

    def _submitted(self, document: bytes, root: etree._Element) -> bytes:
        records, now = list(reading.read(document)), clock.real_now()
        if self._due_at is not None and now < self._due_at and len(records) < soap.MOST_RECORDS:
            self.broken.append(f"a message of {len(records)} at {now}, before {self._due_at}")
        self._due_at = now + timedelta(seconds=self._told)
        incident = root.findtext(f"{{{LR}}}Cabecera/{{{SF}}}RemisionVoluntaria/{{{SF}}}Incidencia")
        self.messages.append(Message(now, records, incident == "S"))
        nif = root.findtext(f"{{{LR}}}Cabecera/{{{SF}}}ObligadoEmision/{{{SF}}}NIF")
        nodes = [each[0] for each in root.iter(f"{{{LR}}}RegistroFactura")]
        pairs = zip(records, nodes, strict=True)
        lines = [self._line(record, node, nif) for record, node in pairs]
        outcomes = [outcome for outcome, _ in lines]
        state = "Correcto" if set(outcomes) == {"accepted"} else "ParcialmenteCorrecto"
        if set(outcomes) == {"rejected"}:
            state = "Incorrecto"
        head = etree.tostring(root[0]).decode().replace(f"<{root[0].prefix}:Cabecera", "<sfR:Cabecera")
        head = head.replace(f"</{root[0].prefix}:Cabecera>", "</sfR:Cabecera>")
        csv = (
            "" if state == "Incorrecto" else f"<sfR:CSV>A-TEST{len(self.messages):08d}</sfR:CSV>{self._presented(now)}"
        )
        answer = enveloped(
            f"<sfR:RespuestaRegFactuSistemaFacturacion>{csv}{head}<sfR:TiempoEsperaEnvio>{self.wait_seconds}"
            f"</sfR:TiempoEsperaEnvio><sfR:EstadoEnvio>{state}</sfR:EstadoEnvio>"
            f"{''.join(text for _, text in lines)}</sfR:RespuestaRegFactuSistemaFacturacion>",
            sfR=ANSWER,
        )
        assert judged("RespuestaSuministro.xsd", answer) == []
        return answer

    def _presented(self, now: datetime) -> str:
        return (
            "<sfR:DatosPresentacion><sf:NIFPresentador>B12345674</sf:NIFPresentador><sf:TimestampPresentacion>"
            f"{now.isoformat(timespec='seconds')}</sf:TimestampPresentacion></sfR:DatosPresentacion>"
        )

    def _line(self, record: Record, node: etree._Element, nif: str | None) -> tuple[str, str]:
        flags = {name: node.findtext(f"{{{SF}}}{name}") or "" for name in FLAGS}
        reference = node.findtext(f"{{{SF}}}RefExterna") or ""
        outcome, code, duplicate = self._judged(record, flags, nif)
        if outcome != "rejected":
            state = "Anulado" if record.kind == "cancellation" else OUTCOME[outcome]
            self.held[key_of(record)] = Holding(record, reference, state, code)
            self.taken.append(record)
        return outcome, _line_text(record, flags, reference, outcome, code, duplicate)

    def _judged(self, record: Record, flags: dict[str, str], nif: str | None) -> tuple[str, int | None, Holding | None]:
        held = self.held.get(key_of(record))
        code = self.codes.get(record.number)
        if code and record.number not in self.stubborn:
            del self.codes[record.number]
        if code and code // 1000 != 2:
            return "rejected", code, held if code == 3000 else None
        if record.issuer_nif != nif:
            return "rejected", 1108, None
        refused = _cancelled(flags, held) if record.kind == "cancellation" else _registered(flags, held)
        if refused:
            return "rejected", refused, held if refused == 3000 else None
        if not chain.is_intact(record):
            return "with_errors", 2000, None
        return ("with_errors", code, None) if code else ("accepted", None, None)

    def _page(self, root: etree._Element) -> bytes:
        filters = root.find(f"{{{LRC}}}FiltroConsulta")
        assert filters is not None
        year, month = (
            filters.findtext(f"{{{LRC}}}PeriodoImputacion/{{{SF}}}{name}") for name in ("Ejercicio", "Periodo")
        )
        number = filters.findtext(f"{{{LRC}}}NumSerieFactura")
        days = [filters.findtext(f".//{{{SF}}}{name}") for name in ("Desde", "Hasta")]
        nif = root.findtext(f"{{{LRC}}}Cabecera/{{{SF}}}ObligadoEmision/{{{SF}}}NIF")

        def is_wanted(key: Key) -> bool:
            is_of_day = not all(days) or _sortable(days[0] or "") <= _sortable(key[2]) <= _sortable(days[1] or "")
            return key[0] == nif and key[2][3:] == f"{month}-{year}" and number in (None, key[1]) and is_of_day

        found = [(key, each) for key, each in self.held.items() if is_wanted(key)]
        after = filters.find(f"{{{LRC}}}ClavePaginacion")
        start = 0
        if after is not None:
            last = tuple(each.text or "" for each in after)
            start = [key for key, _ in found].index(last) + 1  # type: ignore[arg-type]
        size = 300
        page, rest = found[start : start + size], found[start + size :]
        inner = "".join(_held_text(each) for _, each in page)
        more = _key_text("ClavePaginacion", page[-1][0]) if rest else ""
        head = (
            f"<q:Cabecera><sf:IDVersion>1.0</sf:IDVersion><sf:ObligadoEmision><sf:NombreRazon>X</sf:NombreRazon><sf:NIF>"
            f"{nif}</sf:NIF></sf:ObligadoEmision></q:Cabecera><q:PeriodoImputacion><q:Ejercicio>{year}</q:Ejercicio>"
            f"<q:Periodo>{month}</q:Periodo></q:PeriodoImputacion><q:IndicadorPaginacion>{'S' if rest else 'N'}"
            f"</q:IndicadorPaginacion><q:ResultadoConsulta>{'ConDatos' if page else 'SinDatos'}</q:ResultadoConsulta>"
        )
        answer = enveloped(
            f"<q:RespuestaConsultaFactuSistemaFacturacion>{head}{inner}{more}"
            "</q:RespuestaConsultaFactuSistemaFacturacion>",
            q=PAGE,
        )
        assert judged("RespuestaConsultaLR.xsd", answer) == []
        return answer


def _registered(flags: dict[str, str], held: Holding | None) -> int | None:
    """The code with which a registration is refused, by the table of corrections."""
    match flags["Subsanacion"], flags["RechazoPrevio"]:
        case ("" | "N", "X" | "S"):
            return 1153
        case ("" | "N", _):
            return 3000 if held else None
        case ("S", "X"):
            return 3000 if held else None
    return None if held else 3002


def _cancelled(flags: dict[str, str], held: Holding | None) -> int | None:
    """The code with which a cancellation is refused."""
    if flags["SinRegistroPrevio"] == "S":
        return 3000 if held else None
    if held is None:
        return 3002
    return 3001 if held.state == "Anulado" else None


def _line_text(
    record: Record, flags: dict[str, str], reference: str, outcome: str, code: int | None, duplicate: Holding | None
) -> str:
    key = _key_text("IDFactura", key_of(record)).replace("q:", "sfR:")
    kind = "Anulacion" if record.kind == "cancellation" else "Alta"
    told = "".join(f"<sf:{name}>{value}</sf:{name}>" for name, value in flags.items() if value)
    words = {"Correcto": "Correcta", "AceptadoConErrores": "AceptadaConErrores", "Anulado": "Anulada"}
    return (
        f"<sfR:RespuestaLinea>{key}<sfR:Operacion><sf:TipoOperacion>{kind}</sf:TipoOperacion>{told}</sfR:Operacion>"
        + (f"<sfR:RefExterna>{escape(reference)}</sfR:RefExterna>" if reference else "")
        + f"<sfR:EstadoRegistro>{OUTCOME[outcome]}</sfR:EstadoRegistro>"
        + (
            f"<sfR:CodigoErrorRegistro>{code}</sfR:CodigoErrorRegistro><sfR:DescripcionErrorRegistro>Codigo[{code}]."
            "</sfR:DescripcionErrorRegistro>"
            if code
            else ""
        )
        + (
            "<sfR:RegistroDuplicado><sf:IdPeticionRegistroDuplicado>1</sf:IdPeticionRegistroDuplicado>"
            f"<sf:EstadoRegistroDuplicado>{words[duplicate.state]}</sf:EstadoRegistroDuplicado></sfR:RegistroDuplicado>"
            if duplicate
            else ""
        )
        + "</sfR:RespuestaLinea>"
    )


def _held_text(held: Holding) -> str:
    reference = f"<q:RefExterna>{escape(held.reference)}</q:RefExterna>" if held.reference else ""
    code = f"<q:CodigoErrorRegistro>{held.code}</q:CodigoErrorRegistro>" if held.code else ""
    return (
        f"<q:RegistroRespuestaConsultaFactuSistemaFacturacion>{_key_text('IDFactura', key_of(held.record))}"
        f"<q:DatosRegistroFacturacion>{reference}<q:TipoHuella>01</q:TipoHuella><q:Huella>{held.record.hash}</q:Huella>"
        f"</q:DatosRegistroFacturacion><q:EstadoRegistro><q:TimestampUltimaModificacion>2026-04-07T14:45:30"
        f"</q:TimestampUltimaModificacion><q:EstadoRegistro>{held.state}</q:EstadoRegistro>{code}</q:EstadoRegistro>"
        "</q:RegistroRespuestaConsultaFactuSistemaFacturacion>"
    )


def _key_text(name: str, key: Key) -> str:
    return (
        f"<q:{name}><sf:IDEmisorFactura>{key[0]}</sf:IDEmisorFactura><sf:NumSerieFactura>{escape(key[1])}"
        f"</sf:NumSerieFactura><sf:FechaExpedicionFactura>{key[2]}</sf:FechaExpedicionFactura></q:{name}>"
    )


def _sortable(day: str) -> str:
    return "".join(reversed(day.split("-")))


def fault(whose: str, code: int | None, text: str = "") -> bytes:
    """A SOAP fault, of the `Client` or the `Server`."""
    said = f"Codigo[{code}].{text}" if code else text
    return enveloped(
        f"<soapenv:Fault><faultcode>soapenv:{whose}</faultcode><faultstring>{escape(said)}</faultstring></soapenv:Fault>"
    )


def enveloped(body: str, **namespaces: str) -> bytes:
    """A body in its envelope."""
    spaces = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in {"sf": SF, **namespaces}.items())
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="{soap.ENVELOPE}"{spaces}>'
        f"<soapenv:Header/><soapenv:Body>{body}</soapenv:Body></soapenv:Envelope>"
    ).encode()
