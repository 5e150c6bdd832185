"""How a request is processed before its service, and a response after it."""

import base64
import json

import pytest
from bivelio_core.entrypoints.http import HttpRequest
from bivelio_core.entrypoints.logs import logger
from bivelio_core.entrypoints.parse import parse, parse_bare
from bivelio_core.errors import ValidationError
from bivelio_core.identity.models import LogoutRequest
from bivelio_core.json_text import to_json
from bivelio_core.scopes import allows
from bivelio_core.store import connect

from tests.api import call, event, invoke

pytestmark = pytest.mark.usefixtures("table")
CREATE = "contacts/create"
MARIA = {"type": "person", "name": "Maria"}


@pytest.mark.parametrize(
    ("body", "constraint"),
    [
        ("{", "json"),
        ("[1, 2]", "object"),
        ('"text"', "object"),
        ('{"data": []}', "object"),
        ("null", "object"),
        ('{"data": ' + "[" * 500 + "]" * 500 + "}", "json"),
        ('{"data": {"type": "person", "name": "\\ud800"}}', "json"),
        ('{"data": {"type": "person", "name": "x", "custom_fields": {"n": NaN}}}', "json"),
        ('{"data": {"type": "person", "name": "x", "custom_fields": {"n": 1e999}}}', "number_range"),
        ('{"action": "delete", "data": {"type": "person", "name": "x"}}', "action_mismatch"),
        ('{"action": 7}', "type"),
        ('{"extra": 1}', "unknown_field"),
        ("", "required"),
        ("{}", "required"),
    ],
)
def test_a_malformed_body_is_a_400_that_says_why(body, constraint):
    answer = invoke(CREATE, event(body))
    assert (answer.status, answer.error["code"]) == (400, "VALIDATION_ERROR")
    assert answer.error["details"]["constraint"] == constraint, answer


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("ca", "Els camps van dins de 'data': type, name. El cos correcte és a details.correct_body."),
        ("es", "Los campos van dentro de 'data': type, name. El cuerpo correcto está en details.correct_body."),
        ("en", "Put the fields inside 'data': type, name. The correct body is in details.correct_body."),
    ],
)
def test_fields_beside_data_are_answered_with_the_corrected_body(language, message, logged):
    answer = invoke(CREATE, event(json.dumps(MARIA), headers={"Accept-Language": language}))
    assert (answer.status, answer.error["message"]) == (400, message)
    assert answer.error["details"]["correct_body"] == {"data": MARIA}
    assert json.loads(logged.getvalue())["message"] == "refused"
    assert "Maria" not in logged.getvalue(), "the body may hold secrets"
    assert invoke(CREATE, event(json.dumps(answer.error["details"]["correct_body"]))).status == 200


@pytest.mark.parametrize(
    ("language", "near", "far"),
    [
        ("ca", "Potser volies dir 'email'.", "Els camps són: type, first_name, last_name, name, "),
        ("es", "Quizá querías decir 'email'.", "Los campos son: type, first_name, last_name, name, "),
        ("en", "Perhaps you meant 'email'.", "The fields are: type, first_name, last_name, name, "),
    ],
)
def test_an_unknown_field_is_answered_with_the_nearest_or_with_all(language, near, far):
    for name, hint in (("emial", near), ("zzzz", far)):
        answer = invoke(
            CREATE, event(json.dumps({"data": {**MARIA, name: "x"}}), headers={"Accept-Language": language})
        )
        assert (answer.status, answer.error["details"]["constraint"]) == (400, "unknown_field")
        assert hint in answer.error["message"]


def test_bytes_that_are_not_text_are_a_400():
    request = event("")
    request |= {"body": "//4=", "isBase64Encoded": True}
    answer = invoke(CREATE, request)
    assert (answer.status, answer.error["details"]["field"]) == (400, "body")


@pytest.mark.parametrize("broken", [b"\xff", b"M\xf3nica", b"\xed\xa0\x80", b"\xc0\xae", "\ufffd".encode()])
@pytest.mark.parametrize("is_base64", [True, False])
def test_what_is_not_utf_8_is_refused_and_nothing_is_kept_in_its_place(broken, is_base64):
    """As API Gateway hands it over: as text, with U+FFFD for what is no UTF-8, or the bytes themselves."""
    body = b'{"data": {"type": "person", "name": "' + broken + b'"}}'
    request = event(body.decode(errors="replace"))
    if is_base64:
        request |= {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}
    answer = invoke(CREATE, request)
    assert (answer.status, answer.error["details"]["constraint"]) == (400, "encoding")
    assert call("contacts.list", {}).data["pagination"]["total"] == 0


