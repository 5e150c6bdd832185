"""Options, answers, webhooks and the cost of importing: the parts of the client that need no server."""

import ast
import json
import logging
import subprocess
import sys
import time
from typing import Any

import httpx
import pytest
from bivelio import BiVelio, BiVelioError, ConfigurationError, errors, models, webhooks
from bivelio._retries import pause_before_retry
from bivelio._settings import address
from bivelio.models import Contact, Workflow
from bivelio_core.webhooks import signature

from tools.sdk.unasync import synchronous
from tools.template import ROOT

KEY = "bv_test_sk_secret"
SECRET = "whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQtMTIzNA=="


@pytest.mark.parametrize(
    ("given", "is_test", "used"),
    [
        (None, True, "https://sandbox.api.bivelio.com/v1"),
        (None, False, "https://api.bivelio.com/v1"),
        ("http://localhost:8080", False, "http://localhost:8080/v1"),
        ("http://localhost:8080/v1/", True, "http://localhost:8080/sandbox/v1"),
        ("https://api.example.com/sandbox/v1", True, "https://api.example.com/sandbox/v1"),
    ],
)
def test_a_test_key_goes_to_the_sandbox_by_itself(given, is_test, used):
    assert address(given, is_test=is_test) == used


def test_the_environment_names_the_key_and_the_address(monkeypatch):
    monkeypatch.setenv("BIVELIO_API_KEY", KEY)
    monkeypatch.setenv("BIVELIO_BASE_URL", "http://127.0.0.1:9000/v1")
    assert BiVelio().base_url == "http://127.0.0.1:9000/sandbox/v1"


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({}, "BIVELIO_API_KEY"),
        ({"api_key": "sk_other"}, "bv_live_"),
        ({"api_key": "bv_prod_sk_other"}, "bv_live_"),
        ({"api_key": "bv_test_\u2026"}, "copy it again"),
        ({"api_key": KEY, "base_url": "localhost:8080"}, "http://localhost:8080/v1"),
        ({"api_key": KEY, "timeout": 0}, "timeout"),
        ({"api_key": KEY, "max_retries": -1}, "max_retries"),
        ({"api_key": KEY, "access_token": "a.b.c"}, "either api_key"),
        ({"api_key": "bv_test_sk_a1b2c3..."}, "put yours in its place"),
        ({"api_key": b"bv_test_sk_a"}, "must be text, not bytes"),
        ({"api_key": KEY, "base_url": ""}, "base_url must be like"),
        ({"api_key": KEY, "base_url": "http://[::1"}, "base_url must be like"),
        ({"api_key": KEY, "base_url": "http://localhost:port/v1"}, "base_url must be like"),
        ({"api_key": KEY, "base_url": "https://api.bivelio.com/v1?a=1"}, "base_url must be like"),
        ({"api_key": KEY, "timeout": "5"}, "timeout must be more than 0 seconds, not '5'"),
        ({"api_key": KEY, "max_retries": 1.5}, "max_retries"),
        ({"api_key": KEY, "language": "fr"}, "ca, es, en"),
        ({"api_key": KEY, "headers": {"X-A": "a\nX-B: 1"}}, "on one line"),
        ({"api_key": KEY, "http_client": httpx.AsyncClient()}, "takes an httpx.Client"),
        ({"api_key": KEY, "http_client": "proxy"}, "a client of httpx"),
        ({"apikey": KEY}, "'apikey': did you mean api_key"),
        ({"api_key": KEY, "colour": 1}, "there are api_key, access_token"),
    ],
)
def test_a_client_that_cannot_work_says_in_one_sentence_what_to_do(options, says, monkeypatch):
    monkeypatch.delenv("BIVELIO_API_KEY", raising=False)
    with pytest.raises(ConfigurationError, match=says):
        BiVelio(**options)


