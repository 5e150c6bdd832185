"""The usual set: Powertools' Logger, Metrics and resolver, models of pydantic. What each endpoint of the peers does.

As ours do, they know the caller from the authorizer, check the scope, refuse unknown fields, answer in the envelope
with the headers of every answer, and write one line of the request and one of its metrics.
"""

import time
from typing import Any, Generic, TypeVar

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response, content_types
from aws_lambda_powertools.event_handler.exceptions import BadRequestError, ForbiddenError
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.metrics import MetricUnit
from peer_calls import calls_made
from pydantic import BaseModel, ConfigDict, ValidationError

Data = TypeVar("Data", bound=BaseModel)
logger, metrics = Logger(service="peer"), Metrics(namespace="peer", service="peer")
app = APIGatewayRestResolver()
HEADERS = {
    "Cache-Control": "no-store",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "X-Request-Id, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset",
}


class Strict(BaseModel):
    """Unknown fields are refused and nothing is coerced."""

    model_config = ConfigDict(extra="forbid", strict=True, str_strip_whitespace=True)


class Body(Strict, Generic[Data]):
    """The envelope of a request."""

    action: str | None = None
    data: Data


class Caller(BaseModel):
    """Who asks, as the authorizer tells."""

    verdict: str
    organisation: str
    environment: str
    actor: str
    actor_kind: str
    scopes: str
    limit: str
    remaining: str
    reset: str

    @property
    def partition(self) -> str:
        """The key of what the caller's organisation has in its environment."""
        return f"PEER#{self.organisation}#{self.environment}"


def caller_with(scope: str) -> Caller:
    """The caller, if it has a scope. Raises ForbiddenError."""
    caller = Caller.model_validate(app.current_event.request_context.authorizer.raw_event)
    if caller.verdict != "ok" or not {"admin", scope} & set(caller.scopes.split()):
        raise ForbiddenError(scope)
    return caller


def data_of(body: type[Body[Data]]) -> Data:
    """The data of the request. Raises BadRequestError."""
    try:
        return body.model_validate_json(app.current_event.body or "{}").data
    except ValidationError as error:
        raise BadRequestError(str(error)) from error


def answered(caller: Caller, resource: BaseModel) -> Response[str]:
    """The answer in its envelope, with its headers."""
    document = Answer(success=True, data=resource.model_dump(exclude_none=True))
    headers = {
        **HEADERS,
        "X-Request-Id": app.current_event.request_context.request_id or "",
        "Content-Language": "ca",
        "X-RateLimit-Limit": caller.limit,
        "X-RateLimit-Remaining": caller.remaining,
        "X-RateLimit-Reset": caller.reset,
    }
    return Response(200, content_types.APPLICATION_JSON, document.model_dump_json(), headers=headers)


class Answer(BaseModel):
    """The envelope of an answer."""

    success: bool
    data: dict[str, Any]


@logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_REST, clear_state=True)
@metrics.log_metrics
def served(event: dict[str, Any], lambda_context: Any) -> dict[str, Any]:
    """Serve a request of API Gateway, with its lines in the log."""
    started, calls = time.perf_counter(), calls_made()
    answer: dict[str, Any] = app.resolve(event, lambda_context)
    authorizer = event["requestContext"]["authorizer"]
    about = {name: authorizer[name] for name in ("organisation", "environment", "actor", "actor_kind")}
    logger.info("request", extra={"operation": event["path"], "status": answer["statusCode"], **about})
    metrics.add_dimension(name="Operation", value=event["path"])
    metrics.add_dimension(name="Environment", value=authorizer["environment"])
    metrics.add_metric("Latency", MetricUnit.Milliseconds, (time.perf_counter() - started) * 1000)
    metrics.add_metric("AwsCalls", MetricUnit.Count, calls_made() - calls)
    return answer
