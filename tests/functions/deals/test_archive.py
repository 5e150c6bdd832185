"""POST /v1/deals/archive keeps its promises."""

import pytest

from tests.api import OTHER_ORGANISATION, call
from tests.functions.deals.made import deal, listed, sums

pytestmark = pytest.mark.usefixtures("table")


def test_an_archived_deal_is_in_no_list_and_no_sum_but_that_of_archived_ones():
    made, other = deal(amount=100), deal(amount=50)
    archived = call("deals.archive", {"id": made["id"]}).data
    assert (listed()["deals"], sums()) == ([other], {"lead": (1, {"EUR": 50})})
    assert (listed(archived=True)["deals"], sums(archived=True)) == ([archived], {"lead": (1, {"EUR": 100})})


def test_archiving_again_changes_nothing():
    made = deal(amount=100)
    assert call("deals.archive", {"id": made["id"]}).data == call("deals.archive", {"id": made["id"]}).data
    assert sums() == {}


def test_another_organisation_gets_403():
    asked = {"id": deal()["id"]}
    assert call("deals.archive", asked, caller={"organisation": OTHER_ORGANISATION}).status == 403
