"""Show a person what an app asks for, and answer the app as the person decides."""

from bivelio_core.context import Context
from bivelio_core.errors import InvalidToken, Unprocessable
from bivelio_core.faults import register
from bivelio_core.identity import records
from bivelio_core.identity.access_token import ROLE_SCOPES
from bivelio_core.identity.confirming import require_recent
from bivelio_core.identity.oauth import asking, clients, codes, granted, redirects
from bivelio_core.identity.oauth.asking import Asking
from bivelio_core.identity.oauth.errors import OauthError
from bivelio_core.identity.oauth.models import AppRequest, AuthorizeApp
from bivelio_core.store import keys

APP_REQUEST, OTHER_ENVIRONMENT = register("identity", "app_request"), register("identity", "other_environment")


def authorize(request: AuthorizeApp, ctx: Context) -> AppRequest:
    """What an app asks for; with a decision also where the browser goes. Raises Unprocessable, ConfirmationRequired.

    Nobody is sent to an address that the app has not declared: a request that is wrong is answered as an error.
    """
    try:
        app_asking = asking.read(ctx.store.table, request.query)
    except OauthError as error:
        raise Unprocessable.of("query", APP_REQUEST, problem=error.description) from error
    if request.decision is None:
        return _described(app_asking, ctx)
    if app_asking.resource.environment != ctx.tenant.environment:
        raise Unprocessable.of("query", OTHER_ENVIRONMENT)
    if request.decision == "refuse":
        return _described(app_asking, ctx, app_asking.answered(error="access_denied"))
    require_recent(ctx)
    return _described(app_asking, ctx, _allowed(request, app_asking, ctx))


def _allowed(request: AuthorizeApp, app_asking: Asking, ctx: Context) -> str:
    table = ctx.store.table
    user = table.get(keys.user(ctx.actor.id))
    if user is None:
        raise InvalidToken
    scopes = granted.limited(app_asking.scopes, "read") if request.access == "read" else app_asking.scopes
    code, code_put = codes.new(app_asking, scopes, request.days, records.generation(user), ctx)
    table.transact([code_put, *clients.remembered(app_asking.client)])
    return app_asking.answered(code=code)


def _described(app_asking: Asking, ctx: Context, redirect_to: str | None = None) -> AppRequest:
    owner = ctx.store.table.get(keys.organisation(ctx.organisation)) or {}
    return AppRequest(
        app_name=app_asking.client.name or redirects.host_of(app_asking.redirect_uri),
        app_host=app_asking.client.host or None,
        redirect_host=redirects.host_of(app_asking.redirect_uri),
        is_local=app_asking.only_loopback,
        organisation=owner["name"],
        environment=app_asking.resource.environment,
        resource=app_asking.resource.name,
        scopes=list(granted.limited(app_asking.scopes, ROLE_SCOPES[ctx.role or "viewer"])),
        redirect_to=redirect_to,
    )
