"""What is taxed by its margin: used goods and travel agencies (Ley 37/1992, articles 135 to 147). Sums by hand."""

import base64
import io
import re
import zlib
from datetime import datetime

import pypdf
import pytest
from bivelio_core import clock
from lxml import etree

from tests.api import call

from . import aeat_rules
from .schemas import broken_rules, faults, schema_of_facturae, submission, verifactu
from .test_judged_records import refused_by_pyverifactu
from .test_verifactu import findings
from .world import client, draft, issued, line, records, settled

pytestmark = pytest.mark.usefixtures("table")


def car(price=9500, cost=8000, **about):
    return line(description="Cotxe de segona mà", unit_price=price, purchase_price=cost, **about)


def sold(*lines, regime="used_goods", **about):
    settled()
    return issued(client(), regime=regime, line_items=list(lines), **about)


def record(table, place=-1):
    return zlib.decompress(records(table)[place]["xml"]).decode()


def said(written, name):
    return re.findall(f"<sf:{name}>([^<]*)<", written)


def exported(made, form):
    asked = {"id": made["id"], "format": form}
    return base64.b64decode(call("invoices.export", asked).data["content_base64"])


def page(made):
    pages = pypdf.PdfReader(io.BytesIO(exported(made, "pdf"))).pages
    return " ".join(" ".join(each.extract_text() for each in pages).split())


def test_the_issuer_is_told_the_margin_and_its_tax_and_the_client_what_is_paid():
    made = sold(car())
    assert (made["subtotal"], made["tax"], made["total"], made["amount_due"]) == (9500.0, 0.0, 9500.0, 9500.0)
    assert made["margin"] == {"base": 1239.67, "tax": 260.33}
    assert (made["line_items"][0]["purchase_price"], made["line_items"][0]["total"]) == (8000, 9500.0)
    assert made["tax_breakdown"] == [
        {"tax_category": "standard", "tax_rate": 21.0, "base": 9500.0, "tax_amount": 0.0, "margin": made["margin"]}
    ]


@pytest.mark.parametrize(
    ("lines", "regime", "about", "expected"),
    [
        ([car(7000, 8000)], "used_goods", {}, (0.0, 0.0)),
        ([car(), car(7000, 8000)], "used_goods", {}, (1239.67, 260.33)),
        ([car(100, 10), car(100, 10), car(100, 10)], "used_goods", {}, (223.14, 46.86)),
        ([car(discount_percent=10)], "used_goods", {}, (454.55, 95.45)),
        ([car(), car(500, 400)], "used_goods", {"discount": {"amount": 1000}}, (495.87, 104.13)),
        ([line(unit_price=850, purchase_price=700)], "travel_agency", {}, (123.97, 26.03)),
        ([car(500, 300), car(300, 350)], "travel_agency", {}, (123.97, 26.03)),
        ([car(100, 200)], "travel_agency", {}, (0.0, 0.0)),
        ([car()], "used_goods", {"prices_include_tax": True}, (1239.67, 260.33)),
    ],
    ids=["loss", "a loss beside a gain", "once", "line", "whole", "trip", "one service", "trip at a loss", "gross"],
)
def test_margins_are_what_was_added_up_by_hand(lines, regime, about, expected):
    # 1,500 x 21/121 = 260.331; 270 (once, not 15.62 three times) = 46.860; 550 of 8,550 = 95.455; of a discount
    # of 1,000 the first car has 950 and the other 50, 550 + 50 = 104.132; 150 = 26.033; a trip of 800 for 650 = 26.033.
    settled()
    made = draft(client(), regime=regime, line_items=lines, **about)
    assert (made["margin"]["base"], made["margin"]["tax"]) == expected
    assert made["tax"] == 0


