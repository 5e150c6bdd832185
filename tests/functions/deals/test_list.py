"""POST /v1/deals/list keeps its promises."""

import pytest
from bivelio_core.deals import reading

from tests.api import call
from tests.functions.cases.made import contact, member
from tests.functions.deals.made import deal, listed, move, pipeline, sums

pytestmark = pytest.mark.usefixtures("table")


def titles(**criteria):
    return [each["title"] for each in listed(**criteria)["deals"]]


def test_each_deal_has_the_name_of_its_contact_else_of_its_company(table):
    company, person = contact("Empresa ABC S.L."), contact("Anna Puig")
    deal(contact_id=person, company_id=company)
    deal(company_id=company)
    deal()
    names = [each.get("contact_name") for each in listed()["deals"]]
    assert names == [None, "Empresa ABC S.L.", "Anna Puig"]


def test_each_filter_finds_what_has_it(table):
    own, user, company = pipeline(), member(table), contact()
    deal(title="Altra", pipeline_id=own["id"])
    deal(title="Del client", contact_id=company)
    deal(title="De l'empresa", company_id=company)
    deal(title="Meva", owner_id=user)
    move(deal(title="Feta"), "won")
    assert titles(pipeline_id=own["id"]) == ["Altra"]
    assert titles(contact_id=company) == ["Del client"]
    assert titles(company_id=company) == ["De l'empresa"]
    assert titles(owner_id=user) == ["Meva"]
    assert titles(status="won") == titles(stage_id="won") == ["Feta"]
    assert titles(search="emp") == ["De l'empresa"]
    assert titles(pipeline_id=own["id"], stage_id="won") == []


def test_days_of_the_expected_close_are_both_included_and_either_may_be_open():
    for day in ("2026-05-31", "2026-06-01", "2026-06-30", "2026-07-01"):
        deal(title=day, expected_close=day, amount=10)
    deal(title="Algun dia")
    june = {"expected_close_from": "2026-06-01", "expected_close_to": "2026-06-30"}
    assert titles(**june) == ["2026-06-30", "2026-06-01"]
    assert sums(**june) == {"lead": (2, {"EUR": 20})}
    assert titles(expected_close_to="2026-05-31") == ["2026-05-31"]
    assert titles(expected_close_from="2026-07-01") == ["2026-07-01"]
    answer = call("deals.list", {"expected_close_from": "2026-06-02", "expected_close_to": "2026-06-01"})
    assert (answer.status, answer.error["details"]["field"]) == (422, "expected_close_to")


def test_pages_are_newest_first_with_exact_totals_and_the_sums_of_the_whole_list():
    for number in range(5):
        deal(title=f"N{number}", amount=10)
    page = listed(page=2, per_page=2)
    assert [each["title"] for each in page["deals"]] == ["N2", "N1"]
    assert page["pagination"] == {"page": 2, "per_page": 2, "total": 5, "total_pages": 3}
    assert [(each["count"], each["amounts"][0]["amount"]) for each in page["stages"]] == [(5, 50)]


def test_sums_are_of_the_list_that_was_asked_for(table):
    user, company, own = member(table), contact(), pipeline()
    deal(title="Web", amount=100, owner_id=user, contact_id=company)
    deal(title="Botiga", amount=50, stage_id="proposal", contact_id=company)
    deal(title="Web gran", amount=7, pipeline_id=own["id"], owner_id=user)
    deal(title="Feta", amount=3, stage_id="won")
    assert sums() == {
        "lead": (1, {"EUR": 100}),
        "proposal": (1, {"EUR": 50}),
        "won": (1, {"EUR": 3}),
        "trial": (1, {"EUR": 7}),
    }
    assert sums(status="open", pipeline_id="default") == {"lead": (1, {"EUR": 100}), "proposal": (1, {"EUR": 50})}
    assert sums(stage_id="proposal") == {"proposal": (1, {"EUR": 50})}
    assert sums(owner_id=user) == {"lead": (1, {"EUR": 100}), "trial": (1, {"EUR": 7})}
    assert sums(contact_id=company) == {"lead": (1, {"EUR": 100}), "proposal": (1, {"EUR": 50})}
    assert sums(contact_id=company, per_page=1) == sums(contact_id=company)
    assert sums(contact_id=company, owner_id=user) == {"lead": (1, {"EUR": 100})}
    assert sums(search="web") == {"lead": (1, {"EUR": 100}), "trial": (1, {"EUR": 7})}


def test_weighted_sums_are_by_the_probability_of_the_stage():
    deal(amount="0.05", stage_id="lead")
    deal(amount="100.10", stage_id="negotiation")
    weighted = {each["stage_id"]: each["amounts"][0]["weighted"] for each in listed()["stages"]}
    assert weighted == {"lead": 0.01, "negotiation": 75.08}


def test_sums_are_exact_where_floats_are_not():
    for _ in range(3):
        deal(amount="0.1")
    deal(amount="999999999999.99")
    deal(amount="999999999999.99")
    assert sums() == {"lead": (5, {"EUR": 2000000000000.28})}
    for _ in range(8):
        deal(amount="999999999999.99", stage_id="won")
    assert sums(status="won") == {"won": (8, {"EUR": 7999999999999.92})}


def test_a_list_without_a_tally_that_is_too_long_has_no_sums(monkeypatch):
    monkeypatch.setattr(reading, "MOST_SUMMED", 2)
    company = contact()
    for _ in range(3):
        deal(amount=10, contact_id=company)
    page = listed(contact_id=company, per_page=1)
    assert ("stages" in page, page["pagination"]["total"]) == (False, 3)


@pytest.mark.parametrize("owner", ["-", "usr_a1b2c3d4e5f6g7h8#default", ""])
def test_what_is_no_id_of_a_user_leads_to_no_sums(owner):
    deal(amount=10)
    answer = call("deals.list", {"owner_id": owner})
    assert (answer.status, answer.error["details"]["field"]) == (400, "owner_id")


@pytest.mark.parametrize("field", ["contact_id", "company_id"])
def test_an_unknown_contact_is_refused(field):
    answer = call("deals.list", {field: "ct_none"})
    assert (answer.status, answer.error["details"]["field"]) == (422, field)
