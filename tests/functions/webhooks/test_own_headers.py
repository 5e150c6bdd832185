"""The headers that an owner adds are sent with each delivery, and shown, logged and recorded nowhere."""

import pytest
from bivelio_core.store.writes import Key
from bivelio_core.webhooks.own_headers import RESERVED

from tests.api import ORGANISATION, call
from tests.functions.webhooks.registered import EXAMPLE_URL, register
from tests.receiver import Receiver

pytestmark = pytest.mark.usefixtures("table")
VALUE = "Bearer k7-very-secret"
HEADERS = {"Authorization": VALUE, "X-Tenant": "botiga 1"}


def test_own_headers_go_with_a_delivery_and_their_values_are_kept_nowhere(table, capsys):
    with Receiver() as receiver:
        made = register(receiver.url, headers=HEADERS)
        tried = call("webhooks.test", {"webhook_id": made["webhook_id"]}).data
        read = call("webhooks.get", {"webhook_id": made["webhook_id"]}).data
    (sent,) = receiver.received
    assert (sent.headers["authorization"], sent.headers["x-tenant"]) == (VALUE, "botiga 1")
    assert made["header_names"] == read["header_names"] == ["Authorization", "X-Tenant"]
    kept = repr(table.get(Key(f"{ORGANISATION}#live#WH", made["webhook_id"])))
    written = capsys.readouterr()
    assert not [text for text in (repr(made), repr(read), repr(tried), kept, written.out, written.err) if VALUE in text]


@pytest.mark.parametrize(
    "name", [*sorted(RESERVED), "Webhook-Id", "webhook-signature", "X-BiVelio-Signature", "HOST", "Content-Type"]
)
def test_a_reserved_name_is_refused(name):
    answer = call("webhooks.create", {"url": EXAMPLE_URL, "events": ["contact.created"], "headers": {name: "1"}})
    assert (answer.status, answer.error["details"]["constraint"]) == (400, "header_reserved")
    assert answer.error["details"]["field"] == f"headers.{name}"


@pytest.mark.parametrize("value", ["a\r\nX-B: 1", "a\nb", "a\r", "a\0", "è", " a", "a ", "x" * 1001])
def test_a_value_that_is_no_line_of_ascii_is_refused(value):
    answer = call("webhooks.create", {"url": EXAMPLE_URL, "events": ["contact.created"], "headers": {"X-A": value}})
    assert (answer.status, answer.error["code"]) == (400, "VALIDATION_ERROR")
    assert answer.error["details"]["field"].startswith("headers.X-A")


@pytest.mark.parametrize("name", ["", "a b", "a:b", "é", "a\r\n", "x" * 101])
def test_a_name_that_is_no_token_is_refused(name):
    answer = call("webhooks.create", {"url": EXAMPLE_URL, "events": ["contact.created"], "headers": {name: "1"}})
    assert (answer.status, answer.error["code"]) == (400, "VALIDATION_ERROR")


def test_headers_are_replaced_and_removed_as_a_whole():
    webhook_id = register(headers=HEADERS)["webhook_id"]
    answer = call("webhooks.update", {"webhook_id": webhook_id, "headers": {"X-New": "1"}})
    assert answer.data["header_names"] == ["X-New"]
    answer = call("webhooks.update", {"webhook_id": webhook_id, "headers": None})
    assert "header_names" not in answer.data


def test_headers_do_not_follow_to_another_server_unseen():
    """Otherwise who may change the address could read at a receiver of his own what is never shown."""
    webhook_id = register(headers=HEADERS)["webhook_id"]
    moved = {"webhook_id": webhook_id, "url": "https://example.com/hook"}
    answer = call("webhooks.update", moved)
    assert (answer.status, answer.error["details"]["constraint"]) == (422, "headers_again")
    assert call("webhooks.update", {"webhook_id": webhook_id, "url": f"{EXAMPLE_URL}/v2"}).status == 200
    assert call("webhooks.update", {**moved, "headers": {"X-A": "1"}}).data["header_names"] == ["X-A"]
