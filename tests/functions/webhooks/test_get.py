"""POST /v1/webhooks/get keeps its promises."""

import pytest

from tests.api import OTHER_ORGANISATION, call
from tests.functions.webhooks.registered import register

pytestmark = pytest.mark.usefixtures("table")


def test_another_organisations_webhook_is_forbidden_and_an_unknown_one_not_found():
    made = register()["webhook_id"]
    assert call("webhooks.get", {"webhook_id": made}).data["webhook_id"] == made
    foreign = call("webhooks.get", {"webhook_id": made}, caller={"organisation": OTHER_ORGANISATION})
    assert foreign.error["code"] == "RESOURCE_FORBIDDEN"
    assert call("webhooks.get", {"webhook_id": "wh_unknown"}).error["code"] == "RESOURCE_NOT_FOUND"
