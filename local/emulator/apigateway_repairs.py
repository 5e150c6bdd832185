"""Repairs of API Gateway's request path: request context, usage identifier keys, gateway responses, proxy answers."""

import json
import time
from contextvars import ContextVar
from typing import Any

from ministack.core.responses import get_request_client_ip
from ministack.services import apigateway_v1 as gateway

from local.emulator.patching import restores

_VERDICT = "_verdict"  # stored in the policy document, because the emulator's authorizer cache keeps only that
_PROXY_FIELDS = {"statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"}
_LAMBDA_LIMIT_BYTES = 6 * 1024 * 1024
_GATEWAY_LIMIT_BYTES = 10 * 1024 * 1024
_current: ContextVar[dict[str, Any] | None] = ContextVar("api_gateway_request", default=None)


class MalformedProxyAnswerError(Exception):
    """A Lambda proxy integration failed, or its answer has a form that API Gateway cannot send."""


@restores(
    "Every answer names its request in `x-amzn-RequestId`.",
    needed_at="1.5.33",
    shown_by="tests/local/test_apigateway_repairs.py::test_an_answer_names_its_request",
)
def remember_the_request() -> None:
    """Store the request that the emulator is serving for the other repairs of this module."""
    execute = gateway._execute_in_scope

    async def execute_remembered(
        request: dict[str, Any], api_id: str, stage: str, method: str, path: str, *rest: Any
    ) -> Any:
        request["method"], request["path"] = method, f"/{stage}{path}"
        request["source_ip"] = get_request_client_ip()
        _current.set(request)
        answer = await execute(request, api_id, stage, method, path, *rest)
        if isinstance(answer, tuple):  # the emulator's own gateway errors carry the id already
            answer[1].setdefault("x-amzn-requestid", request["request_id"])
        return answer

    gateway._execute_in_scope = execute_remembered


@restores(
    "The time of a request does not grow with the number of an API's resources.",
    needed_at="1.5.33",
    shown_by="tests/local/test_apigateway_repairs.py::test_a_path_is_compared_with_the_resources_of_an_api_once",
)
def remember_where_a_path_leads() -> None:
    """Find the resource of a path without parameters where it was found before; any other way is the emulator's.

    A path that is a resource's own, letter by letter, leads to that resource before one with a parameter. Unrepaired,
    all resources of the API are looked through for each part of each request's path.
    """
    match, places = gateway._match_resource_tree, dict[tuple[str, str], Any]()

    def match_as_before(api_id: str, segments: list[str]) -> tuple[Any, dict[str, str]]:
        path = "/" + "/".join(segments)
        resource = places.get((api_id, path))
        if resource is None or resource["path"] != path or _resource(api_id, resource["id"]) is not resource:
            resource, parameters = match(api_id, segments)
            if resource is None or parameters or resource["path"] != path:
                return resource, parameters
            places[api_id, path] = resource
        return resource, {}

    gateway._match_resource_tree = match_as_before


def _resource(api_id: str, resource_id: str) -> Any:
    return gateway._resources.get(api_id, {}).get(resource_id)


@restores(
    "A body larger than API Gateway's 10 MB or Lambda's 6 MB is answered with 413.",
    needed_at="1.5.33",
    shown_by="tests/local/test_apigateway_repairs.py::test_a_body_beyond_the_limits_is_413",
)
def limit_payloads() -> None:
    """Answer a body larger than API Gateway's 10 MB or Lambda's 6 MB with 413, before any function runs."""
    execute = gateway._execute_in_scope

    async def execute_within_limits(request: dict[str, Any], api_id: str, stage: str, *rest: Any) -> Any:
        body, deployed = rest[3], gateway._stages_v1.get(api_id, {}).get(stage)
        if deployed and _is_too_large(body):
            request["stage"] = deployed
            return gateway._gw_error("REQUEST_TOO_LARGE", "Request Too Long")
        return await execute(request, api_id, stage, *rest)

    gateway._execute_in_scope = execute_within_limits


