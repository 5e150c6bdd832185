"""POST /v1/deals/get keeps its promises."""

import pytest

from tests.api import OTHER_ORGANISATION, call
from tests.functions.deals.made import deal

pytestmark = pytest.mark.usefixtures("table")


def test_a_deal_is_read_as_it_was_made():
    made = deal(amount="999999999999.99", tags=["gran"])
    assert call("deals.get", {"id": made["id"]}).data == made


def test_an_archived_deal_can_still_be_read():
    made = deal()
    call("deals.archive", {"id": made["id"]})
    assert call("deals.get", {"id": made["id"]}).data["archived"] is True


def test_another_organisation_gets_403_and_an_unknown_id_404():
    made = deal()
    theirs = call("deals.get", {"id": made["id"]}, caller={"organisation": OTHER_ORGANISATION})
    assert (theirs.status, call("deals.get", {"id": "dl_none"}).status) == (403, 404)
