"""Invoices of real life come to what the law makes of them: totals, breakdown, record and PDF."""

import base64
import io
import zlib
from decimal import Decimal
from typing import Any

import pypdf
import pytest
from lxml import etree

from tests.api import call
from tests.invoices.real_life.cases import CASES, Case
from tests.invoices.real_life.clients import CLIENTS
from tests.invoices.world import chain, records, settled

pytestmark = pytest.mark.usefixtures("table")
SF = "{https://www2.agenciatributaria.gob.es/static_files/common/internet/dep/aplicaciones/es/aeat/tike/cont/ws/SuministroInformacion.xsd}"
DETAIL = ("ClaveRegimen", "", "TipoImpositivo", "BaseImponibleOimporteNoSujeto", "CuotaRepercutida")
RECARGO = ("TipoRecargoEquivalencia", "CuotaRecargoEquivalencia")


def made(case: Case) -> Any:
    """The invoice of a case, issued."""
    if case.settings:
        settled(**case.settings)
    client = {"client_id": call("contacts.create", CLIENTS[case.client]).data["id"]} if case.client else {}
    asked = {**client, "line_items": case.lines, "issue_date": "2026-04-07", **case.about}
    return call("invoices.issue", {"id": call("invoices.create", asked).data["id"]}).data


def recorded(table: Any) -> Any:
    """The last record, as XML."""
    return etree.fromstring(zlib.decompress(records(table)[-1]["xml"]))


def details_of(record: Any) -> list[tuple[str | None, ...]]:
    """The lines of a record's breakdown, as the cases have them."""
    return [tuple(_detail(each)) for each in record.iter(f"{SF}DetalleDesglose")]


def _detail(each: Any) -> list[str | None]:
    kind = each.findtext(f"{SF}CalificacionOperacion") or each.findtext(f"{SF}OperacionExenta")
    found = [each.findtext(f"{SF}{name}") if name else kind for name in DETAIL]
    recargo = [each.findtext(f"{SF}{name}") for name in RECARGO]
    return found + (recargo if any(recargo) else [])


def differences(case: Case, table: Any) -> dict[str, tuple[object, object]]:
    """What an invoice says, and what it should."""
    invoice = made(case)
    record = recorded(table)
    total_in_euros = sum((Decimal(each[3] or 0) + Decimal(each[4] or 0) for each in case.details), Decimal(0))
    total_in_euros += sum((Decimal(each[6] or 0) for each in case.details if len(each) > 5), Decimal(0))
    pairs = {
        "subtotal": (invoice["subtotal"], float(case.subtotal)),
        "tax": (invoice["tax"], float(case.tax)),
        "total": (invoice["total"], float(case.total)),
        "due": (invoice["amount_due"], float(case.due or case.total)),
        "type": (record.findtext(f"{SF}TipoFactura"), case.kind),
        "details": (details_of(record), case.details),
        "recorded total": (Decimal(record.findtext(f"{SF}ImporteTotal")), Decimal(case.recorded or total_in_euros)),
    }
    text = page_of(invoice)
    shown = f"{Decimal(case.total):,.2f}".translate(str.maketrans(",.", ".,"))
    pairs["on paper"] = (shown in text, True)
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def page_of(invoice: Any) -> str:
    """The text of an invoice's PDF."""
    content = call("invoices.export", {"id": invoice["id"], "format": "pdf"}).data["content_base64"]
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(base64.b64decode(content))).pages)


def test_every_invoice_comes_to_the_sums_that_were_done_by_hand(table):
    settled()
    wrong = {case.name: found for case in CASES if (found := differences(case, table))}
    assert wrong == {}
    assert chain(table).is_unbroken
