"""A record as XML, in the order of AEAT's schema (SuministroInformacion.xsd, version 1.0)."""

from collections.abc import Iterator
from decimal import Decimal

from bivelio_core.invoices.paper import ZERO, Corrected, PaperInvoice, Party, Rectification, Tax
from bivelio_core.invoices.regimes import Regime, key_of, treatment_under
from bivelio_core.invoices.xml_text import Element, element, written

from .fields import amount, day, is_unidentified, names_buyer, rate, recorded
from .needs import detail_of
from .parties import Foreign, identification
from .shapes import Correction, Record, Software

NAMESPACE = (
    "https://www2.agenciatributaria.gob.es/static_files/common/internet/dep/aplicaciones/es/aeat/tike/cont/ws/"
    "SuministroInformacion.xsd"
)
VERSION = "1.0"
IVA = "01"
NOT_SUBJECT = frozenset({"N1", "N2"})
BY_THE_BUYER = "D"
"""AEAT's list L6."""
LARGE = Decimal(100_000_000)
"""From this total on, in either direction, a record says that it is large (Macrodato)."""
DESCRIPTION_CHARACTERS, NAME_CHARACTERS, INSTALLATION_CHARACTERS = 500, 120, 100


def written_record(record: Record, invoice: PaperInvoice, software: Software) -> str:
    """Return the XML of a record that has its hash."""
    is_registration = record.kind == "registration"
    body = _registration(record, invoice) if is_registration else _cancellation(record)
    root = element(
        "sf:RegistroAlta" if is_registration else "sf:RegistroAnulacion",
        element("sf:IDVersion", VERSION),
        body,
        _chaining(record),
        _software(record.installation, software),
        element("sf:FechaHoraHusoGenRegistro", record.generated_at),
        element("sf:TipoHuella", record.hash_type),
        element("sf:Huella", record.hash),
        **{"xmlns:sf": NAMESPACE},
    )
    return written(root)


def _registration(record: Record, invoice: PaperInvoice) -> Iterator[Element]:
    elements = (
        element("sf:IDFactura", _identified(record.issuer_nif, record.number, record.issue_date)),
        element("sf:NombreRazonEmisor", invoice.seller.name[:NAME_CHARACTERS]),
        *_marks(record.correction),
        element("sf:TipoFactura", record.invoice_type),
        *(_rectification(invoice.rectification, record.issuer_nif) if invoice.rectification else ()),
        _replaced(invoice.replaces, record.issuer_nif),
        _operation_date(invoice),
        element("sf:DescripcionOperacion", _description(invoice)),
        element("sf:FacturaSimplificadaArt7273", "S") if invoice.document_type == "qualified_simplified" else None,
        element("sf:FacturaSinIdentifDestinatarioArt61d", "S") if is_unidentified(invoice) else None,
        element("sf:Macrodato", "S") if abs(invoice.total) >= LARGE else None,
        element("sf:EmitidaPorTerceroODestinatario", BY_THE_BUYER) if invoice.is_self_billed else None,
        element("sf:Destinatarios", _buyer(invoice.buyer)) if invoice.buyer and names_buyer(invoice) else None,
        element("sf:Desglose", *_details(invoice)),
        element("sf:CuotaTotal", record.tax_total),
        element("sf:ImporteTotal", record.total),
    )
    return (each for each in elements if each is not None)


def _cancellation(record: Record) -> Iterator[Element]:
    yield element("sf:IDFactura", _identified(record.issuer_nif, record.number, record.issue_date, "Anulada"))
    yield from _marks(record.correction)


def _marks(correction: Correction | None) -> Iterator[Element]:
    """Return the marks of a correction; a registration has the first and the last, a cancellation the last two."""
    if correction is None:
        return
    if correction.corrects:
        yield element("sf:Subsanacion", "S")
    if correction.is_unknown:
        yield element("sf:SinRegistroPrevio", "S")
    if correction.rejection:
        yield element("sf:RechazoPrevio", correction.rejection)


def _identified(issuer_nif: str, number: str, issue_date: str, suffix: str = "") -> Iterator[Element]:
    yield element(f"sf:IDEmisorFactura{suffix}", issuer_nif)
    yield element(f"sf:NumSerieFactura{suffix}", number)
    yield element(f"sf:FechaExpedicionFactura{suffix}", issue_date)


def _rectification(rectification: Rectification, issuer_nif: str) -> Iterator[Element]:
    yield element("sf:TipoRectificativa", "S" if rectification.method == "substitution" else "I")
    if rectification.corrected:
        yield element(
            "sf:FacturasRectificadas",
            *(
                element("sf:IDFacturaRectificada", _identified(issuer_nif, each.number, day(each.issue_date)))
                for each in rectification.corrected
            ),
        )
    if rectification.method == "substitution":
        recargo = rectification.replaced_recargo
        yield element(
            "sf:ImporteRectificacion",
            element("sf:BaseRectificada", amount(rectification.replaced_base or ZERO)),
            element("sf:CuotaRectificada", amount(rectification.replaced_tax or ZERO)),
            element("sf:CuotaRecargoRectificado", amount(recargo)) if recargo else None,
        )