def test_the_replacement_character_can_be_sent_as_an_escape():
    made = invoke(CREATE, event('{"data": {"type": "person", "name": "a\\ufffdb", "tags": ["ç", "😀"]}}')).data
    assert (made["name"], made["tags"]) == ("a\ufffdb", ["ç", "😀"])


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ('{"data": {"type": "person", "name": "A", "name": "B"}}', "data.name"),
        ('{"data": {"type": "person", "name": "A", "n\\u0061me": "B"}}', "data.name"),
        ('{"data": {"type": "person", "name": "A"}, "data": {"type": "person", "name": "B"}}', "data"),
        ('{"action": "create", "action": "create", "data": {"type": "person", "name": "A"}}', "action"),
        (
            '{"data": {"type": "person", "name": "A", "custom_fields": {"a": [{}, {"b": 1, "b": 1}]}}}',
            "data.custom_fields.a[1].b",
        ),
    ],
)
def test_a_field_that_is_there_twice_is_refused_by_its_name(body, field):
    answer = invoke(CREATE, event(body))
    assert (answer.status, answer.error["details"]["constraint"]) == (400, "repeated")
    assert answer.error["details"]["field"] in {field, field.removeprefix("data.")}
    assert call("contacts.list", {}).data["pagination"]["total"] == 0


def test_the_same_name_in_different_objects_is_no_repetition():
    fields = {"a": {"x": 1}, "b": [{"x": 1}, {"x": 2}], "x": {"a": {"a": 1}}}
    assert call("contacts.create", {**MARIA, "custom_fields": fields}).status == 200


def test_a_bare_body_is_held_to_the_same():
    with pytest.raises(ValidationError, match="repeated"):
        parse_bare(b'{"refresh_token": "a", "refresh_token": "b"}', LogoutRequest)
    with pytest.raises(ValidationError, match="encoding"):
        parse_bare(b'{"refresh_token": "\xff"}', LogoutRequest)


def test_all_faults_are_listed():
    errors = call("contacts.create", {"type": "x", "name": "", "other": 1}).error["details"]["errors"]
    assert {error["field"] for error in errors} == {"type", "name", "other"}
    assert all(error["message"] for error in errors)


def test_a_body_needs_its_content_type_and_an_allowed_size():
    assert invoke(CREATE, event({"data": MARIA}, headers={"Content-Type": "text/plain"})).error["details"] | {} == {
        "field": "Content-Type",
        "constraint": "content_type",
        "errors": [
            {
                "field": "Content-Type",
                "constraint": "content_type",
                "message": "Cal la capçalera Content-Type: application/json.",
            }
        ],
    }
    assert invoke(CREATE, event({"data": MARIA}, headers={"Content-Type": "application/json; charset=utf-8"})).data
    large = invoke(CREATE, event({"data": {**MARIA, "name": "x" * 300_000}}))
    assert (large.status, large.error["details"]["constraint"]) == (413, "max_bytes")


def test_every_answer_carries_the_request_id_the_limits_the_language_and_its_guards():
    for answer in (call("contacts.create", MARIA), call("contacts.create", {})):
        assert answer.headers["X-Request-Id"] == "test-request"
        assert answer.headers["X-RateLimit-Remaining"] == "99"
        assert answer.headers["Content-Language"] == "ca"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    unlimited = call("contacts.create", MARIA, caller={"plan": "enterprise", "limit": "", "remaining": "", "reset": ""})
    assert "X-RateLimit-Limit" not in unlimited.headers


def test_the_sandbox_tells_when_it_resets():
    answer = call("contacts.create", MARIA, caller={"environment": "sandbox"})
    assert answer.headers["X-Sandbox-Resets-At"].endswith("T00:00:00Z")
    assert "X-Sandbox-Resets-At" not in call("contacts.create", MARIA).headers


