"""API Gateway in this process: a request goes through the real authorizer, the policy check and the real handler.

What the gateway answers by itself (401, 404, 429) is what gateway/ declares as its gateway responses.
"""

import fnmatch
import json
import re
from typing import Any

from bivelio_core.errors import DOCUMENTATION_URL

from tests.api import Answer, event, invoke, load
from tools.template import functions, resources, routes

ARN = "arn:aws:execute-api:eu-west-1:123456789012:abcdef1234"
OPERATIONS = {function.logical_id: function.operation for function in functions()}
ROUTES = {path: OPERATIONS[name] for path, name in routes().items()}
RESPONSES = resources("AWS::Serverless::Api")["Api"]["GatewayResponses"]
STATUS = {"DEFAULT_4XX": 400, "DEFAULT_5XX": 500}


def request(
    route: str,
    body: Any = None,
    *,
    headers: dict[str, Any] | None = None,
    stage: str = "v1",
    query: dict[str, str] | None = None,
    source_ip: str = "192.0.2.1",
    request_id: str = "gateway-request",
) -> Answer:
    """POST to a route of a stage. A header of None is not sent, not even the default Content-Type."""
    sent = event({} if body is None else body, headers=headers)
    about = {"requestId": request_id, "stage": stage, "identity": {"sourceIp": source_ip}}
    if route not in ROUTES:
        return _by_itself("MISSING_AUTHENTICATION_TOKEN", about)
    method_arn = f"{ARN}/{stage}/POST{route}"
    asked = {"type": "REQUEST", "methodArn": method_arn, "headers": sent["headers"], "requestContext": dict(about)}
    verdict = load("authorizer").handler(asked, None)
    context = verdict["context"]
    assert all(isinstance(value, str) for value in context.values()), "API Gateway passes on strings"
    (statement,) = verdict["policyDocument"]["Statement"]
    assert fnmatch.fnmatchcase(method_arn, statement["Resource"])
    about["authorizer"] = {**context, "principalId": verdict["principalId"]}
    if statement["Effect"] == "Deny":
        return _by_itself("ACCESS_DENIED", about)
    if not verdict.get("usageIdentifierKey"):
        return _by_itself("INVALID_API_KEY", about)
    told = {"resource": route, "queryStringParameters": query, "requestContext": about}
    return invoke(ROUTES[route].replace(".", "/"), {**sent, **told})


def _by_itself(kind: str, about: dict[str, Any]) -> Answer:
    """The gateway response of a kind, filled from the request's context."""
    declared = RESPONSES[kind]
    headers = {
        name: source[1:-1] if source.startswith("'") else _value(source.removeprefix("context."), about)
        for name, source in declared["ResponseParameters"]["Headers"].items()
    }
    template = declared["ResponseTemplates"]["application/json"]["Fn::Sub"].replace("${DocsUrl}", DOCUMENTATION_URL)
    body = re.sub(r"\$context\.([A-Za-z_.]+[A-Za-z_])", lambda match: _value(match[1], about), template)
    return Answer(int(declared.get("StatusCode", STATUS.get(kind, 403))), headers, json.loads(body))


def _value(path: str, about: dict[str, Any]) -> str:
    value: Any = about
    for part in path.split("."):
        value = value[part]
    return str(value)
