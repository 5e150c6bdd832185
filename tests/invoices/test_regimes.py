"""Special regimes on invoices, records and pages; rates of recargo and IRPF, each of them data with its source."""

import base64
import io
import zlib
from decimal import Decimal

import pypdf
import pytest
from bivelio_core.invoices import taxes
from bivelio_core.invoices.regimes import REGIMES

from tests.api import call

from . import aeat_rules
from .world import client, draft, issued, line, records, settled

pytestmark = pytest.mark.usefixtures("table")


def record(table):
    return zlib.decompress(records(table)[-1]["xml"]).decode()


def page(made):
    content = call("invoices.export", {"id": made["id"], "format": "pdf"}).data["content_base64"]
    return " ".join(pypdf.PdfReader(io.BytesIO(base64.b64decode(content))).pages[0].extract_text().split())


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ca", "Règim especial del criteri de caixa"),
        ("es", "Régimen especial del criterio de caja"),
        ("en", "régimen especial del criterio de caja"),
    ],
)
def test_an_invoice_on_cash_basis_says_so_on_paper_and_in_its_record(language, said, table):
    settled()
    made = issued(client(), regime="cash_basis", language=language)
    assert made["regime"] == "cash_basis"
    assert said in page(made)
    assert "<sf:ClaveRegimen>07<" in record(table)
    assert aeat_rules.broken(record(table)) == []


def test_what_a_regime_does_not_take_is_recorded_under_another(table):
    settled(regime="cash_basis")
    issued(client(), line_items=[line(), line(tax_rate=0, tax_category="reverse_charge"), line(recargo_rate="5.2")])
    found = record(table)
    assert [f"<sf:ClaveRegimen>{key}<" in found for key in ("07", "01", "18")] == [True] * 3
    assert aeat_rules.broken(found) == []


@pytest.mark.parametrize(
    ("regime", "fits", "key", "unfit"),
    [
        ("gold", {"tax_rate": 0, "tax_category": "reverse_charge"}, "04", {}),
        ("igic_ipsi", {"tax_rate": 0, "tax_category": "outside_territory", "exemption_reason": "IGIC"}, "08", {}),
        ("simplified_regime", {}, "20", {"tax_rate": 0, "tax_category": "exempt"}),
    ],
)
def test_a_regime_takes_the_operations_of_its_own_alone(regime, fits, key, unfit, table):
    settled()
    issued(client(), regime=regime, line_items=[line(**fits)])
    assert f"<sf:ClaveRegimen>{key}<" in record(table)
    assert aeat_rules.broken(record(table)) == []
    refused = call("invoices.create", {"client_id": client(), "regime": regime, "line_items": [line(**unfit)]})
    assert (refused.status, refused.error["details"]["field"]) == (422, "regime")
    assert refused.error["details"]["constraint"] == "regime_unfit"


def test_a_regime_is_that_of_the_settings_until_a_draft_says_another():
    settled(regime="cash_basis")
    made = draft()
    assert made["regime"] == "cash_basis"
    assert "regime" not in call("invoices.update", {"id": made["id"], "regime": "general"}).data
    assert call("invoices.settings_get").data["regime"] == "cash_basis"
    assert call("invoices.update", {"id": made["id"], "regime": "vat_group"}).status == 400


def test_every_regime_names_its_law_and_its_key_once():
    assert len({rules.key for rules in REGIMES.values()}) == len(REGIMES)
    assert all("Ley" in rules.source for rules in REGIMES.values())


def test_tobacco_has_its_own_recargo(table):
    settled()
    made = issued(client(), line_items=[line(recargo_rate="1.75")])
    assert (made["tax"], made["total"]) == (22.75, 122.75)
    assert aeat_rules.broken(record(table)) == []
    refused = call("invoices.create", {"client_id": client(), "line_items": [line(recargo_rate="0.5")]})
    assert "5.2 / 1.75" in refused.error["message"]


@pytest.mark.parametrize(
    ("day", "rate", "recargo"), [("2024-08-01", 5, "0.62"), ("2024-11-01", "7.5", 1), ("2024-11-01", 2, "0.26")]
)
def test_a_rate_of_before_holds_for_operations_of_then(day, rate, recargo):
    about = {"client_id": client(), "line_items": [line(tax_rate=rate, recargo_rate=recargo)]}
    assert call("invoices.create", {**about, "operation_date": day}).status == 200
    assert call("invoices.create", about).error["details"]["constraint"] == "tax_rate"


@pytest.mark.parametrize("rate", taxes.IRPF, ids=lambda rate: str(rate.percent))
def test_irpf_of_each_kind_is_withheld(rate):
    made = draft(line_items=[line(unit_price=1000)], irpf_rate=str(rate.percent))
    assert Decimal(str(made.get("irpf_amount", 0))) == rate.percent * 10
    assert rate.source.startswith(("RD 439/2007", "Ley 35/2006"))


def test_a_rate_of_irpf_that_is_none_is_refused_with_those_that_are():
    refused = call("invoices.create", {"client_id": client(), "line_items": [line()], "irpf_rate": 21})
    assert refused.status == 422
    assert all(text in refused.error["message"] for text in ("15", "7.6", "35", "0.8"))