def test_a_record_tells_the_margins_base_and_tax_and_what_is_paid(table, tmp_path):
    settled(verifactu="prepared")
    for regime, key, amounts in (("used_goods", "03", ("1239.67", "260.33")), ("travel_agency", "05", None)):
        trip = line(description="Viatge", unit_price=850, purchase_price=700)
        made = issued(client(), regime=regime, line_items=[car() if amounts else trip])
        written = record(table)
        base, tax = amounts or ("123.97", "26.03")
        assert said(written, "ClaveRegimen") == [key]
        assert said(written, "CalificacionOperacion") == ["S1"]
        assert said(written, "TipoImpositivo") == ["21"]
        assert said(written, "BaseImponibleOimporteNoSujeto") == [base]
        assert said(written, "CuotaRepercutida") == said(written, "CuotaTotal") == [tax]
        assert said(written, "ImporteTotal") == [f"{made['total']:.2f}"]
        assert aeat_rules.broken(written) == []
    written = [record(table, place) for place in (0, 1)]
    document = submission(written, "B12345674")
    assert faults(verifactu(), document) == []
    assert findings(document, tmp_path) == []
    objections = refused_by_pyverifactu(written)
    assert len(objections) == len(written)
    # It adds up totals under every key; AEAT does not under 03 and 05 (code 2005), where the price is no such sum.
    assert [
        "Expected total amount of 1500.00, got 9500.00" in objections[0],
        "150.00, got 850.00" in objections[1],
    ] == [
        True,
        True,
    ]


@pytest.mark.parametrize(
    ("language", "goods", "agency"),
    [
        ("ca", "Règim especial dels béns usats", "Règim especial de les agències de viatges"),
        ("es", "Régimen especial de los bienes usados", "Régimen especial de las agencias de viajes"),
        ("en", "régimen especial de los bienes usados", "régimen especial de las agencias de viajes"),
    ],
)
def test_the_page_names_the_regime_and_tells_neither_cost_nor_tax(language, goods, agency):
    for regime, mention in (("used_goods", goods), ("travel_agency", agency)):
        text = page(sold(car(), regime=regime, language=language))
        assert mention in text
        assert re.search(r"9[.,]500[.,]00", text)
        assert not re.search(r"(?<![\d.,])0[.,]00", text)
        for hidden in ("8.000", "8,000", "1.239", "1,239", "260", "21", "exemp", "Exemp", "exent"):
            assert hidden not in text.replace("2026", "").replace("B12345674", ""), hidden


def test_electronic_invoices_are_exempt_with_the_code_of_the_regime_and_tell_no_cost():
    for regime, code in (("used_goods", "VATEX-EU-F"), ("travel_agency", "VATEX-EU-D")):
        made = sold(car(), regime=regime)
        for form in ("ubl", "cii"):
            written = exported(made, form)
            assert broken_rules(written) == []
            assert code.encode() in written
        for form in ("ubl", "cii", "facturae"):
            written = exported(made, form)
            assert not any(hidden in written for hidden in (b"8000", b"1239.67", b"260.33"))
            assert b"9500" in written
    assert faults(schema_of_facturae(), written) == []
    assert "agències de viatges" in "".join(map(str, etree.fromstring(written).itertext()))


def test_what_is_taken_back_takes_back_its_margin(table):
    made = sold(car(), car(7000, 8000))
    back = call("invoices.rectify", {"id": made["id"], "reason": "Devolució"}).data
    assert (back["total"], back["margin"]) == (-16500.0, {"base": -1239.67, "tax": -260.33})
    written = record(table)
    assert (said(written, "CuotaTotal"), said(written, "ImporteTotal")) == (["-260.33"], ["-16500.00"])
    assert aeat_rules.broken(written) == []


def test_the_rest_of_what_was_taken_back_in_part_has_the_rest_of_the_margin():
    made = sold(car(), car(1000, 400))
    first = {"id": made["id"], "reason": "Rebaixa", "line_items": [car(500, 0, quantity=-1)]}
    assert call("invoices.rectify", first).data["margin"] == {"base": -413.22, "tax": -86.78}
    back = call("invoices.rectify", {"id": made["id"], "reason": "Devolució"}).data
    assert (back["total"], back["margin"]) == (-10000.0, {"base": -1322.31, "tax": -277.69})


