"""POST /v1/invoices/rectify keeps its promises."""

import pytest

from tests.api import OTHER_ORGANISATION, call, lose_answers
from tests.invoices.world import chain, draft, issued, line, records, settled
from tests.lagging import lag

pytestmark = pytest.mark.usefixtures("table")


@pytest.fixture
def invoice(table):
    settled()
    return issued()


def rectify(invoice, headers=None, **about):
    return call("invoices.rectify", {"id": invoice["id"], "reason": "Error en el preu", **about}, headers=headers)


def dues(*invoices):
    """What is due of each now."""
    return [call("invoices.get", {"id": each["id"]}).data["amount_due"] for each in invoices]


def test_without_lines_all_is_taken_back_and_both_are_linked(invoice, table):
    made = rectify(invoice).data
    assert (made["document_type"], made["status"]) == ("rectification", "paid")
    assert made["number"].startswith("R-")
    assert (made["subtotal"], made["tax"], made["total"]) == (-3500.0, -735.0, -4235.0)
    assert made["rectification"] == {
        "code": "R1",
        "method": "difference",
        "reason": "Error en el preu",
        "invoices": [{"id": invoice["id"], "number": invoice["number"]}],
    }
    before = call("invoices.get", {"id": invoice["id"]}).data
    assert (before["status"], before["rectified_by"]) == ("rectified", [{"id": made["id"], "number": made["number"]}])
    assert (before["amount_due"], before["amount_credited"]) == (0.0, 4235.0)
    assert (made["amount_due"], made["amount_credited"]) == (0.0, -4235.0)
    listed = {each["id"]: each["amount_due"] for each in call("invoices.list").data["invoices"]}
    assert listed == {invoice["id"]: 0.0, made["id"]: 0.0}
    assert len(records(table)) == 2
    assert chain(table).is_unbroken


def test_a_difference_settles_a_part_and_the_rest_is_paid(invoice):
    made = rectify(invoice, line_items=[line(quantity=-1)]).data
    assert (made["total"], made["status"], made["amount_due"]) == (-121.0, "paid", 0.0)
    assert dues(invoice) == [4114.0]
    answer = call("invoices.mark_paid", {"id": invoice["id"], "amount": 4235})
    assert (answer.status, answer.error["details"]["limit"]) == (422, "4114.00")
    paid = call("invoices.mark_paid", {"id": invoice["id"]}).data
    assert (paid["status"], paid["amount_due"], paid["amount_paid"]) == ("rectified", 0.0, 4114.0)


def test_what_another_took_back_a_moment_ago_is_not_taken_back_again(invoice, table):
    lag(table)
    rectify(invoice, line_items=[line(quantity=-1)])
    assert rectify(invoice).data["total"] == -4114.0
    assert chain(table).is_unbroken


def test_what_was_paid_is_paid_back_and_only_the_rest_is_settled(invoice):
    call("invoices.mark_paid", {"id": invoice["id"], "amount": 4_200})
    made = rectify(invoice).data
    assert (made["status"], made["amount_credited"], made["amount_due"]) == ("pending", -35.0, -4200.0)
    before = call("invoices.get", {"id": invoice["id"]}).data
    assert (before["amount_due"], before["amount_credited"], "paid_at" in before) == (0.0, 35.0, True)
    back = call("invoices.mark_paid", {"id": made["id"]}).data
    assert (back["status"], back["amount_due"]) == ("paid", 0.0)


def test_without_lines_only_what_is_left_is_taken_back(invoice):
    rectify(invoice, line_items=[line(quantity=-1)])
    rest = rectify(invoice).data
    assert (rest["total"], rest["line_items"][0]["description"]) == (
        -4114.0,
        f"Resta de la factura {invoice['number']}",
    )
    assert dues(invoice, rest) == [0.0, 0.0]
    answer = rectify(invoice)
    assert (answer.status, answer.error["details"]["constraint"]) == (422, "nothing_left")


@pytest.mark.parametrize(
    ("language", "said"),
    [("ca", "abona més del que queda"), ("es", "abona más de lo que queda"), ("en", "more than is left")],
)
def test_more_than_is_left_is_refused_unless_it_is_asked_for(invoice, language, said):
    rectify(invoice, line_items=[line(quantity=-30)])
    too_much = {"id": invoice["id"], "reason": "Error", "line_items": [line(quantity=-6)]}
    answer = call("invoices.rectify", too_much, headers={"Accept-Language": language})
    details = answer.error["details"]
    assert (answer.status, details["field"], details["constraint"]) == (422, "line_items", "credit_maximum")
    assert (details["limit"], said in answer.error["message"]) == ("605.00", True)
    assert rectify(invoice, line_items=[line(quantity=-5)]).status == 200
    made = call("invoices.rectify", {**too_much, "allow_excess": True}).data
    assert (made["total"], made["amount_due"]) == (-726.0, -726.0)


def test_a_cent_that_rounding_leaves_is_settled_with_the_rest(table):
    settled()
    made = issued(line_items=[line(unit_price="0.33"), line(unit_price="99.99"), line(unit_price="0.07", tax_rate=4)])
    for _ in range(5):
        assert rectify(made, line_items=[line(unit_price="0.03", quantity=-1)]).status == 200
    rest = rectify(made).data
    assert dues(made, rest) == [0.0, 0.0]