def _replaced(replaces: tuple[Corrected, ...], issuer_nif: str) -> Element | None:
    if not replaces:
        return None
    return element(
        "sf:FacturasSustituidas",
        *(
            element("sf:IDFacturaSustituida", _identified(issuer_nif, each.number, day(each.issue_date)))
            for each in replaces
        ),
    )


def _operation_date(invoice: PaperInvoice) -> Element | None:
    if invoice.operation_date is None or invoice.operation_date == invoice.issue_date:
        return None
    return element("sf:FechaOperacion", day(invoice.operation_date))


def _description(invoice: PaperInvoice) -> str:
    """Return what the invoice is for: its lines, as far as they fit."""
    return "; ".join(" ".join(line.description.split()) for line in invoice.lines)[:DESCRIPTION_CHARACTERS]


def _buyer(buyer: Party) -> Element:
    who = identification(buyer)
    return element(
        "sf:IDDestinatario",
        element("sf:NombreRazon", buyer.name[:NAME_CHARACTERS]),
        element("sf:NIF", who) if isinstance(who, str) else _foreign(who),
    )


def _foreign(who: Foreign) -> Element:
    return element(
        "sf:IDOtro",
        element("sf:CodigoPais", who.country),
        element("sf:IDType", who.kind),
        element("sf:ID", who.number),
    )


def _details(invoice: PaperInvoice) -> Iterator[Element]:
    """Return the breakdown: one line for each kind of operation and rate, whatever reasons the invoice gives."""
    groups: dict[tuple[object, ...], list[Tax]] = {}
    for tax in map(recorded, invoice.taxes):
        groups.setdefault(detail_of(tax), []).append(tax)
    is_abroad = invoice.buyer is not None and invoice.buyer.country != "ES"
    return (_detail(taxes, invoice.regime, is_abroad=is_abroad) for taxes in groups.values())


def _detail(taxes: list[Tax], regime: Regime, *, is_abroad: bool) -> Element:
    first = taxes[0]
    base = amount(sum((tax.base for tax in taxes), ZERO))
    qualification, cause = stated = treatment_under(regime, first.category, first.cause, is_abroad=is_abroad)
    key = key_of(regime, stated, has_recargo=bool(first.recargo_rate))
    if cause is not None:
        return _line(key, element("sf:OperacionExenta", cause), (), base, ())
    if qualification in NOT_SUBJECT:
        return _line(key, element("sf:CalificacionOperacion", qualification), (), base, ())
    is_reversed = qualification == "S2"
    recargo = (
        element("sf:TipoRecargoEquivalencia", rate(first.recargo_rate)),
        element("sf:CuotaRecargoEquivalencia", amount(sum((tax.recargo for tax in taxes), ZERO))),
    )
    return _line(
        key,
        element("sf:CalificacionOperacion", qualification),
        (element("sf:TipoImpositivo", "0" if is_reversed else rate(first.rate)),),
        base,
        (
            element("sf:CuotaRepercutida", amount(sum((tax.amount for tax in taxes), ZERO))),
            *(recargo if first.recargo_rate else ()),
        ),
    )


def _line(key: str, kind: Element, rates: tuple[Element, ...], base: str, amounts: tuple[Element, ...]) -> Element:
    return element(
        "sf:DetalleDesglose",
        element("sf:Impuesto", IVA),
        element("sf:ClaveRegimen", key),
        kind,
        rates,
        element("sf:BaseImponibleOimporteNoSujeto", base),
        amounts,
    )


def _chaining(record: Record) -> Element:
    before = record.previous
    if before is None:
        return element("sf:Encadenamiento", element("sf:PrimerRegistro", "S"))
    return element(
        "sf:Encadenamiento",
        element(
            "sf:RegistroAnterior",
            _identified(before.issuer_nif, before.number, before.issue_date),
            element("sf:Huella", before.hash),
        ),
    )


def _software(installation: str, software: Software) -> Element:
    return element(
        "sf:SistemaInformatico",
        element("sf:NombreRazon", software.producer),
        element("sf:NIF", software.producer_nif),
        element("sf:NombreSistemaInformatico", software.name),
        element("sf:IdSistemaInformatico", software.code),
        element("sf:Version", software.version),
        element("sf:NumeroInstalacion", installation),
        element("sf:TipoUsoPosibleSoloVerifactu", _yes_or_no(software.is_only_verifactu)),
        element("sf:TipoUsoPosibleMultiOT", "S"),
        element("sf:IndicadorMultiplesOT", _yes_or_no(software.has_many_issuers)),
    )


def _yes_or_no(value: bool) -> str:  # noqa: FBT001 - one value, which AEAT writes as S or N
    return "S" if value else "N"
