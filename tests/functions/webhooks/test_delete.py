"""POST /v1/webhooks/delete keeps its promises."""

import pytest

from tests.api import call
from tests.functions.webhooks.registered import register

pytestmark = pytest.mark.usefixtures("table")


def test_a_deleted_webhook_is_gone():
    webhook_id = register()["webhook_id"]
    assert call("webhooks.delete", {"webhook_id": webhook_id}).data == {"webhook_id": webhook_id, "deleted": True}
    for operation in ("webhooks.get", "webhooks.delete", "webhooks.enable", "webhooks.test"):
        assert call(operation, {"webhook_id": webhook_id}).status == 404
