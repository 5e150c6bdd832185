"""Show a person what an app asks for, and answer the app as the person decides."""

from typing import Any

from bivelio_core.context import Context
from bivelio_core.errors import InvalidToken, Unprocessable, ValidationError
from bivelio_core.faults import register
from bivelio_core.identity import attempts, records
from bivelio_core.identity.access_token import ROLE_SCOPES
from bivelio_core.identity.attempts import LockPolicy
from bivelio_core.identity.confirming import require_recent
from bivelio_core.identity.networks import network
from bivelio_core.identity.oauth import asking, clients, codes, device, granted, redirects
from bivelio_core.identity.oauth.asking import Asking
from bivelio_core.identity.oauth.device import Waiting
from bivelio_core.identity.oauth.errors import OauthError
from bivelio_core.identity.oauth.models import AppRequest, AuthorizeApp
from bivelio_core.identity.oauth.resources import Resource
from bivelio_core.store import keys

APP_REQUEST, OTHER_ENVIRONMENT = register("identity", "app_request"), register("identity", "other_environment")
USER_CODE = register("identity", "user_code")
TYPED = LockPolicy(free_attempts=40)
"""Codes that a person sends in a day, right or wrong: they are counted before they are looked up, so that guesses at
the same time gain nothing. A program takes two."""


def authorize(request: AuthorizeApp, ctx: Context) -> AppRequest:
    """What an app asks for; with a decision also where the browser goes.

    Raises ValidationError, Unprocessable, ConfirmationRequired, TooManyAttempts.

    Nobody is sent to an address that the app has not declared: a request that is wrong is answered as an error.
    """
    if request.user_code is not None and request.query is None:
        return _of_device(request, request.user_code, ctx)
    if request.query is None or request.user_code is not None:
        raise ValidationError.of("query", "one_of")
    try:
        app_asking = asking.read(ctx.store.table, request.query)
    except OauthError as error:
        raise Unprocessable.of("query", APP_REQUEST, problem=error.description) from error
    about: dict[str, Any] = {
        "app_name": app_asking.client.name or redirects.host_of(app_asking.redirect_uri),
        "app_host": app_asking.client.host or None,
        "redirect_host": redirects.host_of(app_asking.redirect_uri),
        "is_local": app_asking.only_loopback,
    }
    if request.decision == "refuse":
        _require_environment("query", app_asking.resource, ctx)
        about["redirect_to"] = app_asking.answered(error="access_denied")
    elif request.decision == "allow":
        _require_environment("query", app_asking.resource, ctx)
        require_recent(ctx)
        about["redirect_to"] = _allowed(request, app_asking, ctx)
    return _described(app_asking.resource, app_asking.scopes, ctx, about)


def _of_device(request: AuthorizeApp, user_code: str, ctx: Context) -> AppRequest:
    """What a program asks for that shows a code, and the decision, for which it waits."""
    table = ctx.store.table
    attempts.take(table, keys.attempts("user_code", ctx.actor.id), TYPED)
    waiting = device.find(table, user_code)
    if waiting is None or (request.decision is None and waiting.is_decided):
        raise Unprocessable.of("user_code", USER_CODE)
    if request.decision is not None:
        _require_environment("user_code", waiting.resource, ctx)
        if not device.decide(table, waiting, _decision(request, waiting, ctx)):
            raise Unprocessable.of("user_code", USER_CODE)
    about: dict[str, Any] = {
        "app_name": waiting.item["client_name"],
        "app_host": clients.Client(waiting.item["client"], "", ()).host or None,
        "is_local": False,
        "asked_from": waiting.item["ip"],
        "is_same_network": network(waiting.item["ip"]) == network(ctx.source_ip),
    }
    return _described(waiting.resource, waiting.scopes, ctx, about)


def _decision(request: AuthorizeApp, waiting: Waiting, ctx: Context) -> dict[str, Any]:
    if request.decision == "refuse":
        return {"user": ctx.actor.id, "is_allowed": False}
    require_recent(ctx)
    return {
        "user": ctx.actor.id,
        "organisation": ctx.organisation,
        "generation": _generation(ctx),
        "days": request.days,
        "scopes": " ".join(_scopes_of(request, waiting.scopes)),
        "is_allowed": True,
    }


def _require_environment(field: str, resource: Resource, ctx: Context) -> None:
    if resource.environment != ctx.tenant.environment:
        raise Unprocessable.of(field, OTHER_ENVIRONMENT)


def _allowed(request: AuthorizeApp, app_asking: Asking, ctx: Context) -> str:
    code, code_put = codes.new(app_asking, _scopes_of(request, app_asking.scopes), request.days, _generation(ctx), ctx)
    ctx.store.table.transact([code_put, *clients.remembered(app_asking.client)])
    return app_asking.answered(code=code)


def _scopes_of(request: AuthorizeApp, scopes: tuple[str, ...]) -> tuple[str, ...]:
    return granted.limited(scopes, "read") if request.access == "read" else scopes


def _generation(ctx: Context) -> int:
    user = ctx.store.table.get(keys.user(ctx.actor.id))
    if user is None:
        raise InvalidToken
    return records.generation(user)


def _described(resource: Resource, scopes: tuple[str, ...], ctx: Context, about: dict[str, Any]) -> AppRequest:
    owner = ctx.store.table.get(keys.organisation(ctx.organisation)) or {}
    return AppRequest(
        **about,
        organisation=owner["name"],
        environment=resource.environment,
        resource=resource.name,
        scopes=list(granted.limited(scopes, ROLE_SCOPES[ctx.role or "viewer"])),
    )