def test_a_rebate_on_several_sales_leaves_each_its_part_of_the_margin():
    settled()
    who = client()
    first, other = (issued(who, regime="used_goods", line_items=[car(cost=cost)]) for cost in (8000, 9000))
    rebate = {"ids": [first["id"], other["id"]], "reason": "Ràpel", "line_items": [car(200, 0, quantity=-1)]}
    assert call("invoices.rectify", rebate).data["margin"] == {"base": -165.29, "tax": -34.71}
    back = call("invoices.rectify", {"id": first["id"], "reason": "Devolució"}).data
    assert (back["total"], back["margin"]) == (-9400.0, {"base": -1157.02, "tax": -242.98})


def test_sales_under_other_regimes_are_corrected_apart():
    settled()
    who = client()
    sales = [issued(who, regime="used_goods", line_items=[car()]), issued(who, line_items=[line()])]
    refused = call("invoices.rectify", {"ids": [each["id"] for each in sales], "reason": "Devolució"})
    assert (refused.status, refused.error["details"]["constraint"]) == (422, "not_alike")


def test_a_substitution_names_the_margin_that_it_replaces(table):
    made = sold(car())
    about = {"id": made["id"], "reason": "Preu equivocat", "method": "substitution", "line_items": [car(9000)]}
    assert call("invoices.rectify", about).data["margin"] == {"base": 826.45, "tax": 173.55}
    written = record(table)
    assert said(written, "BaseRectificada") + said(written, "CuotaRectificada") == ["1239.67", "260.33"]


def test_a_line_under_the_regime_says_what_it_cost_and_no_other_line_does():
    def refused(language="ca", **about):
        headers = {"Accept-Language": language}
        answer = call("invoices.create", {"client_id": client(), **about}, headers=headers)
        assert answer.status == 422
        return answer.error["details"]["field"], answer.error["details"]["constraint"], answer.error["message"]

    place = "line_items[0].purchase_price"
    for language, text in (("ca", "grava el marge"), ("es", "grava el margen"), ("en", "taxes the margin")):
        found = refused(language, regime="used_goods", line_items=[line()])
        assert found[:2] == (place, "purchase_price_missing")
        assert text in found[2]
        assert "LIVA, art. 137" in found[2]
        found = refused(language, line_items=[car()])
        assert found[:2] == (place, "purchase_price_unfit")
        assert "used_goods, travel_agency" in found[2]
    assert refused(regime="used_goods", line_items=[car(recargo_rate="5.2")])[0] == "line_items[0].recargo_rate"
    exempt = car(tax_rate=0, tax_category="exempt")
    assert refused(regime="used_goods", line_items=[car(), exempt])[0] == "line_items[1].purchase_price"
    below = call("invoices.create", {"client_id": client(), "regime": "used_goods", "line_items": [car(1, -1)]})
    assert (below.status, below.error["details"]["field"]) == (400, place)


def test_a_draft_keeps_what_its_lines_cost_and_loses_it_with_the_regime():
    made = draft(client(), regime="used_goods", line_items=[car()])
    changed = call("invoices.update", {"id": made["id"], "notes": "Revisat"}).data
    assert (changed["margin"], changed["line_items"][0]["purchase_price"]) == (made["margin"], 8000)
    assert call("invoices.update", {"id": made["id"], "regime": "general"}).status == 422
    general = call("invoices.update", {"id": made["id"], "regime": "general", "line_items": [line()]}).data
    assert ("margin" in general, general["tax"]) == (False, 21.0)


def test_books_and_figures_have_the_margins_base_and_tax_and_what_was_paid():
    with clock.frozen(datetime.fromisoformat("2026-04-20T10:00:00+00:00")):
        sold(car())
        quarter = {"year": 2026, "quarter": 2}
        found = call("invoices.figures", {"form": "303", **quarter}).data
        assert {"07": 1239.67, "09": 260.33}.items() <= {each["box"]: each["amount"] for each in found["boxes"]}.items()
        of_clients = call("invoices.figures", {"form": "347", "year": 2026}).data
        assert "9500" in str(of_clients)


def test_a_margin_in_another_currency_is_recorded_in_euros(table):
    sold(car(), currency="USD", exchange_rate={"rate": "1.25", "date": "2026-04-06"})
    written = record(table)
    assert (said(written, "CuotaTotal"), said(written, "ImporteTotal")) == (["208.26"], ["7600.00"])
    assert said(written, "BaseImponibleOimporteNoSujeto") == ["991.74"]
