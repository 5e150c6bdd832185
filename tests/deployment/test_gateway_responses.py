"""Every answer that API Gateway makes itself has our envelope and the messages of our own errors."""

import json
import re
from typing import Any

import pytest
from bivelio_core import catalogue, errors, faults
from bivelio_core.entrypoints.http import SECURITY_HEADERS

from tests.declared import API

RESPONSES = API["GatewayResponses"]
# API Gateway Developer Guide, "Gateway response types for API Gateway".
DOCUMENTED_TYPES = {
    "ACCESS_DENIED",
    "API_CONFIGURATION_ERROR",
    "AUTHORIZER_CONFIGURATION_ERROR",
    "AUTHORIZER_FAILURE",
    "BAD_REQUEST_BODY",
    "BAD_REQUEST_PARAMETERS",
    "DEFAULT_4XX",
    "DEFAULT_5XX",
    "EXPIRED_TOKEN",
    "INTEGRATION_FAILURE",
    "INTEGRATION_TIMEOUT",
    "INVALID_API_KEY",
    "INVALID_SIGNATURE",
    "MISSING_AUTHENTICATION_TOKEN",
    "QUOTA_EXCEEDED",
    "REQUEST_TOO_LARGE",
    "RESOURCE_NOT_FOUND",
    "THROTTLED",
    "UNAUTHORIZED",
    "UNSUPPORTED_MEDIA_TYPE",
    "WAF_FILTERED",
}
SAME_AS = {
    "UNAUTHORIZED": errors.InvalidToken,
    "INVALID_SIGNATURE": errors.InvalidToken,
    "EXPIRED_TOKEN": errors.ExpiredToken,
    "MISSING_AUTHENTICATION_TOKEN": errors.UnknownPath,
    "RESOURCE_NOT_FOUND": errors.UnknownPath,
    "INTEGRATION_FAILURE": errors.InternalError,
    "API_CONFIGURATION_ERROR": errors.InternalError,
    "AUTHORIZER_CONFIGURATION_ERROR": errors.InternalError,
    "AUTHORIZER_FAILURE": errors.TemporarilyUnavailable,
    "DEFAULT_5XX": errors.InternalError,
    "INTEGRATION_TIMEOUT": errors.TemporarilyUnavailable,
}
OWN_WORDS: dict[str, tuple[int | None, type[errors.ApiError]]] = {
    "ACCESS_DENIED": (429, errors.RateLimitExceeded),
    "INVALID_API_KEY": (401, errors.InvalidToken),
    "THROTTLED": (429, errors.RateLimitExceeded),
    "QUOTA_EXCEEDED": (429, errors.RateLimitExceeded),
    "WAF_FILTERED": (403, errors.ResourceForbidden),
    "REQUEST_TOO_LARGE": (413, errors.TooLarge),
    "UNSUPPORTED_MEDIA_TYPE": (400, errors.ValidationError),
    "BAD_REQUEST_BODY": (400, errors.ValidationError),
    "BAD_REQUEST_PARAMETERS": (400, errors.ValidationError),
    "DEFAULT_4XX": (None, errors.ValidationError),
}
CONTEXT = {
    "context.requestId": "8d6f5e0a",
    "context.authorizer.limit": "100",
    "context.authorizer.remaining": "0",
    "context.authorizer.reset": "1712505600",
    "context.authorizer.retry_after": "23",
    "context.authorizer.language": "ca",
    "context.authorizer.reason": "unknown_key",
    "context.authorizer.challenge": 'Bearer error="invalid_token", resource_metadata="https://mcp.example.com/x"',
    "context.authorizer.remedy": "Espera els segons de retry_after i repeteix la petició.",
    "context.authorizer.message": "Has excedit el límit de 100 peticions per minut.",
}
REQUIRED = {"code", "message", "request_id", "retryable", "remedy", "doc_url"}
DOCS = "https://docs.example.com"
every_type = pytest.mark.parametrize("kind", sorted(RESPONSES))


