"""POST /v1/messages/get keeps its promises."""

import pytest

from tests.api import OTHER_ORGANISATION, call
from tests.functions.messages.world import SANDBOX, get, send

pytestmark = pytest.mark.usefixtures("table")


def test_a_message_is_read_as_it_was_sent():
    sent = send(metadata={"comanda": "ORD-1"}).data
    read = get(sent["message_id"])
    assert (read["direction"], read["to"], read["from"]) == ("outbound", "+34 612 345 678", "+34 600 000 000")
    assert read["metadata"] == {"comanda": "ORD-1"}
    assert read["provider_message_id"] == sent["whatsapp_message_id"]


def test_another_organisations_message_is_forbidden_and_an_unknown_one_not_found():
    made = send().data["message_id"]
    foreign = call("messages.get", {"id": made}, caller={**SANDBOX, "organisation": OTHER_ORGANISATION})
    assert foreign.error["code"] == "RESOURCE_FORBIDDEN"
    assert call("messages.get", {"id": "msg_unknown"}, caller=SANDBOX).error["code"] == "RESOURCE_NOT_FOUND"
    assert call("messages.get", {"id": made}).error["code"] == "RESOURCE_NOT_FOUND"
