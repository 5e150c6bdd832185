"""POST /v1/invoices/rectify of several invoices: one document that names them all, and settles each."""

import re
import zlib

import pytest

from tests.api import call
from tests.invoices import aeat_rules
from tests.invoices.schemas import faults, submission, verifactu
from tests.invoices.world import chain, client, issued, line, records, settled

pytestmark = pytest.mark.usefixtures("table")


def three(who=None, *amounts):
    who = who or client()
    return [issued(who, line_items=[line(unit_price=amount)]) for amount in amounts or (100, 200, "300.33")]


def rectify(invoices, **about):
    return call("invoices.rectify", {"ids": [each["id"] for each in invoices], "reason": "Devolució", **about})


def get(made):
    return call("invoices.get", {"id": made["id"]}).data


def rebate(amount, **about):
    return [line(quantity=-1, unit_price=amount, **about)]


def test_all_that_is_left_of_several_invoices_is_taken_back_at_once(table):
    settled()
    invoices = three()
    call("invoices.mark_paid", {"id": invoices[1]["id"], "amount": 42})
    answer = rectify(invoices)
    made = answer.data
    assert (answer.status, made["total"]) == (200, -726.4)
    assert [each["number"] for each in made["rectification"]["invoices"]] == [each["number"] for each in invoices]
    assert [get(each)["amount_due"] for each in invoices] == [0, 0, 0]
    assert [get(each)["status"] for each in invoices] == ["rectified"] * 3
    assert made["amount_due"] == -42, "what was paid is paid back"
    written = zlib.decompress(records(table)[-1]["xml"]).decode()
    assert faults(verifactu(), submission([written], "B12345674")) == []
    assert aeat_rules.broken(written) == []
    (named,) = re.findall(r"<sf:FacturasRectificadas>.*</sf:FacturasRectificadas>", written, re.DOTALL)
    assert re.findall(r"<sf:NumSerieFactura>([^<]+)<", named) == [each["number"] for each in invoices]
    assert chain(table).is_unbroken
    assert rectify(invoices).error["details"]["constraint"] == "nothing_left"


def test_a_rebate_settles_the_invoices_in_their_order():
    settled()
    invoices = three()
    made = rectify(invoices, line_items=rebate(150)).data
    assert (made["total"], made["amount_due"], made["status"]) == (-181.5, 0, "paid")
    assert [get(each)["amount_due"] for each in invoices] == [0, 181.5, 363.4]
    assert [get(each).get("amount_credited") for each in invoices] == [121, 60.5, None]


def test_what_is_left_of_one_knows_its_part_of_the_rebate():
    settled()
    invoices = three(None, 100, 300)
    rectify(invoices, line_items=rebate(40))
    rest = call("invoices.rectify", {"id": invoices[0]["id"], "reason": "Devolució"}).data
    assert rest["subtotal"] == -90, "a quarter of the rebate was its part"
    other = call("invoices.rectify", {"id": invoices[1]["id"], "reason": "Devolució"}).data
    assert rest["total"] + other["total"] == pytest.approx(-(400 - 40) * 1.21)
    assert sum(get(each)["amount_due"] for each in (*invoices, rest, other)) == pytest.approx(0)


def test_more_than_is_left_is_refused_unless_it_is_meant():
    settled()
    invoices = three(None, 100, 100)
    refused = rectify(invoices, line_items=rebate("200.02"))
    assert (refused.status, refused.error["details"]["constraint"]) == (422, "credit_maximum")
    assert rectify(invoices, line_items=rebate("200.02"), allow_excess=True).status == 200


def test_voiding_gives_back_to_each_what_it_settled():
    settled()
    invoices = three()
    made = rectify(invoices, line_items=rebate(150)).data
    call("invoices.void", {"id": made["id"], "reason": "Error"})
    for each in invoices:
        former = get(each)
        assert (former["status"], former["amount_due"]) == ("pending", each["total"])
        assert "amount_credited" not in former


def test_the_same_key_makes_one(table):
    settled()
    invoices = three()
    asked = {"ids": [each["id"] for each in invoices], "reason": "Devolució", "line_items": rebate(10)}
    first, again = (call("invoices.rectify", asked, headers={"Idempotency-Key": "k1"}).data for _ in range(2))
    assert first["id"] == again["id"]
    assert len(records(table)) == 4


@pytest.mark.parametrize(
    ("about", "field"),
    [
        ({"method": "substitution", "line_items": [line()]}, "method"),
        ({"id": "inv_x"}, "id"),
        ({"ids": ["inv_x"]}, "ids"),
        ({"ids": None}, "id"),
    ],
)
def test_a_request_that_cannot_be_is_refused_by_its_field(about, field):
    settled()
    answer = rectify(three(), **about)
    assert (answer.status in (400, 422), answer.error["details"]["field"]) == (True, field)


def test_invoices_of_two_clients_or_kinds_are_corrected_apart():
    settled()
    who = client()
    own, other = three(who, 100, 100), three(client(nif="A58818501"), 100)
    withheld = issued(who, line_items=[line()], irpf_rate=15)
    for stranger in (other[0], withheld):
        refused = rectify([own[0], stranger])
        assert (refused.status, refused.error["details"]["field"]) == (422, "ids[1]")
        assert refused.error["details"]["constraint"] == "not_alike"
    replaced = call(
        "invoices.rectify", {"id": own[1]["id"], "reason": "x", "method": "substitution", "line_items": [line()]}
    )
    assert replaced.status == 200
    assert rectify(own).status == 409
