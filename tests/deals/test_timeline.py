"""Timelines of contacts show deals to who may read them."""

import pytest

from tests.api import call
from tests.functions.cases.made import contact
from tests.functions.deals.made import deal

pytestmark = pytest.mark.usefixtures("table")


def entries(public, scopes="admin"):
    data = call("contacts.timeline", {"contact_id": public}, caller={"scopes": scopes}).data
    return [each["data"]["title"] for each in data["entries"]], data["kinds"]


def test_deals_of_a_contact_and_of_a_company_are_shown_until_they_are_archived():
    company, other = contact(), contact("Una altra S.L.")
    with_it, of_it = deal(title="Amb ella", contact_id=company), deal(title="Seva", company_id=company)
    deal(title="D'una altra", company_id=other)
    assert entries(company)[0] == ["Seva", "Amb ella"]
    call("deals.archive", {"id": of_it["id"]})
    assert entries(company)[0] == [with_it["title"]]


def test_who_may_not_read_deals_sees_none():
    company = contact()
    deal(contact_id=company)
    titles, kinds = entries(company, "contacts:read")
    assert (titles, "deal" in kinds) == ([], False)