def answer(kind: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Headers and body as API Gateway makes them: quoted text as it is, a variable from the request's context."""
    response = RESPONSES[kind]
    headers = {
        name: value[1:-1] if value.startswith("'") else CONTEXT[value]
        for name, value in response["ResponseParameters"]["Headers"].items()
    }
    template = response["ResponseTemplates"]["application/json"]["Fn::Sub"].replace("${DocsUrl}", DOCS)
    return headers, json.loads(re.sub(r"\$(context\.[\w.]*\w)", lambda found: CONTEXT[found[1]], template))


def test_every_documented_type_has_its_own_answer():
    assert set(RESPONSES) == DOCUMENTED_TYPES == SAME_AS.keys() | OWN_WORDS.keys()


@every_type
def test_an_answer_is_our_envelope(kind):
    _, body = answer(kind)
    error = body["error"]
    assert body == {"success": False, "error": error}
    assert set(error) - {"retry_after", "details"} == REQUIRED
    assert error["request_id"] == CONTEXT["context.requestId"]
    assert error["doc_url"] == f"{DOCS}/errors/{error['code'].lower().replace('_', '-')}"
    assert set(RESPONSES[kind]["ResponseTemplates"]) == {"application/json"}


@every_type
def test_an_answer_names_the_request_and_is_readable_from_a_web_page(kind):
    headers, _ = answer(kind)
    assert headers["X-Request-Id"] == CONTEXT["context.requestId"]
    assert headers["Access-Control-Allow-Origin"] == "*"
    exposed = headers["Access-Control-Expose-Headers"].split(",")
    assert {"X-Request-Id", "Retry-After", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"} < set(
        exposed
    )
    assert set(headers) - {"Content-Language"} <= {
        *exposed,
        "Access-Control-Allow-Origin",
        "Access-Control-Expose-Headers",
        *SECURITY_HEADERS,
    }


@every_type
def test_an_answer_is_as_guarded_as_those_of_the_endpoints(kind):
    headers, _ = answer(kind)
    assert {name: headers[name] for name in SECURITY_HEADERS} == SECURITY_HEADERS


@every_type
def test_the_definition_is_ascii(kind):
    assert json.dumps(RESPONSES[kind], ensure_ascii=False).isascii()


@pytest.mark.parametrize("kind", sorted(SAME_AS))
def test_an_answer_says_what_our_own_error_says_in_all_languages(kind):
    error, (headers, body) = SAME_AS[kind](), answer(kind)
    told = [error.describe(language, CONTEXT["context.requestId"], DOCS) for language in catalogue.LANGUAGES]
    joined = {part: " · ".join(each[part] for each in told) for part in ("message", "remedy")}
    assert body["error"] == told[0] | joined
    assert headers["Content-Language"] == "ca, es, en"
    assert RESPONSES[kind]["StatusCode"] == error.status


@pytest.mark.parametrize("kind", sorted(OWN_WORDS))
def test_an_answer_of_the_gateway_alone_has_the_code_and_class_of_ours(kind):
    status, error = OWN_WORDS[kind]
    body = answer(kind)[1]
    assert RESPONSES[kind].get("StatusCode") == status
    assert (body["error"]["code"], body["error"]["retryable"]) == (error.code, error.retryable)


def test_a_denied_request_is_the_documented_429():
    headers, body = answer("ACCESS_DENIED")
    assert body["error"]["message"] == "Has excedit el límit de 100 peticions per minut."
    assert body["error"]["retry_after"] == 23
    assert headers["Retry-After"] == "23"
    assert headers["X-RateLimit-Limit"] == "100"
    assert headers["X-RateLimit-Remaining"] == "0"
    assert headers["X-RateLimit-Reset"] == "1712505600"


@pytest.mark.parametrize("kind", ["THROTTLED", "QUOTA_EXCEEDED"])
def test_a_throttled_request_may_come_back_in_a_second(kind):
    headers, body = answer(kind)
    assert (headers["Retry-After"], body["error"]["retry_after"]) == ("1", 1)


@pytest.mark.parametrize(
    ("kind", "constraint", "limit"),
    [
        ("REQUEST_TOO_LARGE", "max_bytes", {"limit": 6 * 1024 * 1024}),
        ("UNSUPPORTED_MEDIA_TYPE", "content_type", {}),
        ("BAD_REQUEST_BODY", "malformed_request", {}),
        ("BAD_REQUEST_PARAMETERS", "malformed_request", {}),
        ("DEFAULT_4XX", "malformed_request", {}),
    ],
)
def test_a_refused_request_is_described_as_the_endpoints_do(kind, constraint, limit):
    error = answer(kind)[1]["error"]
    fault = faults.Fault(error["details"]["field"], constraint, limit)
    message = " · ".join(fault.message(language) for language in catalogue.LANGUAGES)
    assert error["message"] == message
    (only,) = error["details"]["errors"]
    assert error["details"] == errors.ValidationError([fault]).localised_details("ca") | {"errors": [only]}
    assert only == fault.details("ca") | {"message": message}


def test_the_firewall_does_not_tell_whom_it_refuses_to_change_the_credential():
    """Its code is that of an id of somebody else, whose advice would send the caller looking for another key."""
    _, body = answer("WAF_FILTERED")
    sentences = body["error"]["remedy"].split(" · ")
    assert len(set(sentences)) == len(catalogue.LANGUAGES)
    advised = {errors.ResourceForbidden().advice(language) for language in catalogue.LANGUAGES}
    assert not advised & set(sentences)
