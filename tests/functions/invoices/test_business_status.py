"""POST /v1/invoices/business_status keeps its promises."""

import pytest

from tests.api import OTHER_ORGANISATION, call
from tests.invoices.world import issued, settled

pytestmark = pytest.mark.usefixtures("table")


def test_an_invoice_of_which_nothing_was_reported_says_what_may_be():
    settled()
    made = issued()
    answer = call("invoices.business_status", {"id": made["id"]}).data
    assert (answer["statuses"], answer["transport"]) == ([], "none")
    assert answer["allowed"] == ["rejection", "payment", "settlement", "default", "cancel_invoice"]


def test_another_organisation_gets_403():
    settled()
    asked = {"id": issued()["id"]}
    assert call("invoices.business_status", asked, caller={"organisation": OTHER_ORGANISATION}).status == 403
