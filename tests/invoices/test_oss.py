"""Sales to private persons in other countries of the EU at the rates there (OSS)."""

import base64
import io
import re
import zlib
from datetime import date
from decimal import Decimal

import pypdf
import pytest
from bivelio_core.countries import EU
from bivelio_core.invoices import oss

from tests.api import call

from . import aeat_rules
from .schemas import faults, submission, verifactu
from .world import issued, line, records, settled

pytestmark = pytest.mark.usefixtures("table")


def buyer(country="FR", **about):
    address = {"street": "Rue du Port, 4", "postal_code": "66000", "city": "Ville", "country": country}
    asked = {"type": "person", "name": "Jean Dupont", "addresses": [address], **about}
    return str(call("contacts.create", asked).data["id"])


def create(client_id, **about):
    return call("invoices.create", {"client_id": client_id, "regime": "oss", "issue_date": "2026-04-07", **about})


def test_a_sale_has_the_tax_of_the_clients_country_and_its_record_none(table):
    settled(verifactu="prepared")
    goods = [line(tax_rate=20, kind="goods"), line(tax_rate="5.5", unit_price="10.20", description="Llibre")]
    made = issued(buyer(), regime="oss", line_items=goods)
    assert (made["regime"], made["subtotal"], made["tax"], made["total"]) == ("oss", 110.2, 20.56, 130.76)
    written = zlib.decompress(records(table)[-1]["xml"]).decode()
    assert faults(verifactu(), submission([written], "B12345674")) == []
    assert aeat_rules.broken(written) == []
    for expected in (
        "<sf:ClaveRegimen>17<",
        "<sf:CalificacionOperacion>N2<",
        "<sf:CuotaTotal>0.00<",
        "<sf:ImporteTotal>110.20<",
        "<sf:FacturaSinIdentifDestinatarioArt61d>S<",
    ):
        assert expected in written
    assert "TipoImpositivo" not in written
    content = call("invoices.export", {"id": made["id"], "format": "pdf"}).data["content_base64"]
    page = pypdf.PdfReader(io.BytesIO(base64.b64decode(content))).pages[0].extract_text()
    assert "règim de la Unió (OSS)" in page
    ubl = base64.b64decode(call("invoices.export", {"id": made["id"], "format": "ubl"}).data["content_base64"]).decode()
    assert re.findall(r"<cbc:Percent>([\d.]+)<", ubl)[:2] == ["20", "5.5"]
    back = call("invoices.rectify", {"id": made["id"], "reason": "Devolució"})
    assert (back.status, back.data["total"]) == (200, -130.76)
    assert aeat_rules.broken(zlib.decompress(records(table)[-1]["xml"]).decode()) == []


def test_a_rate_that_the_country_does_not_have_that_day_is_refused_with_those_that_it_has():
    refused = create(buyer("DE"), line_items=[line(tax_rate=21)])
    details = refused.error["details"]
    assert (refused.status, details["field"], details["constraint"]) == (422, "line_items[0].tax_rate", "tax_rate")
    assert "19, 7" in refused.error["message"]
    estonia = buyer("EE")
    assert create(estonia, line_items=[line(tax_rate=24)]).status == 200
    before = {"line_items": [line(tax_rate=22)], "operation_date": "2025-06-30"}
    assert create(estonia, **before).status == 200
    assert create(estonia, **{**before, "operation_date": "2025-07-01"}).status == 422


@pytest.mark.parametrize(
    "who",
    [
        lambda: buyer("ES"),
        lambda: buyer("US"),
        lambda: buyer(type="company", tax_id={"number": "FR40303265045", "country": "FR", "type": "eu_vat"}),
    ],
)
def test_the_scheme_is_for_private_persons_of_other_countries_of_the_eu(who):
    refused = create(who(), line_items=[line(tax_rate=20)])
    assert (refused.status, refused.error["details"]["constraint"]) == (422, "oss_client")
    assert "163 unvicies" in refused.error["message"]


def test_recargo_is_no_part_of_it():
    assert create(buyer(), line_items=[line(tax_rate=20, recargo_rate="5.2")]).status == 422


def test_each_country_has_one_standard_rate_on_each_day_of_the_scheme():
    for country in EU - {"ES"}:
        for day in (date(2021, 7, 1), date(2024, 2, 29), date(2026, 1, 1), date(2026, 11, 29)):
            holds = [rate for rate in oss.rates() if rate.country == country and rate.since <= day]
            holds = [rate for rate in holds if rate.until is None or day <= rate.until]
            assert len(holds) == 1, (country, day)
            assert holds[0].percents[0] == max(holds[0].percents)
            assert Decimal(15) <= holds[0].percents[0] <= Decimal(27)
    assert oss.rates_on("FR", date(2021, 6, 30)) == ()
