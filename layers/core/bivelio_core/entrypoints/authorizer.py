"""API Gateway's REQUEST authorizer: identifies the caller and applies the rate limit.

It imports neither pydantic nor Powertools: it runs before every request (docs/import-cost.md).
Source: API Gateway Developer Guide, "Output from an API Gateway Lambda authorizer".
"""

from collections.abc import Mapping
from typing import Any

from bivelio_core.identity import records
from bivelio_core.identity.access_token import Refused
from bivelio_core.identity.callers import Known, identify
from bivelio_core.plan_limits import COUNTERS, CallerClass, limits_of, per_network, per_person
from bivelio_core.store.connect import table
from bivelio_core.store.tenant_store import SystemStore
from bivelio_core.tenancy import Environment, Tenant

from . import rate_limit
from .lean_lines import write_line, write_refused_line
from .rate_limit import Count, Limits, Share
from .viewer import EDGE, address_of

SIGN_IN = "auth/"
"""How the paths of signing in begin."""

KEYRING: dict[CallerClass, str] = {
    "programs": "programs",
    "people": "people",
    "sign_in": "people",
    "publishable": "publishable",
}
"""Whose gateway key throttles a class at the edge (identity/gateway_keys.py)."""

STAGES: dict[str, Environment] = {"v1": "live", "sandbox": "sandbox"}
"""The stage decides the environment: a live key is unknown in the sandbox, and a test key in live."""


def authorize_request(event: Mapping[str, Any]) -> dict[str, Any]:
    """The policy for a request and the caller's context for the endpoint; all values of the context are strings.

    A refused credential gets no key of a plan, so API Gateway answers 401 with the sentences of the context, and no
    endpoint is called (docs/adr/0042-say-why-a-credential-is-refused.md).
    """
    context = event.get("requestContext") or {}
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items() if value is not None}
    address = address_of(headers, context)
    resource = _resource(event["methodArn"])
    try:
        caller = identify(headers, _environment(context.get("stage", "")), table(), resource)
    except Refused as refusal:
        request_id = context.get("requestId")  # the access log has the address of this request
        write_line("INFO", "refused", reason=str(refusal), request_id=request_id, correlation_id=request_id)
        if refusal.bearer is not None:
            _tell(event, *refusal.bearer, status=401, code="AUTH_INVALID_TOKEN")
        return _refused(event["methodArn"], refusal.reason, headers.get("accept-language", ""), resource)
    stage = _whole_stage(event["methodArn"])
    caller_class = _class(caller, event["methodArn"])
    count = _count(caller, caller_class, address)
    if count is not None and not count.allowed:
        _tell(event, caller.organisation, caller.actor, status=429, code="RATE_LIMIT_EXCEEDED")
        context = _refusal_context(caller, count, headers.get("accept-language", ""))
        return _policy(stage, "Deny", caller, caller_class, context)
    if caller.key is not None:
        records.note_use(table(), caller.key)
    behind_edge = {"address": address} if EDGE in headers else {}
    return _policy(stage, "Allow", caller, caller_class, {**_caller_context(caller, count), **behind_edge})


def _tell(event: Mapping[str, Any], organisation: str, actor: str, *, status: int, code: str) -> None:
    """Write the log line of a refused request, which no endpoint sees, for the organisation's log of requests."""
    _, stage, _, path = event["methodArn"].split("/", 3)
    request_id = (event.get("requestContext") or {}).get("requestId")
    write_refused_line(
        path=path,
        environment=_environment(stage),
        status=status,
        code=code,
        request_id=request_id,
        correlation_id=request_id,
        organisation=organisation,
        actor=actor,
        actor_kind="user" if actor.startswith("usr_") else "api_key",
    )


def _refused(method_arn: str, reason: str, accept_language: str, resource: str) -> dict[str, Any]:
    """Return an answer without a usage identifier, so that API Gateway refuses the request as INVALID_API_KEY.

    A policy that denies would lead to the 429 of a plan's limit, and an exception has no context to carry the reason.
    """
    from bivelio_core.identity.oauth.challenge import challenge  # noqa: PLC0415 - only refusals need it
    from bivelio_core.identity.refusals import CredentialRefused  # noqa: PLC0415

    from .language import preferred  # noqa: PLC0415

    environment = STAGES.get(method_arn.split("/", 2)[1], "live")
    statement = {"Action": "execute-api:Invoke", "Effect": "Allow", "Resource": method_arn}
    return {
        "principalId": "refused",
        "policyDocument": {"Version": "2012-10-17", "Statement": [statement]},
        "context": {
            **CredentialRefused(reason).context(preferred(accept_language)),
            "challenge": challenge(resource, environment, reason),
        },
    }


