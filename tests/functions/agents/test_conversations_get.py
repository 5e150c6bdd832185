"""agents.conversations_get: a conversation of one's own."""

import pytest

from tests.api import OTHER_ORGANISATION, call

pytestmark = pytest.mark.usefixtures("table")


def test_another_organisations_conversation_is_a_403_and_an_unknown_one_a_404():
    conversation = call("agents.conversations_create", {}).data["id"]
    assert call("agents.conversations_get", {"id": conversation}).data["turns"] == []
    asked = {"id": conversation}
    assert call("agents.conversations_get", asked, caller={"organisation": OTHER_ORGANISATION}).status == 403
    assert call("agents.conversations_get", {"id": "acv_unknown"}).status == 404
