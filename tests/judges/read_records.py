"""Have pyverifactu's models judge registrations: XML texts as a JSON list on stdin, what it refuses as JSON on stdout.

It knows no recargo de equivalencia: of records with one, the lines of the breakdown alone are judged.
"""

import json
import sys
from datetime import datetime
from typing import Any
from xml.etree import ElementTree as ET

from verifactu.models.records import (  # type: ignore[import-not-found]
    BreakdownDetails,
    FiscalIdentifier,
    ForeignFiscalIdentifier,
    InvoiceIdentifier,
    RegistrationRecord,
)


def text(parent: ET.Element, path: str) -> str | None:
    """The text at a path, whatever the namespace."""
    found = parent.find("/".join("{*}" + name for name in path.split("/")))
    return None if found is None else found.text


def details(element: ET.Element) -> BreakdownDetails:
    """A line of the breakdown."""
    rate = text(element, "TipoImpositivo")
    return BreakdownDetails(
        tax_type=text(element, "Impuesto"),
        regime_type=text(element, "ClaveRegimen"),
        operation_type=text(element, "CalificacionOperacion") or text(element, "OperacionExenta"),
        base_amount=text(element, "BaseImponibleOimporteNoSujeto"),
        tax_rate=None if rate is None else f"{float(rate):.2f}",
        tax_amount=text(element, "CuotaRepercutida"),
    )


def invoice(element: ET.Element) -> InvoiceIdentifier:
    """The identity of an invoice."""
    day = datetime.strptime(text(element, "FechaExpedicionFactura") or "", "%d-%m-%Y")  # noqa: DTZ007 - a day
    return InvoiceIdentifier(
        issuer_id=text(element, "IDEmisorFactura"), invoice_number=text(element, "NumSerieFactura"), issue_date=day
    )


def recipient(element: ET.Element) -> FiscalIdentifier | ForeignFiscalIdentifier:
    """A recipient."""
    name = text(element, "NombreRazon")
    if nif := text(element, "NIF"):
        return FiscalIdentifier(name=name, nif=nif)
    return ForeignFiscalIdentifier(
        name=name,
        country=text(element, "IDOtro/CodigoPais"),
        type=text(element, "IDOtro/IDType"),
        value=text(element, "IDOtro/ID"),
    )


def judge(xml: str) -> str | None:
    """What is wrong with a record; None when nothing is."""
    root = ET.fromstring(xml)  # noqa: S314 - our own
    breakdown = [details(each) for each in root.findall("{*}Desglose/{*}DetalleDesglose")]
    if root.find(".//{*}TipoRecargoEquivalencia") is not None:
        return None
    previous = root.find("{*}Encadenamiento/{*}RegistroAnterior")
    record = RegistrationRecord(
        invoice_id=invoice(root.find("{*}IDFactura")),  # type: ignore[arg-type]
        previous_invoice_id=None if previous is None else invoice(previous),
        previous_hash=None if previous is None else text(previous, "Huella"),
        hash=text(root, "Huella"),
        hashed_at=datetime.fromisoformat(text(root, "FechaHoraHusoGenRegistro") or ""),
        issuer_name=text(root, "NombreRazonEmisor"),
        invoice_type=text(root, "TipoFactura"),
        description=text(root, "DescripcionOperacion"),
        recipients=[recipient(each) for each in root.findall("{*}Destinatarios/{*}IDDestinatario")],
        corrective_type=text(root, "TipoRectificativa"),
        corrected_invoices=[invoice(each) for each in root.findall("{*}FacturasRectificadas/*")],
        corrected_base_amount=text(root, "ImporteRectificacion/BaseRectificada"),
        corrected_tax_amount=text(root, "ImporteRectificacion/CuotaRectificada"),
        replaced_invoices=[invoice(each) for each in root.findall("{*}FacturasSustituidas/*")],
        breakdown=breakdown,
        total_tax_amount=text(root, "CuotaTotal"),
        total_amount=text(root, "ImporteTotal"),
    )
    expected = record.calculate_hash()
    return None if expected == record.hash else f"hash {expected}"


def verdict(xml: str) -> str | None:
    """What is wrong with a record, exceptions of the models too."""
    try:
        return judge(xml)
    except ValueError as error:
        return str(error)


verdicts: list[Any] = [verdict(xml) for xml in json.load(sys.stdin)]
json.dump(verdicts, sys.stdout)