def test_a_discount_and_irpf_are_taken_back_in_parts(table):
    settled()
    made = issued(line_items=[line(), line(tax_rate=10)], discount={"percent": 10}, irpf_rate=15)
    part = rectify(made, line_items=[line(quantity="-0.5")], irpf_rate=15).data
    rest = rectify(made).data
    assert [made["total"] + part["total"] + rest["total"], *dues(made, part, rest)] == [0.0] * 4


def test_a_rectification_that_adds_is_due_by_itself(invoice):
    more = rectify(invoice, line_items=[line()]).data
    assert dues(invoice, more) == [4235.0, 121.0]
    back = rectify(invoice).data
    assert (back["total"], dues(invoice, more, back)) == (-4356.0, [0.0, 121.0, -121.0])


def test_rectifying_a_rectification_settles_it_the_other_way(invoice):
    call("invoices.mark_paid", {"id": invoice["id"]})
    back = rectify(invoice).data
    assert dues(invoice, back) == [0.0, -4235.0]
    undone = rectify(back).data
    assert (undone["total"], dues(invoice, back, undone)) == (4235.0, [0.0, 0.0, 0.0])


def test_a_substitution_takes_over_what_was_credited(invoice):
    rectify(invoice, line_items=[line(quantity=-1)])
    made = rectify(invoice, method="substitution", code="R4", line_items=[line(unit_price=3_000)]).data
    assert (made["total"], made["amount_credited"], made["amount_due"]) == (3630.0, 121.0, 3509.0)


def test_two_that_take_all_back_at_once_take_it_back_once(invoice, table):
    found = [rectify(invoice), rectify(invoice)]
    assert [answer.status for answer in found] == [200, 422]
    assert len(records(table)) == 2


def test_a_substitution_takes_over_what_was_paid(invoice):
    call("invoices.mark_paid", {"id": invoice["id"], "amount": 1_000})
    made = rectify(invoice, method="substitution", code="R4", line_items=[line(unit_price=3_000)]).data
    assert (made["total"], made["amount_paid"], made["amount_due"]) == (3630.0, 1000.0, 2630.0)
    assert made["status"] == "partially_paid"
    assert call("invoices.get", {"id": invoice["id"]}).data["amount_due"] == 0.0
    answer = rectify(invoice)
    assert (answer.status, answer.error["details"]["reason"]) == (409, "replaced")


def test_the_same_key_makes_one_even_when_the_answer_is_lost(invoice, table):
    first = rectify(invoice, {"Idempotency-Key": "k"}).data
    lose_answers(table)
    assert rectify(invoice, {"Idempotency-Key": "k"}).data["id"] == first["id"]
    assert len(records(table)) == 2


def test_rectifications_can_be_several_and_be_rectified(invoice, table):
    numbers = [rectify(invoice, line_items=[line(quantity=-1)]).data for _ in range(2)]
    assert [each["number"][-3:] for each in numbers] == ["001", "002"]
    assert rectify(numbers[0]).data["total"] == 121.0
    assert chain(table).is_unbroken


def test_simplified_invoices_are_rectified_by_r5(table):
    settled()
    made = call("invoices.create", {"document_type": "simplified", "line_items": [line()]}).data
    call("invoices.issue", {"id": made["id"]})
    answer = rectify(made, code="R1")
    assert (answer.status, answer.error["details"]["field"]) == (422, "code")
    assert rectify(made).data["rectification"]["code"] == "R5"


@pytest.mark.parametrize(
    ("about", "status", "field"),
    [
        ({"method": "substitution"}, 400, "line_items"),
        ({"method": "substitution", "line_items": [line(quantity=-1)]}, 422, "line_items"),
        ({"code": "R5"}, 422, "code"),
        ({"line_items": [line(tax_rate=13)]}, 422, "line_items[0].tax_rate"),
    ],
)
def test_a_rectification_that_cannot_be_is_refused_and_nothing_is_written(invoice, table, about, status, field):
    answer = rectify(invoice, **about)
    assert (answer.status, answer.error["details"]["field"]) == (status, field)
    assert call("invoices.get", {"id": invoice["id"]}).data["status"] == "pending"
    assert len(records(table)) == 1


@pytest.mark.parametrize(
    ("language", "said"),
    [("ca", "la factura que es rectifica"), ("es", "la factura que se rectifica"), ("en", "that is rectified")],
)
def test_it_is_not_dated_before_its_invoice(invoice, table, language, said):
    answer = rectify(invoice, issue_date="2026-04-06", headers={"Accept-Language": language})
    details = answer.error["details"]
    assert (answer.status, details["field"], details["constraint"]) == (422, "issue_date", "before_rectified")
    assert details["limit"] == "2026-04-07"
    assert said in answer.error["message"]
    assert len(records(table)) == 1
    assert rectify(invoice, issue_date="2026-04-07").data["issue_date"] == "2026-04-07"


def test_it_is_not_dated_before_any_of_several(invoice):
    later = issued(invoice["client"]["id"], issue_date="2026-04-09")
    about = {"ids": [invoice["id"], later["id"]], "reason": "Rappel", "issue_date": "2026-04-08"}
    answer = call("invoices.rectify", about)
    assert (answer.status, answer.error["details"]["limit"]) == (422, "2026-04-09")


def test_a_draft_cannot_be_rectified(invoice):
    assert rectify(draft()).status == 409


def test_another_organisation_gets_403(invoice):
    about = {"id": invoice["id"], "reason": "x"}
    assert call("invoices.rectify", about, caller={"organisation": OTHER_ORGANISATION}).status == 403