@pytest.mark.parametrize(
    ("verdict", "status", "code"),
    [
        ("expired", 401, "AUTH_EXPIRED_TOKEN"),
        ("two_credentials", 400, "VALIDATION_ERROR"),
        ("", 401, "AUTH_INVALID_TOKEN"),
    ],
)
def test_the_authorizers_verdict_is_answered(verdict, status, code):
    answer = call("contacts.create", MARIA, caller={"verdict": verdict})
    assert (answer.status, answer.error["code"]) == (status, code)


@pytest.mark.parametrize(
    ("scopes", "resource", "needed", "allowed"),
    [
        ("read", "contacts", "read", True),
        ("read", "contacts", "write", False),
        ("write", "contacts", "read", True),
        ("admin", "webhooks", "admin", True),
        ("contacts:write", "contacts", "read", True),
        ("contacts:write", "invoices", "read", False),
        ("contacts:read invoices:write", "contacts", "write", False),
        ("", "contacts", "read", False),
        ("nonsense", "contacts", "read", False),
    ],
)
def test_scopes_cover_what_they_name(scopes, resource, needed, allowed):
    assert allows(frozenset(scopes.split()), resource, needed) is allowed


def test_a_missing_scope_is_a_403_before_the_body_is_read():
    answer = invoke(CREATE, event("{", caller={"scopes": "read"}))
    assert (answer.status, answer.error["code"]) == (403, "AUTH_INSUFFICIENT_SCOPE")


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "ca"),
        ("es", "es"),
        ("EN-gb", "en"),
        ("fr, en;q=0.3, es;q=0.7", "es"),
        ("fr", "ca"),
        ("en;q=0", "ca"),
        ("en;q=x, es;q=0.1", "es"),
        (", ;q=;;,", "ca"),
        ("en; q=0.1, es ; q=0.9", "es"),
        ("en-GB;q=0.1, en;Q=0.9, es;q=0.5", "en"),
        ("en;q=nan, es;q=0.1", "es"),
        ("*", "ca"),
        ("ca;q=0, *;q=0.5", "es"),
        ("de, *;q=0.1, en;q=0.2", "en"),
        ("ca-ES-valencia, en;q=0.9", "ca"),
        ("xx-" * 5000 + ",es", "es"),
    ],
)
def test_the_callers_language_is_the_best_of_ours(header, language):
    assert HttpRequest.from_event(event({}, headers={"Accept-Language": header})).language == language


@pytest.mark.parametrize("key", ["", " ", "clau amb espais", "é", "x" * 256])
def test_a_bad_idempotency_key_is_refused(key):
    answer = call("contacts.create", MARIA, headers={"Idempotency-Key": key})
    assert (answer.status, answer.error["details"]["field"]) == (400, "Idempotency-Key")
    assert answer.error["details"]["constraint"] == "header_format"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ('{"data": {"steps": [{"input": {"n": 1e400}}]}}', "steps[0].input.n"),
        ('{"data": {"a": [0, -1e-200]}}', "a[1]"),
        ('{"data": {"x.y": ' + "9" * 39 + "}}", '["x.y"]'),
        ('{"data": {"a": ' + "9" * 37 + "e89}}", "a"),
        ('{"data": {"a": 0.' + "0" * 36 + "1E-94}}", "a"),
        ('{"action": 1e999}', "action"),
        ("1e999", "body"),
    ],
)
def test_a_number_that_can_be_neither_kept_nor_answered_is_named(body, field):
    details = invoke(CREATE, event(body)).error["details"]
    assert (details["field"], details["constraint"]) == (field, "number_range")


def test_numbers_at_the_limits_are_taken():
    fields = '{"a": 1e-130, "b": -0.0, "c": 0e-999, "d": 999999999999999, "text": "1e999 NaN Infinity"}'
    answer = invoke(CREATE, event('{"data": {"type": "person", "name": "x", "custom_fields": ' + fields + "}}"))
    assert answer.data["custom_fields"]["a"] == 1e-130


def test_what_was_sent_is_not_in_the_cause_that_is_logged():
    secret = "correct horse"
    for read in (lambda body: parse(body, LogoutRequest, "logout"), lambda body: parse_bare(body, LogoutRequest)):
        with pytest.raises(ValidationError) as refused:
            read(json.dumps({"password": secret, "refresh_token": [secret]}).encode())
        assert "Input should be" in repr(refused.value.__cause__) or "permitted" in repr(refused.value.__cause__)
        assert secret not in repr(refused.value.__cause__)


