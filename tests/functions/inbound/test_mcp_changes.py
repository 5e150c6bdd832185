"""What the MCP server changes: once, by who may, and what cannot be undone only after a yes to exactly that."""

from datetime import timedelta
from typing import Any

import pytest
from bivelio_core import audit, clock, operation_calls
from bivelio_core.mcp_server.consequences import MOST_HERE
from bivelio_core.mcp_server.tool import Tool
from bivelio_core.mcp_server.tools import TOOLS

from tests.api import ORGANISATION, OTHER_ORGANISATION, call
from tests.functions.inbound.test_mcp import EXAMPLES, SANDBOX
from tests.mcp_engine.platform import asked, failure, modern, names, tool, used

pytestmark = pytest.mark.usefixtures("table")
INVOICE = "inv_c6d7e8f9"
REMIND = EXAMPLES["remind"]


def entries(table: Any) -> list[dict[str, Any]]:
    """The confirmations in the audit log."""
    newest = audit.newest(table, ORGANISATION, 50)
    return [each["details"] for each in newest if each["action"] == "assistant.confirmed"]


def sendings() -> int:
    """How many messages of the sandbox there are."""
    return int(call("messages.list", {"contact_id": "ct_abc123"}, caller=SANDBOX).data["pagination"]["total"])


def note_texts() -> list[str]:
    """The notes of a contact."""
    answer = call("contacts.notes_list", {"contact_id": "ct_abc123"}, caller=SANDBOX)
    return [each["text"] for each in answer.data["notes"]]


def test_a_change_that_can_be_undone_is_made_at_once_and_once_for_each_call():
    note = {"operation": "contacts.notes_create", "data": {"contact_id": "ct_abc123", "text": "Truca dilluns"}}
    first = used("api_create", note, **SANDBOX)
    assert used("api_create", note, **SANDBOX) == first
    assert used("api_create", note, identity=2, **SANDBOX) != first
    assert note_texts().count("Truca dilluns") == 2


def test_a_key_of_the_client_holds_whatever_the_id_of_the_request():
    note = {"operation": "contacts.notes_create", "data": {"contact_id": "ct_abc123", "text": "Amb clau"}}
    params = {"name": "api_create", "arguments": note, "_meta": {"com.bivelio/idempotencyKey": "k1"}}
    for number in (1, 2, 3):
        asked("tools/call", params, identity=number, **SANDBOX)
    assert note_texts().count("Amb clau") == 1


def test_an_operation_is_carried_out_by_the_tool_that_says_what_it_does():
    archive = {"operation": "contacts.archive", "data": {"id": "ct_def456"}}
    for name in ("api_read", "api_create", "api_change"):
        assert failure(name, archive, **SANDBOX)["code"] == "WRONG_TOOL"


def test_what_cannot_be_undone_is_shown_and_done_after_a_yes_once(table):
    shown = used("reply", EXAMPLES["reply"], **SANDBOX)
    assert (shown["status"], shown["will"]) == (
        "needs_confirmation",
        "<data>\nThis message will be sent to Empresa ABC S.L.: “Bon dia!”.\n</data>",
    )
    before = sendings()
    assert entries(table) == []
    yes = {**EXAMPLES["reply"], "confirm": shown["confirm"]}
    assert used("reply", yes, **SANDBOX)["message_id"].startswith("msg_")
    assert failure("reply", yes, **SANDBOX)["code"] == "CONFIRMATION_REFUSED"
    assert sendings() == before + 1
    assert entries(table) == [{"operation": "messages.send", "environment": "sandbox"}]


def test_a_form_asks_the_person_where_the_client_has_forms(table):
    call_of = {"name": "remind", "arguments": REMIND}
    asking = modern("tools/call", call_of, **SANDBOX).body["result"]
    assert asking["resultType"] == "input_required"
    assert "FAC-2026-042" in asking["inputRequests"]["confirm"]["params"]["message"]
    state = asking["requestState"]
    for answer in (
        {"action": "decline"},
        {"action": "cancel"},
        {"action": "accept", "content": {"confirm": False}},
        {"action": "accept", "content": {"confirm": "true"}},
        {"action": "accept"},
        "yes",
    ):
        refused = modern(
            "tools/call", {**call_of, "requestState": state, "inputResponses": {"confirm": answer}}, **SANDBOX
        )
        assert refused.body["result"]["isError"] is True, answer
    assert entries(table) == []
    yes = {"confirm": {"action": "accept", "content": {"confirm": True}}}
    done = modern("tools/call", {**call_of, "requestState": state, "inputResponses": yes}, **SANDBOX).body["result"]
    assert done["structuredContent"]["number"] == "FAC-2026-042"
    assert entries(table) == [{"operation": "invoices.send", "client": "tests", "environment": "sandbox"}]