def _is_too_large(body: bytes | None) -> bool:
    if not body or len(body) < _LAMBDA_LIMIT_BYTES // 2:  # JSON escapes at most double what is text
        return False
    return len(body) > _GATEWAY_LIMIT_BYTES or len(json.dumps(body.decode(errors="replace"))) > _LAMBDA_LIMIT_BYTES


@restores(
    "Authorizer and function see the same request context: request id, domain name, API key, the peer's address.",
    needed_at="1.5.33",
    shown_by="tests/local/test_apigateway_repairs.py::test_a_request_has_one_id_everywhere",
)
def give_one_request_context() -> None:
    """Give authorizer, integration and gateway response the same request id, peer address and domain name."""
    authorize, build_event = gateway._invoke_authorizer_lambda, gateway._build_lambda_event_v1

    async def authorize_in_context(authorizer: dict[str, Any], event: dict[str, Any], *rest: Any) -> Any:
        if "requestContext" in event:
            _complete(event["requestContext"])
        return await authorize(authorizer, event, *rest)

    def build_event_in_context(*args: Any, **options: Any) -> Any:
        event = build_event(*args, **options)
        _complete(event["requestContext"])
        return event

    gateway._invoke_authorizer_lambda, gateway._build_lambda_event_v1 = authorize_in_context, build_event_in_context


def _complete(context: dict[str, Any]) -> None:
    request = _current.get()
    if request is None:
        return
    host = request["headers"].get("host", "localhost")
    now = time.time()
    context |= {
        "requestId": request["request_id"],
        "extendedRequestId": request["request_id"],
        "domainName": host.partition(":")[0],
        "domainPrefix": host.partition(".")[0].partition(":")[0],
        "path": request["path"],
        "protocol": "HTTP/1.1",
        "requestTime": time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(now)),
        "requestTimeEpoch": int(now * 1000),
    }
    context.setdefault("identity", {})["sourceIp"] = request["source_ip"]
    if request.get("usage_identifier_key"):
        context["identity"]["apiKey"] = request["usage_identifier_key"]


@restores(
    "With `ApiKeySourceType: AUTHORIZER`, the authorizer's `usageIdentifierKey` chooses the usage plan.",
    needed_at="1.5.33",
    shown_by="tests/local/test_apigateway_repairs.py::test_the_usage_plan_key_comes_from_the_authorizer",
)
def take_the_api_key_from_the_authorizer() -> None:
    """With ``ApiKeySourceType: AUTHORIZER``, take the usage plan's key from the authorizer's ``usageIdentifierKey``."""
    authorize, evaluate, key_of = (
        gateway._invoke_authorizer_lambda,
        gateway._evaluate_policy,
        gateway._api_key_from_request,
    )

    async def authorize_and_keep_verdict(*args: Any) -> Any:
        result = await authorize(*args)
        answer = _parsed((result or {}).get("body"))
        if not isinstance(answer, dict) or not isinstance(answer.get("policyDocument"), dict) or result.get("error"):
            return result
        context = gateway._stringify_context(answer.get("context"))
        context["principalId"] = str(answer.get("principalId") or "")
        verdict = {"usage_identifier_key": answer.get("usageIdentifierKey"), "context": context}
        return {**result, "body": {**answer, "policyDocument": {**answer["policyDocument"], _VERDICT: verdict}}}

    def evaluate_and_recall_verdict(document: Any, arn: str) -> Any:
        request = _current.get()
        if request is not None and isinstance(document, dict) and _VERDICT in document:
            request["usage_identifier_key"] = document[_VERDICT]["usage_identifier_key"]
            request["authorizer"] = document[_VERDICT]["context"]
        return evaluate(document, arn)

    def api_key_from_request(headers: dict[str, Any]) -> Any:
        request = _current.get()
        api = gateway._rest_apis.get(request["api_id"]) if request else None
        if (api or {}).get("apiKeySource") == "AUTHORIZER":
            return (request or {}).get("usage_identifier_key")
        return key_of(headers)

    gateway._invoke_authorizer_lambda = authorize_and_keep_verdict
    gateway._evaluate_policy = evaluate_and_recall_verdict
    gateway._api_key_from_request = api_key_from_request


