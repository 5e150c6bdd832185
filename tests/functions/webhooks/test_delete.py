"""POST /v1/webhooks/delete keeps its promises."""

import pytest

from tests.api import call, lose_answers
from tests.functions.webhooks.registered import register

pytestmark = pytest.mark.usefixtures("table")


def test_a_deleted_webhook_is_gone():
    webhook_id = register()["webhook_id"]
    assert call("webhooks.delete", {"webhook_id": webhook_id}).data == {"webhook_id": webhook_id, "deleted": True}
    for operation in ("webhooks.get", "webhooks.delete", "webhooks.enable", "webhooks.test"):
        assert call(operation, {"webhook_id": webhook_id}).status == 404


def test_a_used_key_deletes_nothing_else_even_when_its_answer_was_lost(table):
    one, two = (register()["webhook_id"] for _ in range(2))
    headers = {"Idempotency-Key": "delete-1"}
    first = call("webhooks.delete", {"webhook_id": one}, headers=headers).data
    lose_answers(table)
    assert call("webhooks.delete", {"webhook_id": one}, headers=headers).data == first
    lose_answers(table)
    answer = call("webhooks.delete", {"webhook_id": two}, headers=headers)
    assert (answer.status, answer.error["code"]) == (422, "IDEMPOTENCY_MISMATCH")
    assert call("webhooks.get", {"webhook_id": two}).status == 200


def test_the_example_to_delete_is_gone_and_may_be_deleted_again_and_no_list_shows_it():
    sandbox, example = {"environment": "sandbox"}, {"webhook_id": "wh_s2t3u4v5"}
    assert call("webhooks.get", example, caller=sandbox).status == 200
    for _ in range(2):
        assert call("webhooks.delete", example, caller=sandbox).data == {**example, "deleted": True}
        for operation in ("webhooks.get", "webhooks.enable", "webhooks.test"):
            assert call(operation, example, caller=sandbox).status == 404
    assert call("webhooks.list", caller=sandbox).data["pagination"]["total"] == 1
