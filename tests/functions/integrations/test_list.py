"""POST /v1/integrations/list keeps its promises."""

import pytest

from tests.api import OTHER_ORGANISATION, call
from tests.functions.integrations.connected import SANDBOX, connect

pytestmark = pytest.mark.usefixtures("table")


def test_connections_come_in_pages_with_exact_totals_and_by_provider():
    made = {connect("mcp", name=f"server_{number}").data["id"] for number in range(3)}
    asked = {"provider": "mcp", "per_page": 2}
    first = call("integrations.list", asked, caller=SANDBOX).data
    second = call("integrations.list", {**asked, "page": 2}, caller=SANDBOX).data
    assert {each["id"] for each in first["connections"] + second["connections"]} == made
    assert first["pagination"] == {"page": 1, "per_page": 2, "total": 3, "total_pages": 2}


def test_nobody_sees_anothers_connections_and_live_has_no_examples():
    connect("telegram")
    other = call("integrations.list", caller={**SANDBOX, "organisation": OTHER_ORGANISATION}).data["connections"]
    assert [each["id"] for each in other] == ["cn_w8c9h0t1", "cn_w1x2y3z4", "cn_t5u6v7w8", "cn_m9n0p1q2"]
    assert call("integrations.list").data["connections"] == []