def test_an_unexpected_failure_is_a_500_without_detail(table, monkeypatch, logged):
    monkeypatch.setenv("TABLE_NAME", "no-such-table")
    connect.table.cache_clear()
    answer = call("contacts.get", {"id": "ct_abc123"})
    connect.table.cache_clear()
    assert (answer.status, answer.error["code"]) == (500, "INTERNAL_ERROR")
    assert "no-such-table" not in json.dumps(answer.body)
    first, *_ = logged.getvalue().splitlines()  # the log of requests cannot be asked either, which is another line
    assert "Traceback (most recent call last)" in json.loads(first)["exception"]


def test_one_line_is_written_per_request_and_is_metrics_only_when_they_are_paid_for(capsys, monkeypatch):
    lines = []
    for measured in ("false", "true"):
        monkeypatch.setenv("OPERATION_METRICS", measured)
        call("contacts.create", MARIA)
        lines.append(json.loads(capsys.readouterr().out.strip().splitlines()[-1]))
    plain, line = lines
    assert all((each["Operation"], each["status"], each["AwsCalls"]) == ("contacts.create", 200, 2) for each in lines)
    (metrics,) = line["_aws"]["CloudWatchMetrics"]
    assert (metrics["Namespace"], metrics["Dimensions"]) == ("bivelio-api", [["Operation", "Environment"]])
    assert {each["Name"] for each in metrics["Metrics"]} <= line.keys(), "each metric has its value"
    assert "_aws" not in plain


def test_the_line_of_a_request_is_written_though_its_handler_fails(table, capsys, monkeypatch):
    monkeypatch.setenv("TABLE_NAME", "no-such-table")
    monkeypatch.setenv("OPERATION_METRICS", "true")
    connect.table.cache_clear()
    call("contacts.get", {"id": "ct_abc123"})
    connect.table.cache_clear()
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (line,) = [each for each in lines if each["message"] == "request"]
    assert (line["status"], line["ServerErrors"], line["code"]) == (500, 1, "INTERNAL_ERROR")
    assert {each["correlation_id"] for each in lines} == {line["request_id"]}, "also of the lines of the failure"


def test_a_sampled_request_tells_of_its_calls_and_of_nothing_that_it_sent(logged, monkeypatch):
    monkeypatch.setattr(logger, "sampling_rate", 1)
    call("contacts.create", MARIA)
    lines = [json.loads(line) for line in logged.getvalue().splitlines()]
    of_every_line = {"level", "location", "message", "timestamp", "service"}
    of_the_request = {"request_id", "correlation_id", "operation"}
    assert [line["call"] for line in lines] == ["UpdateItem", "PutItem"]
    assert all(line.keys() == of_every_line | of_the_request | {"call", "retries", "took_ms"} for line in lines)


def test_json_has_no_floats_where_integers_will_do():
    from decimal import Decimal

    assert to_json({"a": Decimal(3), "b": Decimal("0.1"), "c": "ç"}) == '{"a":3,"b":0.1,"c":"ç"}'


@pytest.mark.parametrize(
    ("path", "query", "body"),
    [
        ("auth/token", "password", '{"email": "a@b.cat", "password": "the-secret" "x"}'),
        ("auth/token", "password", '{"email": "a@b.cat", "password": ["the-secret"]}'),
        ("auth/token", "password", '{"email": "a@b.cat", "pasword": "the-secret"}'),
        ("auth/token", None, '["the-secret"]'),
        ("auth/token", "refresh_token", '{"refresh_token": {"text": "the-secret"}}'),
        ("auth/logout", None, '{"refresh": "the-secret"}'),
        ("webhooks/create", None, '{"data": {"secret": ["the-secret"]}}'),
        ("webhooks/create", None, '{"data": {"secret": "the-secret"}'),
        ("webhooks/create", None, '{"data": [], "secret": "the-secret"}'),
    ],
)
def test_what_a_refused_request_carried_is_not_logged(path, query, body, capsys, logged):
    """The cause of a refusal is logged, and pydantic's errors like to quote what they were given."""
    request = event(body) | ({"queryStringParameters": {"grant_type": query}} if query else {})
    assert invoke(path, request).status == 400
    assert json.loads(logged.getvalue())["cause"], "the cause is there, without the secret"
    assert "the-secret" not in logged.getvalue() + str(capsys.readouterr())