def test_what_cannot_be_sent_says_so_before_anything_is_sent():
    client = BiVelio(KEY)
    with pytest.raises(ConfigurationError, match="did you mean timeout"):
        client.with_options(time_out=5)  # type: ignore[arg-type]
    with pytest.raises(ConfigurationError, match="1 to 255"):
        client.contacts.create(type="person", name="A", idempotency_key="clau\n")
    with pytest.raises(ConfigurationError, match="not JSON"):
        client.contacts.create(type="person", name="A", custom_fields={"a": object()})


def test_options_and_headers_are_sent():
    sent: list[httpx.Request] = []

    def echo(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200, json={"success": True, "data": {"id": "ct_1"}})

    own = httpx.Client(transport=httpx.MockTransport(echo))
    client = BiVelio(api_key=KEY, http_client=own, language="es", headers={"X-A": "1"})
    contact = client.with_options(headers={"X-B": "2"}, timeout=5).contacts.get("ct_1")
    assert json.loads(sent[0].content) == {"data": {"id": "ct_1"}}
    assert [sent[0].headers[name] for name in ("X-A", "X-B", "Accept-Language")] == ["1", "2", "es"]
    assert sent[0].extensions["timeout"]["read"] == 5
    assert contact.http_response is not None
    assert contact.http_response.status_code == 200
    client.close()
    assert not own.is_closed


def test_null_takes_a_value_away_and_an_omitted_field_stays():
    sent: list[bytes] = []

    def echo(request: httpx.Request) -> httpx.Response:
        sent.append(request.content)
        return httpx.Response(200, json={"success": True, "data": {"id": "ct_1"}})

    client = BiVelio(api_key=KEY, http_client=httpx.Client(transport=httpx.MockTransport(echo)))
    client.contacts.update("ct_1", email=None)
    assert json.loads(sent[0])["data"] == {"id": "ct_1", "email": None}


def test_answers_read_unknown_fields_and_values_and_are_read_only():
    data = {"id": "ct_1", "type": "robot", "future": {"a": [1]}, "warnings": [{"code": "new"}]}
    contact: Any = Contact(data)
    assert (contact.type, contact.future, contact.email) == ("robot", {"a": [1]}, None)
    assert contact.warnings is not None
    assert isinstance(contact.warnings[0], models.ContactWarning)
    assert json.loads(contact.to_json()) == contact.to_dict() == data
    with pytest.raises(AttributeError, match="no field"):
        _ = contact.nothing
    with pytest.raises(AttributeError, match="read-only"):
        contact.name = "B"
    contact.to_dict()["future"]["a"].append(2)
    assert contact.future == {"a": [1]}


def test_a_discriminated_object_has_the_class_of_its_type_and_an_unknown_one_is_a_model():
    workflow: Any = Workflow({"steps": [{"id": "a", "type": "wait"}, {"id": "b", "type": "of_next_year", "x": 1}]})
    assert type(workflow.steps[0]) is models.WaitStep
    assert workflow.steps[1].x == 1


def test_the_log_has_neither_keys_nor_bodies(caplog):
    def echo(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"success": True, "data": {"id": "ct_1", "name": "Maria"}})

    caplog.set_level(logging.DEBUG, "bivelio")
    client = BiVelio(api_key=KEY, http_client=httpx.Client(transport=httpx.MockTransport(echo)))
    client.contacts.create(type="person", name="Maria")
    lines = [record.getMessage() for record in caplog.records if record.name == "bivelio"]
    assert "/contacts/create 200" in lines[0]
    assert not any(word in line for line in lines for word in (KEY, "Maria"))
    assert KEY not in repr(client._sender.settings)


def test_pauses_grow_have_jitter_and_honour_retry_after():
    from bivelio._operation import Operation

    lost, read = errors.APIConnectionError("lost"), Operation("/x")
    pauses = [[pause_before_retry(lost, read, attempt, 0.5) for _ in range(40)] for attempt in (0, 3, 20)]
    assert all(0.25 <= pause <= 0.5 for pause in pauses[0] if pause)
    assert all(2 <= pause <= 4 for pause in pauses[1] if pause)
    assert all(4 <= pause <= 8 for pause in pauses[2] if pause)
    assert len(set(pauses[0])) > 20
    throttled = errors.error_of(429, {"code": "RATE_LIMIT_EXCEEDED", "retry_after": 60})
    assert 60 <= (pause_before_retry(throttled, read, 0, 0.5) or 0) <= 60.25
    throttled.retry_after = 61
    assert pause_before_retry(throttled, read, 0, 0.5) is None


