"""What the JavaScript client does when the network or the API fails: what it sends again, and with which key."""

import json
import random
from collections import Counter
from typing import Any

import pytest

from tests.sdk.javascript import run
from tests.sdk.server import FAULTS, Faulty, failure, faulty

KEY = "bv_live_sk_test"
WRITES = 100


def script(server: Faulty, lines: str, **options: Any) -> str:
    """Lines of a program with a client of the server that does not wait between attempts."""
    settings = {"apiKey": KEY, "baseUrl": server.url, "retryDelay": 0} | options
    return f"const client = new BiVelio({json.dumps(settings)});\n{lines}"


def fault_of(server: Faulty, call: str, **options: Any) -> dict[str, Any]:
    """The error of a call that fails."""
    lines = f"""
      const error = await {call}.then(() => null, (found) => found);
      const {{ name, message, status, code, requestId, docUrl, retryAfter, wasSent }} = error;
      const kinds = Object.keys(sdk).filter((kind) => /Error$/.test(kind) && error instanceof sdk[kind]);
      console.log(JSON.stringify({{ name, message, status, code, requestId, docUrl, retryAfter, wasSent, kinds }}));
    """
    found: dict[str, Any] = json.loads(run(script(server, lines, **options)))
    return found


@pytest.mark.parametrize("fault", FAULTS)
def test_a_write_is_sent_again_with_its_key_and_has_one_effect(fault):
    with faulty(fault, fault) as server:
        lines = "console.log((await client.contacts.create({ type: 'person', name: 'A' })).id)"
        assert run(script(server, lines)) == "ct_1\n"
        assert len(server.keys) == 3
        assert server.effects == {server.keys[0]: 1}
        assert set(server.keys) == {server.keys[0]} != {None}


def test_a_hundred_writes_through_faults_have_one_effect_each():
    dice = random.Random(14)
    faults = [dice.choice([*FAULTS, None]) for _ in range(WRITES * 3)]
    with faulty(*faults) as server:
        lines = f"""
          for (let number = 0; number < {WRITES}; number++) {{
            await client.contacts.create({{ type: 'person', name: 'A' }}, {{ idempotencyKey: `write-${{number}}` }});
          }}"""
        run(script(server, lines, maxRetries=50))
        assert server.effects == {f"write-{number}": 1 for number in range(WRITES)}
        assert max(Counter(server.keys).values()) > 3


def test_each_call_makes_a_key_of_its_own():
    with faulty() as server:
        run(script(server, "await client.contacts.archive('ct_1'); await client.contacts.archive('ct_1');"))
        assert len(set(server.keys)) == 2


def test_after_the_retries_the_last_failure_is_thrown():
    with faulty(*["unavailable"] * 3) as server:
        error = fault_of(server, "client.contacts.get('ct_1')")
        assert len(server.keys) == 3
    assert (error["name"], error["status"], error["code"]) == ("InternalError", 503, "INTERNAL_ERROR")
    assert (error["requestId"], error["docUrl"]) == ("r-1", "https://d/1")


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, "VALIDATION_ERROR", "ValidationError"),
        (409, "CONFLICT", "ConflictError"),
        (500, "INTERNAL_ERROR", "InternalError"),
        (418, "SOMETHING_NEW", "APIError"),
        (404, "SOMETHING_NEW", "NotFoundError"),
    ],
)
def test_what_will_not_pass_is_sent_once(status, code, kind):
    with faulty((status, failure(code, retryable=False))) as server:
        error = fault_of(server, "client.contacts.get('ct_1')")
        assert len(server.keys) == 1
    assert error["code"] == code
    assert {kind, "APIError", "BiVelioError"} <= set(error["kinds"])


def test_a_long_retry_after_is_thrown_at_once():
    answer = (429, failure("RATE_LIMIT_EXCEEDED", retryable=True, retry_after=3600), {"Retry-After": "3600"})
    with faulty(answer) as server:
        error = fault_of(server, "client.contacts.get('ct_1')")
        assert (error["name"], error["retryAfter"], len(server.keys)) == ("RateLimitError", 3600, 1)


@pytest.mark.parametrize("fault", ["dropped", "unavailable", "cut_off"])
def test_a_refresh_token_that_works_once_is_not_sent_twice(fault):
    with faulty(fault) as server:
        error = fault_of(server, "client.auth.token({ grant_type: 'refresh_token', refresh_token: 'v1' })")
        assert "BiVelioError" in error["kinds"]
        assert len(server.keys) == 1


def test_without_a_server_the_error_names_the_address_and_what_to_check():
    with faulty() as server:
        error = fault_of(server, "client.contacts.get('ct_1')", baseUrl="http://127.0.0.1:9/v1", maxRetries=1)
    assert error["name"] == "APIConnectionError"
    assert error["message"].startswith("No answer from http://127.0.0.1:9/v1/contacts/get: ")
    assert error["message"].endswith("Check the network and baseUrl.")


def test_html_says_that_the_address_is_wrong_and_is_not_asked_for_again():
    with faulty((200, b"<html>Hello</html>", {"Content-Type": "text/html"})) as server:
        error = fault_of(server, "client.contacts.get('ct_1')")
        assert (error["name"], len(server.keys)) == ("UnexpectedResponseError", 1)
        assert "Check baseUrl" in error["message"]


def test_the_own_headers_and_options_of_a_call_are_sent():
    with faulty() as server:
        lines = """
          const other = client.withOptions({ headers: { 'X-B': '2' }, timeout: 5000 });
          const { requestId, response } = await other.contacts.get('ct_1', { language: 'en' }).withResponse();
          console.log(requestId, response.status);
        """
        assert run(script(server, lines, language="es", headers={"X-A": "1"})) == "r-1 200\n"
        (sent,) = server.headers
    assert (sent["X-A"], sent["X-B"], sent["Accept-Language"], sent["X-API-Key"]) == ("1", "2", "en", KEY)
    assert sent["User-Agent"].startswith("bivelio-js/")


def test_the_log_has_neither_keys_nor_bodies():
    with faulty("throttled") as server:
        lines = script(server, "await client.contacts.create({ type: 'person', name: 'Maria' });")
        told = run(lines.replace("const client", "console.error = console.log;\nconst client"), BIVELIO_LOG="debug")
    assert [line.rsplit(" in ", 1)[0] for line in told.splitlines()] == [
        "bivelio /contacts/create 429 ",
        "bivelio /contacts/create again",
        "bivelio /contacts/create 200 r-1",
    ]
    assert KEY not in told
    assert "Maria" not in told
