"""POST /v1/integrations/get keeps its promises."""

import pytest

from tests.api import OTHER_ORGANISATION, call
from tests.functions.integrations.connected import SANDBOX, connect

pytestmark = pytest.mark.usefixtures("table")


def test_another_organisations_connection_is_forbidden_and_an_unknown_one_not_found():
    made = connect("telegram").data["id"]
    assert call("integrations.get", {"id": made}, caller=SANDBOX).data["id"] == made
    foreign = call("integrations.get", {"id": made}, caller={**SANDBOX, "organisation": OTHER_ORGANISATION})
    assert foreign.error["code"] == "RESOURCE_FORBIDDEN"
    assert call("integrations.get", {"id": "cn_unknown"}, caller=SANDBOX).error["code"] == "RESOURCE_NOT_FOUND"


def test_a_connection_of_the_sandbox_is_none_of_live():
    made = connect("telegram").data["id"]
    assert call("integrations.get", {"id": made}).error["code"] == "RESOURCE_NOT_FOUND"