def _resource(method_arn: str) -> str:
    """What a request is for: the API, or the MCP server, for which an app's token is another one."""
    path = method_arn.split("/", 3)[3]
    if not path.startswith("mcp"):
        return "api"
    from bivelio_core.identity.oauth import resources  # noqa: PLC0415 - the API's paths do without

    return resources.at(path)


def _environment(stage: str) -> Environment:
    if stage not in STAGES:
        raise Refused("unknown stage")
    return STAGES[stage]


def _class(caller: Known, method_arn: str) -> CallerClass:
    """Return a request's class. Publishable keys sign people in under a class that readers of pages cannot use up."""
    if caller.key is None:
        return "programs" if caller.client else "people"
    if not caller.key.is_publishable:
        return "programs"
    _, _, _, path = method_arn.split("/", 3)
    return "sign_in" if path.startswith(SIGN_IN) else "publishable"


def _count(caller: Known, caller_class: CallerClass, address: str) -> Count | None:
    """Return the state of the counter closest to its limit; None for a plan without counters.

    A key with its own limit is counted against that first. A request beyond it does not count against its class.
    """
    limits = limits_of(caller.plan, caller_class)
    own = caller.key.rate_limit if caller.key else None
    if caller.verdict == "expired" or (limits is None and own is None):
        return None
    store = SystemStore(table()).of(Tenant.at(caller.organisation, caller.environment))
    counted = None if own is None else rate_limit.count(store, Limits.of_minute(own), caller.actor)
    if limits is None or (counted is not None and not counted.allowed):
        return counted
    own_part = per_person(caller.plan, caller_class)
    share = Share(caller.actor, own_part) if own_part else _network(address, per_network(limits, caller_class))
    shared = rate_limit.count(store, limits, COUNTERS[caller_class], share=share)
    return counted if counted and shared.allowed and counted.remaining < shared.remaining else shared


def _network(address: str, per_minute: int | None) -> Share | None:
    """Return the network of a request, if each network has a limit of its own in the request's class."""
    if per_minute is None:
        return None
    from bivelio_core.identity.networks import network  # noqa: PLC0415 - what is open to all needs it

    return Share(network(address), per_minute)


def _caller_context(caller: Known, count: Count | None) -> dict[str, str]:
    return {
        "verdict": caller.verdict,
        "organisation": caller.organisation,
        "environment": caller.environment,
        "actor_kind": caller.actor_kind,
        "actor": caller.actor,
        "scopes": " ".join(caller.scopes),
        "plan": caller.plan,
        **({"key_type": "publishable"} if caller.key and caller.key.is_publishable else {}),
        **({"session": caller.session} if caller.session else {}),
        **({"role": caller.role} if caller.role else {}),
        **({"client": caller.client} if caller.client else {}),
        **({"needs_factor": "true"} if caller.needs_factor else {}),
        **(_window(count) if count else {}),
    }


def _refusal_context(caller: Known, count: Count, accept_language: str) -> dict[str, str]:
    """Return the values that the gateway response ACCESS_DENIED puts into the documented 429."""
    from bivelio_core.errors import RateLimitExceeded  # noqa: PLC0415 - only refusals need it

    from .language import preferred  # noqa: PLC0415

    language = preferred(accept_language)
    error = RateLimitExceeded(limit=count.exceeded, window=count.window)
    return {
        "organisation": caller.organisation,
        **_window(count),
        "retry_after": str(count.retry_after),
        "exceeded": str(count.exceeded),
        "message": error.message(language),
        "remedy": error.advice(language),
        "language": language,
    }


def _window(count: Count) -> dict[str, str]:
    return {"limit": str(count.limit), "remaining": str(count.remaining), "reset": str(count.reset)}


def _policy(
    resource: str, effect: str, caller: Known, caller_class: CallerClass, context: dict[str, str]
) -> dict[str, Any]:
    gateway_key = caller.gateway_keys.get(KEYRING[caller_class], caller.gateway_key)
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": resource}
    return {
        "principalId": caller.actor,
        "policyDocument": {"Version": "2012-10-17", "Statement": [statement]},
        "context": context,
        **({"usageIdentifierKey": gateway_key} if gateway_key else {}),
    }


def _whole_stage(method_arn: str) -> str:
    """`arn:...:api/stage/POST/contacts` as `arn:...:api/stage/*`: one policy for all later requests."""
    api, stage = method_arn.split("/")[:2]
    return f"{api}/{stage}/*"
