"""The engine holds to the protocol: shapes, versions, headers and statuses of both generations."""

import base64
import json
from typing import Any

import pytest
from bivelio_core.mcp_server import engine
from bivelio_core.mcp_server.messages import HttpMessage, HttpReply

from tests.mcp_engine.fixture_registry import FixtureRegistry

OWN = "https://app.example.com"
META = "io.modelcontextprotocol/"


def serve(body: Any, method: str = "POST", **headers: str) -> HttpReply:
    """The engine's answer; names of headers are given with underscores."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    text = body if isinstance(body, bytes) else json.dumps(body).encode()
    message = HttpMessage(method, {"content-type": "application/json", **sent}, text)
    return engine.serve(message, lambda _: FixtureRegistry(), origins=frozenset({OWN}))


def legacy(method: str, params: Any = None, **headers: str) -> HttpReply:
    """Ask as a client of 2025-11-25."""
    body = {"jsonrpc": "2.0", "id": 7, "method": method, "params": params or {}}
    return serve(body, **{"mcp_protocol_version": "2025-11-25", **headers})


def modern(method: str, params: dict[str, Any] | None = None, meta: Any = None, **headers: str) -> HttpReply:
    """Ask as a client of 2026-07-28."""
    own = {f"{META}protocolVersion": "2026-07-28", f"{META}clientCapabilities": {}}
    body = {
        "jsonrpc": "2.0",
        "id": "a",
        "method": method,
        "params": {**(params or {}), "_meta": {**own, **(meta or {})}},
    }
    return serve(body, **{"mcp_protocol_version": "2026-07-28", "mcp_method": method, **headers})


def code(reply: HttpReply) -> Any:
    assert reply.document is not None
    return reply.document["error"]["code"]


MALFORMED: dict[str, tuple[Any, int]] = {
    "no JSON": (b"{", -32700),
    "no UTF-8": (b'{"a": "\xff"}', -32700),
    "a half of a pair": (b'{"jsonrpc":"2.0","id":1,"method":"\\ud800"}', -32700),
    "NaN": (b'{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":NaN}}', -32700),
    "depth that ends the parser": (b"[" * 100_000, -32700),
    "depth": (b'{"a":' * 70 + b"1" + b"}" * 70, -32700),
    "a batch": ([{"jsonrpc": "2.0", "id": 1, "method": "ping"}], -32600),
    "a text": ("ping", -32600),
    "another version of JSON-RPC": ({"jsonrpc": "1.0", "id": 1, "method": "ping"}, -32600),
    "no method": ({"jsonrpc": "2.0", "id": 1}, -32600),
    "an id that is null": ({"jsonrpc": "2.0", "id": None, "method": "ping"}, -32600),
    "an id that is true": ({"jsonrpc": "2.0", "id": True, "method": "ping"}, -32600),
    "parameters that are a list": ({"jsonrpc": "2.0", "id": 1, "method": "ping", "params": []}, -32602),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_body_that_is_no_message_is_a_400_with_the_code_of_json_rpc(name):
    body, expected = MALFORMED[name]
    reply = serve(body)
    assert (reply.status, code(reply)) == (400, expected)


def test_what_is_no_post_is_refused_and_names_what_is_allowed():
    for method in ("GET", "DELETE", "PUT"):
        assert (serve(b"", method).status, serve(b"", method).headers) == (405, {"Allow": "POST"})
    assert serve({"jsonrpc": "2.0", "id": 1, "method": "ping"}, content_type="text/plain").status == 415


def test_a_page_of_another_origin_is_refused_and_a_program_has_none():
    for origin in ("https://evil.example", "null", f"{OWN}.evil.example", OWN.upper()):
        assert legacy("ping", origin=origin).status == 403, origin
    assert legacy("ping", origin=OWN).status == 200
    assert legacy("ping").status == 200


def test_notifications_and_answers_are_accepted_and_answered_by_nothing():
    for body in ({"method": "notifications/initialized"}, {"id": 3, "result": {}}, {"id": 3, "error": {"code": 1}}):
        assert serve({"jsonrpc": "2.0", **body}) == HttpReply(202)


def test_a_client_that_begins_gets_its_version_or_the_newest_of_its_generation():
    for asked, expected in {"2025-11-25": "2025-11-25", "2025-06-18": "2025-06-18", "2024-11-05": "2025-11-25"}.items():
        reply = serve({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": asked}})
        assert reply.document is not None
        assert (reply.status, reply.document["result"]["protocolVersion"]) == (200, expected)
        assert "mcp-session-id" not in {name.lower() for name in reply.headers}
    assert code(serve({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {}})) == -32602


def test_a_client_of_before_may_say_no_version_and_none_that_nobody_speaks():
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    assert serve(body).status == 200
    reply = serve(body, mcp_protocol_version="2031-01-01")
    assert (reply.status, code(reply)) == (400, -32022)


def test_in_the_older_generation_errors_of_methods_are_answered_200():
    unknown = legacy("resources/subscribe", {"uri": "test://static-text"})
    assert (unknown.status, code(unknown)) == (200, -32601)
    absent = legacy("resources/read", {"uri": "test://none"})
    assert (absent.status, code(absent)) == (200, -32002)
    asks = legacy("tools/call", {"name": "test_streaming_elicitation"})
    assert (asks.status, code(asks)) == (200, -32603)


def test_the_newer_generation_says_version_and_capabilities_in_every_request():
    for missing in (f"{META}protocolVersion", f"{META}clientCapabilities"):
        reply = modern("tools/list", meta={missing: None})
        assert (reply.status, code(reply)) == (400, -32602)
    reply = serve({"jsonrpc": "2.0", "id": 1, "method": "tools/list"}, mcp_protocol_version="2026-07-28")
    assert (reply.status, code(reply)) == (400, -32602)


def test_a_version_that_nobody_speaks_is_refused_with_those_that_are():
    reply = modern("tools/list", meta={f"{META}protocolVersion": "2031-01-01"}, mcp_protocol_version="2031-01-01")
    assert reply.document is not None
    assert (reply.status, code(reply)) == (400, -32022)
    assert reply.document["error"]["data"] == {"supported": list(engine.SUPPORTED), "requested": "2031-01-01"}
    assert reply.document["id"] == "a"


@pytest.mark.parametrize(
    "headers",
    [
        {"mcp_method": "tools/call"},
        {"mcp_method": "TOOLS/CALL", "mcp_name": "test_simple_text"},
        {"mcp_name": "test_error_handling"},
        {"mcp_name": "=?base64?!!?="},
        {"mcp_name": "=?base64?/w==?="},
        {"mcp_protocol_version": "2025-11-25", "mcp_name": "test_simple_text"},
    ],
    ids=str,
)
def test_a_header_that_is_missing_or_says_otherwise_than_the_body_is_refused(headers):
    reply = modern("tools/call", {"name": "test_simple_text"}, **headers)
    assert (reply.status, code(reply)) == (400, -32020)


def test_a_name_may_come_in_base64_and_between_blanks():
    encoded = base64.b64encode(b"test_simple_text").decode()
    for said in ("test_simple_text", " test_simple_text\t", f"=?base64?{encoded}?="):
        assert modern("tools/call", {"name": "test_simple_text"}, mcp_name=said).status == 200


def test_what_is_removed_or_unknown_in_the_newer_generation_is_a_404():
    for method in ("ping", "initialize", "logging/setLevel", "resources/subscribe", "nothing"):
        reply = modern(method, {"protocolVersion": "2025-11-25"})
        assert (reply.status, code(reply)) == (404, -32601), method


def test_lists_may_be_kept_by_their_reader_alone_and_have_one_page():
    for method in ("tools/list", "prompts/list", "resources/list", "resources/templates/list", "server/discover"):
        reply = modern(method)
        assert reply.document is not None
        result = reply.document["result"]
        assert (result["cacheScope"], result["resultType"]) == ("private", "complete")
        assert result["ttlMs"] > 0
    assert code(modern("tools/list", {"cursor": "2"})) == -32602
    assert code(legacy("tools/list", {"cursor": "2"})) == -32602


def test_nobody_is_asked_for_what_their_client_has_not_said_it_can_do():
    asks = {"name": "test_streaming_elicitation"}
    refused = modern("tools/call", asks, mcp_name=asks["name"])
    assert refused.document is not None
    assert (refused.status, code(refused)) == (400, -32021)
    assert refused.document["error"]["data"] == {"requiredCapabilities": {"elicitation": {}}}
    cases: list[tuple[dict[str, Any], bool]] = [({}, True), ({"form": {}}, True), ({"url": {}}, False)]
    for capability, can in cases:
        meta = {f"{META}clientCapabilities": {"elicitation": capability}}
        assert modern("tools/call", asks, meta, mcp_name=asks["name"]).status == (200 if can else 400)


def test_answers_and_states_of_the_newer_generation_mean_nothing_in_the_older_one():
    name = "test_input_required_result_tampered_state"
    call: dict[str, Any] = {"name": name, "inputResponses": {}, "requestState": "forged"}
    assert code(legacy("tools/call", call)) == -32603
    assert code(modern("tools/call", call, {f"{META}clientCapabilities": {"elicitation": {}}}, mcp_name=name)) == (
        -32602
    )