def delivery(secrets: list[str], *, age: int = 0) -> tuple[bytes, dict[str, str]]:
    """A delivery as the platform signs it."""
    moment = int(time.time()) - age
    stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment))
    event = {"id": "evn_1", "event": "contact.created", "timestamp": stamp, "data": {"id": "ct_1", "tags": []}}
    body = json.dumps(event).encode()
    return body, signature.headers("evn_1", moment, body, secrets)


@pytest.mark.parametrize("kind", ["both", "standard", "documented"])
@pytest.mark.parametrize("secret", [SECRET, "a text of my own, not base64!"])
def test_a_delivery_of_the_platform_is_verified_by_either_signature(kind, secret):
    body, headers = delivery([secret])
    kept = {"standard": "webhook", "documented": "X-", "both": ""}[kind]
    event = webhooks.verify(body, {n: v for n, v in headers.items() if n.startswith(kept)}, secret)
    assert event.event == "contact.created"
    assert isinstance(event.data, Contact)


@pytest.mark.parametrize("prefix", ["webhook", "X-"])
def test_both_secrets_verify_while_one_is_rotated(prefix):
    body, headers = delivery([SECRET, "the older one"])
    kept = {name: value for name, value in headers.items() if name.startswith(prefix)}
    assert webhooks.verify(body, kept, SECRET) == webhooks.verify(body, kept, "the older one")


@pytest.mark.parametrize("prefix", ["webhook", "X-"])
def test_what_was_changed_or_is_old_or_of_another_is_refused(prefix):
    body, headers = delivery([SECRET])
    kept = {name: value for name, value in headers.items() if name.startswith(prefix)}
    old_body, old_headers = delivery([SECRET], age=400)
    refused = [(body + b" ", kept, SECRET), (body, kept, "whsec_b3RoZXI="), (body, {}, SECRET)]
    refused.append((old_body, {name: old_headers[name] for name in kept}, SECRET))
    for arguments in refused:
        with pytest.raises(errors.WebhookVerificationError):
            webhooks.verify(*arguments)
    assert webhooks.verify(*refused[-1], tolerance_seconds=500)


def test_every_error_is_below_the_one_of_the_package():
    for name in ("ValidationError", "RateLimitError", "APIConnectionError", "WebhookVerificationError"):
        assert issubclass(getattr(errors, name), BiVelioError)


IMPORTS = """
import sys, time
start = time.process_time()
import {module}
print(time.process_time() - start, "httpx" in sys.modules)
"""


def test_importing_the_package_is_cheap_and_loads_no_httpx():
    def cost(module: str) -> tuple[float, str]:
        done = subprocess.run(
            [sys.executable, "-c", IMPORTS.format(module=module)],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONPATH": str(ROOT / "sdks" / "python")},
        )
        seconds, loaded = done.stdout.split()
        return float(seconds), loaded

    own, other = [cost("bivelio") for _ in range(3)], [cost("httpx") for _ in range(3)]
    assert {loaded for _, loaded in own} == {"False"}
    assert min(own)[0] <= 0.3 * min(other)[0]


def test_the_synchronous_text_has_no_trace_of_the_other_one():
    text = 'async def f(self) -> AsyncPage:\n    """Use `async for`."""\n    async with x:\n        await _AsyncY()\n'
    assert synchronous(text) == 'def f(self) -> Page:\n    """Use `for`."""\n    with x:\n        _Y()\n'
    for file in (ROOT / "sdks/python/bivelio/_sync").rglob("*.py"):
        nodes = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
        assert not [node for node in nodes if isinstance(node, ast.Await | ast.AsyncFor | ast.AsyncFunctionDef)], file
        assert not [node.id for node in nodes if isinstance(node, ast.Name) and "Async" in node.id], file