def _parsed(body: Any) -> Any:
    if not isinstance(body, (str, bytes)):
        return body
    try:
        return json.loads(body)
    except ValueError:
        return None


@restores(
    "`$context.authorizer.*` is filled in the headers and bodies of gateway responses.",
    needed_at="1.5.33",
    shown_by="tests/local/test_apigateway_repairs.py::test_gateway_responses_can_name_what_the_authorizer_said",
)
def fill_gateway_responses() -> None:
    """Resolve ``$context`` in bodies and headers of gateway responses: authorizer, method, path, source address."""
    respond, value_of = gateway._gateway_error_response, gateway._gateway_request_value

    def request_value(source: str, request: dict[str, Any]) -> Any:
        name = source.removeprefix("context.")
        if name != source and (value := _context_value(name, request)) is not None:
            return value or None  # without a value the header is omitted
        return value_of(source, request)

    def respond_with_context(error: Any, request: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
        status, headers, body = respond(error, request)
        if getattr(error, "status", None) and not _has_own_status(error, request):
            status = error.status

        def fill(match: Any) -> str:
            name = (match.group(1) or match.group(2)).removeprefix("context.")
            value = _context_value(name, request)
            return "" if value is None else value

        return status, headers, gateway._GATEWAY_TEMPLATE_VARIABLE.sub(fill, body.decode()).encode()

    gateway._gateway_request_value, gateway._gateway_error_response = request_value, respond_with_context


def _context_value(name: str, request: dict[str, Any]) -> str | None:
    if name.startswith("authorizer."):
        return str(request.get("authorizer", {}).get(name.removeprefix("authorizer."), ""))
    return {
        "httpMethod": request.get("method", ""),
        "path": request.get("path", ""),
        "identity.sourceIp": request.get("source_ip", ""),
        "apiId": request["api_id"],
        "extendedRequestId": request["request_id"],
        "stage": request["stage_name"],
        "resourcePath": request["resource_path"],
    }.get(name)


def _has_own_status(error: Any, request: dict[str, Any]) -> bool:
    deployed = gateway._deployed_gateway_responses.get(request["api_id"], {}).get(request["stage"].get("deploymentId"))
    return bool((deployed or {}).get(error.response_type, {}).get("statusCode"))


@restores(
    "A malformed answer of a function becomes a 502 without the exception's text.",
    needed_at="1.5.33",
    shown_by="tests/local/test_apigateway_repairs.py::test_a_malformed_answer_is_502",
)
def refuse_malformed_proxy_answers() -> None:
    """Answer a failed or malformed Lambda proxy answer with 502 by DEFAULT_5XX, without the error's text."""
    shape, invoke = gateway._lambda_proxy_response, gateway._invoke_lambda_proxy_v1

    def shape_strictly(result: dict[str, Any]) -> Any:
        answer, error = shape(result)
        if error or not isinstance(answer, dict) or not _is_well_formed(result.get("body"), answer):
            raise MalformedProxyAnswerError
        return answer, None

    async def invoke_strictly(*args: Any, **options: Any) -> Any:
        try:
            return await invoke(*args, **options)
        except MalformedProxyAnswerError:
            failure = gateway._gw_error("DEFAULT_5XX", "Internal server error")
            failure.status = 502
            return failure

    gateway._lambda_proxy_response, gateway._invoke_lambda_proxy_v1 = shape_strictly, invoke_strictly


def _is_well_formed(body: Any, answer: dict[str, Any]) -> bool:
    if not isinstance(body, dict) or "statusCode" not in body:
        return answer.get("statusCode") == 429  # noqa: PLR2004 - the emulator's own throttle answer
    return (
        str(answer["statusCode"]).isdigit()
        and isinstance(answer.get("body"), (str, type(None)))
        and not set(answer) - _PROXY_FIELDS
        and all(isinstance(answer.get(field) or {}, dict) for field in ("headers", "multiValueHeaders"))
        and len(answer.get("body") or "") <= _LAMBDA_LIMIT_BYTES
    )