def test_a_token_is_good_for_its_caller_tool_arguments_and_time_alone(table):
    token = used("remind", REMIND, **SANDBOX)["confirm"]
    yes = {**REMIND, "confirm": token}
    wrong: list[dict[str, Any]] = [
        {"name": "remind", "arguments": {**yes, "message": "Paga ja"}, **SANDBOX},
        {"name": "remind", "arguments": {**yes, "confirm": token[:-1]}, **SANDBOX},
        {"name": "remind", "arguments": yes, **SANDBOX, "actor": "key_other"},
        {"name": "remind", "arguments": yes, **SANDBOX, "organisation": OTHER_ORGANISATION},
        {"name": "api_create", "arguments": {"operation": "invoices.send", "data": {"id": INVOICE}, "confirm": token}}
        | SANDBOX,
    ]
    for each in wrong:
        assert failure(each.pop("name"), each.pop("arguments"), **each)["code"] == "CONFIRMATION_REFUSED"
    with clock.frozen(clock.now() + timedelta(minutes=11)):
        assert failure("remind", yes, **SANDBOX)["code"] == "CONFIRMATION_REFUSED"
    assert entries(table) == []
    assert used("remind", yes, **SANDBOX)["number"] == "FAC-2026-042"


def test_a_token_is_of_no_use_once_what_was_shown_has_changed():
    token = used("remind", REMIND, **SANDBOX)["confirm"]
    call("invoices.mark_paid", {"id": INVOICE, "amount": 10}, caller=SANDBOX)
    assert failure("remind", {**REMIND, "confirm": token}, **SANDBOX)["code"] == "CONFIRMATION_REFUSED"


def test_a_function_that_dies_after_the_effect_has_it_once(monkeypatch):
    yes = {**EXAMPLES["reply"], "confirm": used("reply", EXAMPLES["reply"], **SANDBOX)["confirm"]}
    real, before = operation_calls.call, sendings()

    def dying(operation: Any, request: Any, ctx: Any) -> Any:
        answer = real(operation, request, ctx)
        if operation.name == "messages.send":
            raise KeyboardInterrupt
        return answer

    with monkeypatch.context() as patch:
        patch.setattr(operation_calls, "call", dying)
        with pytest.raises(KeyboardInterrupt):
            tool("reply", yes, **SANDBOX)
    assert used("reply", yes, **SANDBOX)["message_id"].startswith("msg_")
    assert sendings() == before + 1


def test_erasure_and_money_above_the_limit_are_for_the_dashboard_alone():
    erase = {"operation": "contacts.erase", "data": {"id": "ct_def456"}}
    refused = failure("api_remove", erase, **SANDBOX)
    assert (refused["code"], refused["url"]) == (
        "ONLY_IN_THE_DASHBOARD",
        "https://app.bivelio.com/contacts?id=ct_def456&env=sandbox",
    )
    line = {"description": "Projecte", "quantity": 1, "unit_price": float(MOST_HERE), "tax_rate": 21}
    draft = used("draft_invoice", {"client_id": "ct_abc123", "lines": [line]}, **SANDBOX)
    assert failure("issue_invoice", {"invoice_id": draft["id"]}, **SANDBOX)["code"] == "ONLY_IN_THE_DASHBOARD"
    small = {**line, "unit_price": 100}
    draft = used("draft_invoice", {"client_id": "ct_abc123", "lines": [small]}, **SANDBOX)
    assert used("issue_invoice", {"invoice_id": draft["id"]}, **SANDBOX)["status"] == "needs_confirmation"
    sent = {"operation": "invoices.create", "data": {"client_id": "ct_abc123", "line_items": [], "auto_send": True}}
    assert failure("api_create", sent, **SANDBOX)["code"] == "ONLY_IN_THE_DASHBOARD"


def test_an_organisation_sets_its_own_limit_and_no_assistant_does():
    line = {"description": "Projecte", "quantity": 1, "unit_price": 100, "tax_rate": 21}
    draft = used("draft_invoice", {"client_id": "ct_abc123", "lines": [line]}, **SANDBOX)["id"]
    for limit, is_left in ((120, True), (121, False), (0, True), (None, False)):
        call("invoices.settings_update", {"assistant_limit": limit}, caller=SANDBOX)
        answer = tool("issue_invoice", {"invoice_id": draft}, **SANDBOX)
        assert answer["isError"] is is_left, limit
    raised = {"operation": "invoices.settings_update", "data": {"assistant_limit": 1_000_000}}
    refused = failure("api_change", raised, **SANDBOX)
    assert (refused["code"], refused["url"]) == (
        "ONLY_IN_THE_DASHBOARD",
        "https://app.bivelio.com/settings/organisation?env=sandbox",
    )
    assert "assistant_limit" not in call("invoices.settings_get", caller=SANDBOX).data


CHANGING = [each for each in TOOLS if not each.only_reads]


@pytest.mark.parametrize("each", CHANGING, ids=lambda each: each.name)
def test_nothing_is_changed_by_who_may_only_read_or_at_the_address_that_only_reads(each: Tool):
    readers: list[dict[str, Any]] = [{"scopes": "read"}, {"path": "/mcp/readonly", "scopes": "admin"}]
    for reader in readers:
        assert each.name not in names(**reader)
        params = {"name": each.name, "arguments": {**EXAMPLES[each.name], "confirm": "x"}}
        assert asked("tools/call", params, **reader).body["error"]["code"] == -32602
