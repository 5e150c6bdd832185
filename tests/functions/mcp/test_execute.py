"""POST /v1/mcp/execute keeps its promises."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from bivelio_core import clock
from bivelio_core.mcp.executions import LEASE_SECONDS

from tests.api import OTHER_ORGANISATION, call, lose_answers
from tests.functions.mcp.servers import APPEND, READ, connected
from tests.mcp_server import LEGACY, MODERN, VALUES, SmallServer, called, failed, result
from tests.receiver import Reply
from tests.workflows.killer import Killer
from tests.workflows.states import Killed

SANDBOX = {"environment": "sandbox"}
ROWS = {"values": [["Nom", "Email"], ["ABC", "abc@exemple.com"]]}
KEY = {"Idempotency-Key": "one"}
pytestmark = pytest.mark.usefixtures("table")


def at(number: int, when: str) -> Callable[[int, str], bool]:
    """One point of a killer: a call of AWS, before it is sent or after it was answered."""
    return lambda n, w: (n, w) == (number, when)


def later(seconds: float = LEASE_SECONDS + 1):
    """A time at which no function of before can still run."""
    return clock.frozen(clock.now() + timedelta(seconds=seconds))


@pytest.mark.parametrize("version", [MODERN, LEGACY])
def test_a_tool_is_called_by_the_connections_name_for_it(version):
    with SmallServer(version) as server:
        connected(server.url)
        answer = call("mcp.execute", READ).data
    assert answer["result"] == {**ROWS, "rows_count": 2, "columns_count": 2}
    assert server.calls[0]["name"] == "read"
    assert server.calls[0]["arguments"] == {"path": "clients.xlsx", "sheet": "Sheet1", "range": "A1:B2"}
    assert server.received[0].headers["authorization"] == "Bearer t0ken"
    kept = call("mcp.executions_get", {"execution_id": answer["execution_id"]}).data
    assert kept | answer == kept
    assert kept["parameters"] == READ["parameters"]
    assert kept["status"] == "completed"


def test_a_tool_is_called_by_the_servers_own_name_too():
    with SmallServer() as server:
        connected(server.url)
        call("mcp.execute", {"provider": "sheets", "tool": "set", "parameters": {"path": "a"}})
    assert (server.calls[0]["name"], server.calls[0]["arguments"]) == ("set", {"path": "a"})


def test_numbers_reach_the_server_as_they_were_sent():
    sent = {"whole": 5, "half": 0.5, "large": 9007199254740993, "none": None, "deep": [{"a": [1.25, True]}]}
    with SmallServer() as server:
        connected(server.url)
        call("mcp.execute", {"provider": "sheets", "tool": "set", "parameters": sent})
    assert server.calls[0]["arguments"] == sent


@pytest.mark.parametrize(
    ("change", "status", "field", "constraint"),
    [
        ({"provider": "Google Sheets"}, 400, "provider", "format"),
        ({"tool": ""}, 400, "tool", "min_length"),
        ({"tool": "read\nrange"}, 400, "tool", "format"),
        ({"parameters": "A1"}, 400, "parameters", "type"),
        ({"parameters": {"text": "à" * 32_768}}, 400, "parameters", "max_bytes"),
        ({"parameters": {"a": json.loads("[" * 40 + "]" * 40)}}, 400, "parameters", "max_depth"),
        ({"url": "https://example.com"}, 400, "url", "unknown_field"),
    ],
)
def test_bad_input_is_refused_with_its_field(change, status, field, constraint):
    answer = call("mcp.execute", {**READ, **change})
    assert (answer.status, answer.error["details"]["field"]) == (status, field)
    assert answer.error["details"]["constraint"] == constraint


def test_a_provider_that_is_not_connected_is_refused():
    answer = call("mcp.execute", {**READ, "provider": "nobody"})
    assert (answer.status, answer.error["code"]) == (422, "INTEGRATION_ERROR")
    assert answer.error["details"] == {"reason": "not_connected", "provider": "nobody"}


def test_a_broken_connection_is_not_used():
    with SmallServer() as server:
        connected(server.url, status="broken")
        answer = call("mcp.execute", READ)
    assert (answer.status, answer.error["details"]["reason"]) == (422, "connection_broken")
    assert server.received == []


def test_the_connection_of_another_organisation_is_never_used():
    with SmallServer() as server:
        connected(server.url)
        answer = call("mcp.execute", READ, caller={"organisation": OTHER_ORGANISATION})
        assert (answer.status, answer.error["details"]["reason"]) == (422, "not_connected")
    assert server.received == []


REFUSALS = {
    "tool_error": lambda _, asked: result(asked, called("No such sheet", is_error=True)),
    "input_required": lambda _, asked: result(
        asked, {"resultType": "input_required", "inputRequests": {}, "requestState": "s"}
    ),
    "refused": lambda _, asked: failed(asked, -32602, "No such sheet", 400),
    "invalid_answer": lambda *_: result({"id": "other"}, called(VALUES)),
    "redirected": lambda *_: Reply(302, {"Location": "https://example.com/"}),
    "too_large": lambda *_: Reply(200, {"Content-Type": "application/json"}, b" " * 2_000_000),
    "unauthorized": lambda *_: Reply(401),
    "forbidden": lambda *_: Reply(403),
}


@pytest.mark.parametrize(("reason", "answered"), REFUSALS.items(), ids=REFUSALS)
def test_what_the_server_refuses_is_422_with_its_reason_in_each_language(reason, answered):
    with SmallServer(tools_call=answered) as server:
        connected(server.url)
        answers = [call("mcp.execute", APPEND, headers={"Accept-Language": each}) for each in ("ca", "es", "en")]
    assert {(each.status, each.error["code"], each.error["details"]["reason"]) for each in answers} == {
        (422, "INTEGRATION_ERROR", reason)
    }
    assert len({each.error["message"] for each in answers}) == 3
    assert not answers[0].error["retryable"]


def test_a_tool_that_the_server_does_not_have_is_422():
    with SmallServer() as server:
        connected(server.url)
        answer = call("mcp.execute", {"provider": "sheets", "tool": "nothing"})
    assert (answer.status, answer.error["details"]["reason"]) == (422, "unknown_tool")


def test_a_server_that_cannot_be_reached_is_503_with_retry_after():
    with SmallServer() as server:
        url = server.url
    connected(url)
    answer = call("mcp.execute", READ)
    assert (answer.status, answer.error["details"]["reason"]) == (503, "unreachable")
    assert answer.error["retryable"]
    assert answer.headers["Retry-After"] == str(answer.error["retry_after"])


def test_a_server_that_asks_for_patience_is_503_with_its_time():
    with SmallServer(tools_list=lambda *_: Reply(429, {"Retry-After": "23"})) as server:
        connected(server.url)
        answer = call("mcp.execute", READ)
    assert (answer.status, answer.error["details"]["reason"], answer.error["retry_after"]) == (503, "rate_limited", 23)


def test_a_repeated_request_is_answered_without_another_call(table):
    with SmallServer() as server:
        connected(server.url)
        first = call("mcp.execute", APPEND, headers=KEY).data
        assert call("mcp.execute", APPEND, headers=KEY).data == first
        lose_answers(table)
        assert call("mcp.execute", APPEND, headers=KEY).data == first
    assert len(server.calls) == 1


def test_a_repeated_request_is_told_the_same_refusal_without_another_call(table):
    with SmallServer(tools_call=REFUSALS["tool_error"]) as server:
        connected(server.url)
        answers = [call("mcp.execute", APPEND, headers=KEY).error for _ in range(2)]
    assert [each["details"] for each in answers] == [{"reason": "tool_error", "message": "No such sheet"}] * 2
    assert len(server.calls) == 1


def test_a_key_of_another_request_is_refused(table):
    with SmallServer() as server:
        connected(server.url)
        call("mcp.execute", APPEND, headers=KEY)
        lose_answers(table)
        answer = call("mcp.execute", READ, headers=KEY)
    assert (answer.status, answer.error["code"]) == (422, "IDEMPOTENCY_MISMATCH")


def test_what_failed_before_the_tool_was_called_is_tried_again(table):
    with SmallServer(tools_list=lambda *_: Reply(503)) as server:
        connected(server.url)
        assert call("mcp.execute", APPEND, headers=KEY).status == 503
        del server.on["tools/list"]
        assert call("mcp.execute", APPEND, headers=KEY).data["result"]["rows_count"] == 2
    assert len(server.calls) == 1


def test_a_lost_answer_of_a_tool_that_may_not_be_repeated_is_an_unknown_outcome(table):
    with SmallServer(tools_call=lambda *_: Reply(503)) as server:
        connected(server.url)
        for _ in range(2):
            answer = call("mcp.execute", APPEND, headers=KEY)
            assert (answer.status, answer.error["details"]["reason"]) == (422, "outcome_unknown")
            server.on = {}
    assert len(server.calls) == 1


@pytest.mark.parametrize("tool", ["read", "set"])
def test_a_tool_that_may_be_repeated_is_called_again_after_a_lost_answer(tool, table):
    asked = {"provider": "sheets", "tool": tool}
    with SmallServer(tools_call=lambda *_: Reply(503)) as server:
        connected(server.url)
        assert call("mcp.execute", asked, headers=KEY).status == 503
        server.on = {}
        assert call("mcp.execute", asked, headers=KEY).data["result"]["rows_count"] == 2
    assert len(server.calls) == 2


@pytest.mark.parametrize(("asked", "may_be_repeated"), [(APPEND, False), (READ, True)], ids=["append", "read"])
def test_a_function_may_die_at_any_call_and_no_tool_runs_twice_that_may_not(asked, may_be_repeated, table):
    """Killed around each call of AWS, then the request is repeated: the tool ran, or the answer says it may have."""
    with SmallServer() as server:
        connected(server.url)
        killer = Killer()
        with killer.armed(lambda *_: False):
            call("mcp.execute", asked, headers={"Idempotency-Key": "undisturbed"})
        points = [(number, when) for number in range(len(killer.calls)) for when in ("before", "after")]
        unknown = 0
        for number, when in points:
            server.calls.clear()
            key = {"Idempotency-Key": f"{number}-{when}"}
            with killer.armed(at(number, when)), pytest.raises(Killed):
                call("mcp.execute", asked, headers=key)
            lose_answers(table)
            with later():
                answer = call("mcp.execute", asked, headers=key)
            if answer.status == 200:
                assert answer.data["result"]["rows_count"] == 2
                assert len(server.calls) <= (2 if may_be_repeated else 1)
            else:
                unknown += 1
                assert answer.error["details"]["reason"] == "outcome_unknown"
                assert not may_be_repeated
                assert len(server.calls) <= 1
    assert len(points) >= 8
    assert (unknown == 0) == may_be_repeated


def test_a_repetition_while_the_first_still_runs_is_told_to_wait(table):
    with SmallServer() as server:
        connected(server.url)
        killer = Killer()
        just_stored = killer.armed(lambda _, when: (killer.calls[-1], when) == ("TransactWriteItems", "after"))
        with just_stored, pytest.raises(Killed):
            call("mcp.execute", APPEND, headers=KEY)
        lose_answers(table)
        answer = call("mcp.execute", APPEND, headers=KEY)
    assert (answer.status, answer.error["code"]) == (409, "IDEMPOTENCY_CONFLICT")
    assert server.calls == []


def test_the_token_and_the_result_are_in_no_log_line(logged):
    with SmallServer() as server:
        connected(server.url)
        call("mcp.execute", READ)
    assert "t0ken" not in logged.getvalue()
    assert "abc@exemple.com" not in logged.getvalue()


MAGIC = {
    "simulate:error": (422, "tool_error"),
    "simulate:input_required": (422, "input_required"),
    "simulate:rate_limited": (503, "rate_limited"),
    "simulate:too_large": (422, "too_large"),
    "simulate:unauthorized": (422, "unauthorized"),
    "simulate:unreachable": (503, "unreachable"),
}


@pytest.mark.parametrize(("magic", "expected"), MAGIC.items(), ids=MAGIC)
def test_magic_values_provoke_each_failure_in_the_sandbox(magic, expected):
    asked = {"provider": "google_sheets", "tool": "read_range", "parameters": {"spreadsheet_id": magic, "range": "A1"}}
    answer = call("mcp.execute", asked, caller=SANDBOX)
    assert (answer.status, answer.error["details"]["reason"]) == expected


@pytest.mark.parametrize(
    ("tool", "expected"), [("append_rows", (422, "outcome_unknown")), ("read_range", (503, "timeout"))]
)
def test_a_simulated_timeout_is_unknown_for_a_tool_that_may_not_be_repeated(tool, expected):
    place = {"spreadsheet_id": "simulate:timeout", "range": "A1", "values": [["a"]]}
    answer = call("mcp.execute", {"provider": "google_sheets", "tool": tool, "parameters": place}, caller=SANDBOX)
    assert (answer.status, answer.error["details"]["reason"]) == expected


def test_nobody_is_called_from_the_sandbox():
    with SmallServer() as server:
        connected(server.url, "google_sheets")
        call("mcp.execute", {**READ, "provider": "google_sheets"}, caller=SANDBOX)
    assert server.received == []
