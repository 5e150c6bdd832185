"""The tax agency's checks of a registration that need none of its registers, by the codes of its list of errors.

Written from that list (errores.properties) and from its document of validations, apart from the code that makes
records: what they refuse, AEAT rejects.
"""

from collections.abc import Iterator
from decimal import Decimal

from lxml import etree

COMPLETE = {"F1", "F3", "R1", "R2", "R3", "R4"}
WITHOUT_RECIPIENT = {"F2", "R5"}
RECARGOS = {"21": {"5.2", "1.75"}, "10": {"1.4"}, "4": {"0.5"}}
TAXED = ("TipoImpositivo", "CuotaRepercutida", "TipoRecargoEquivalencia", "CuotaRecargoEquivalencia")
UNBALANCED = {"03", "05", "06", "08", "09"}
"""The regimes whose totals the agency does not add up."""
MARGIN = Decimal(10)


def broken(record: str) -> list[str]:
    """The codes of the rules that a registration breaks."""
    return sorted(set(_broken(etree.fromstring(record.encode()))))


def _broken(root: etree._Element) -> Iterator[str]:
    kind = _text(root, "TipoFactura") or ""
    recipients = root.findall("{*}Destinatarios/{*}IDDestinatario")
    details = root.findall("{*}Desglose/{*}DetalleDesglose")
    yield from _of_document(root, kind, recipients)
    for detail in details:
        yield from _of_detail(detail, kind, recipients)
    if not {_text(each, "ClaveRegimen") for each in details} & UNBALANCED:
        taxes = sum((_amount(each, "CuotaRepercutida") + _amount(each, TAXED[3]) for each in details), Decimal(0))
        bases = sum((_amount(each, "BaseImponibleOimporteNoSujeto") for each in details), Decimal(0))
        if abs(_amount(root, "CuotaTotal") - taxes) > MARGIN:
            yield "2006"
        if abs(_amount(root, "ImporteTotal") - taxes - bases) > MARGIN:
            yield "2005"


def _of_document(root: etree._Element, kind: str, recipients: list[etree._Element]) -> Iterator[str]:
    if kind in COMPLETE and not recipients:
        yield "1189"
    if kind in WITHOUT_RECIPIENT and recipients:
        yield "1190"
    if _text(root, "FacturaSimplificadaArt7273") == "S" and kind not in COMPLETE:
        yield "1183"
    if _text(root, "FacturaSinIdentifDestinatarioArt61d") == "S" and kind not in WITHOUT_RECIPIENT:
        yield "1185"
    if root.find("{*}FacturasSustituidas") is not None and kind != "F3":
        yield "1116"
    if root.find("{*}FacturasRectificadas") is not None and not kind.startswith("R"):
        yield "1117"
    if (root.find("{*}TipoRectificativa") is not None) is not kind.startswith("R"):
        yield "1114"
    third, issued_by = root.find("{*}Tercero"), _text(root, "EmitidaPorTerceroODestinatario")
    if issued_by not in (None, "T", "D") or (third is not None) is not (issued_by == "T"):
        yield "1187"
    for recipient in recipients:
        yield from _of_recipient(recipient, kind)


def _of_recipient(recipient: etree._Element, kind: str) -> Iterator[str]:
    country, number_type = _text(recipient, "IDOtro/{*}CodigoPais"), _text(recipient, "IDOtro/{*}IDType")
    if country == "ES" and number_type not in ("03", "07"):
        yield "1234"
    if number_type == "07" and country != "ES":
        yield "1122"
    if kind == "R3" and number_type not in (None, "07"):
        yield "1191"
    if kind == "R2" and number_type not in (None, "07", "02"):
        yield "1192"


def _of_detail(detail: etree._Element, kind: str, recipients: list[etree._Element]) -> Iterator[str]:
    regime, qualification = _text(detail, "ClaveRegimen"), _text(detail, "CalificacionOperacion")
    exemption, rate, recargo = (_text(detail, name) for name in ("OperacionExenta", TAXED[0], TAXED[2]))
    if (qualification is None) is (exemption is None):
        yield "1195"
    if qualification in ("N1", "N2") and any(_text(detail, name) is not None for name in TAXED):
        yield "1237"
    if exemption and any(_text(detail, name) is not None for name in TAXED):
        yield "1238"
    if qualification == "S2" and kind not in COMPLETE:
        yield "1197"
    if qualification == "S2" and (_amount(detail, TAXED[0]) or _amount(detail, TAXED[1]) or rate is None):
        yield "1198"
    if qualification == "S1" and (rate is None or _text(detail, TAXED[1]) is None):
        yield "1208"
    if regime == "01" and exemption in ("E2", "E3"):
        yield "1199"
    if exemption == "E5" and not all(_text(each, "IDOtro/{*}IDType") == "02" for each in recipients or [detail]):
        yield "1289"
    if (recargo is not None) is not (regime == "18"):
        yield "1279"
    if recargo is not None and qualification != "S1":
        yield "1281"
    if recargo is not None and rate in RECARGOS and recargo not in RECARGOS[rate]:
        yield "1162"
    yield from _of_regime(detail, regime, qualification, exemption, kind)


def _of_regime(
    detail: etree._Element, regime: str | None, qualification: str | None, exemption: str | None, kind: str
) -> Iterator[str]:
    if regime == "02" and exemption is None:
        yield "15.6.1"
    if regime == "03" and qualification not in (None, "S1"):
        yield "1200"
    if regime == "04" and exemption is None and qualification != "S2":
        yield "1201"
    if regime == "06" and (kind in ("F2", "F3", "R5") or detail.find("{*}BaseImponibleACoste") is None):
        yield "1202"
    if regime == "07" and (exemption in ("E2", "E3", "E4", "E5") or qualification in ("S2", "N1", "N2")):
        yield "1203"
    if regime == "08" and qualification != "N2":
        yield "1252"


def _text(parent: etree._Element, path: str) -> str | None:
    found = parent.find("{*}" + path)
    return None if found is None else found.text


def _amount(parent: etree._Element, path: str) -> Decimal:
    return Decimal(_text(parent, path) or 0)
