"""The endpoints of the protocol: tokens, their revocation, registration, and the metadata that lead there."""

import json
from collections.abc import Mapping
from typing import Any

from bivelio_core import config
from bivelio_core.audit import Origin
from bivelio_core.context import Actor
from bivelio_core.errors import InvalidToken
from bivelio_core.identity import access_token, records, sessions
from bivelio_core.identity.access_token import Refused
from bivelio_core.identity.sessions import AppGrant, Session
from bivelio_core.store import keys
from bivelio_core.store.table import Table

from . import access, clients, codes, device, granted, resources
from .challenge import ASKED_AT_ONCE
from .errors import OauthError
from .resources import Resource

Form = dict[str, str]


def token(table: Table, form: Form, request_id: str) -> dict[str, Any]:
    """The answer of the token endpoint. Raises OauthError."""
    if not form.get("client_id"):
        raise OauthError("invalid_request", "client_id is missing")
    match form.get("grant_type"):
        case "authorization_code":
            return _first(*codes.redeem(table, form, request_id))
        case clients.DEVICE_GRANT_TYPE:
            return _first(*device.redeem(table, form, request_id))
        case "refresh_token":
            return _refreshed(table, form, request_id)
        case _:
            grant_types = "authorization_code, refresh_token or that of device codes"
            raise OauthError("unsupported_grant_type", f"grant_type must be {grant_types}")


def revoke(table: Table, form: Form, request_id: str) -> None:
    """End the grant of a token (RFC 7009). A token that is unknown, or of another client, changes nothing."""
    text, client = form.get("token", ""), form.get("client_id", "")
    session = _of_refresh_token(table, text) or _of_access_token(table, text)
    if session is not None and _app(session).client == client:
        sessions.end(table, session, _origin(session, request_id))


def server_metadata() -> dict[str, Any]:
    """The metadata of the server (RFC 8414)."""
    issuer = resources.issuer()
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{config.app_url()}/authorize",
        "token_endpoint": f"{issuer}/oauth/token",
        "revocation_endpoint": f"{issuer}/oauth/revoke",
        "registration_endpoint": f"{issuer}/oauth/register",
        "device_authorization_endpoint": f"{issuer}/oauth/device_authorization",
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token", clients.DEVICE_GRANT_TYPE],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["none"],
        "revocation_endpoint_auth_methods_supported": ["none"],
        "scopes_supported": ["read", "write"],
        "authorization_response_iss_parameter_supported": True,
        "client_id_metadata_document_supported": True,
        "service_documentation": "https://docs.bivelio.com/docs/oauth/",
    }


def resource_metadata(path: str) -> dict[str, Any] | None:
    """The metadata of the resource with a path (RFC 9728); without one those of `/mcp`. None if there is none."""
    place = path.strip("/") or "mcp"
    return next((_described(each) for each in resources.every() if resources.metadata_path(each) == place), None)


def _described(resource: Resource) -> dict[str, Any]:
    return {
        "resource": resource.url,
        "authorization_servers": [resources.issuer()],
        "scopes_supported": ASKED_AT_ONCE[resource.name].split(),
        "bearer_methods_supported": ["header"],
        "resource_name": "BiVelio",
    }


def json_object(body: bytes) -> Any:
    """The JSON of a body. Raises OauthError."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise OauthError("invalid_client_metadata", "the body is not JSON") from error


def form_of(fields: Mapping[str, Any]) -> Form:
    """The fields of a form, each once. Raises OauthError."""
    if not all(isinstance(value, str) for value in fields.values()):
        raise OauthError("invalid_request", "a parameter is there twice")
    return {name: value for name, value in fields.items() if value}


def _refreshed(table: Table, form: Form, request_id: str) -> dict[str, Any]:
    try:
        presented = sessions.present_token(table, form.get("refresh_token", ""), of_app=True)
    except InvalidToken as error:
        raise OauthError("invalid_grant", "the refresh token is unknown, or its grant has ended") from error
    session, app = presented.session, _app(presented.session)
    origin = _origin(session, request_id)
    if app.client != form["client_id"]:  # it was copied
        sessions.end(table, session, origin, "session.reuse_detected")
        raise OauthError("invalid_grant", "the refresh token is of another client")
    scopes = _narrowed(app, form)
    _require_resource(session, app, form)
    if not _may_go_on(table, session):
        sessions.end(table, session, origin)
        raise OauthError("invalid_grant", "the person may no longer allow it")
    try:
        successor = sessions.use(table, presented, origin)
    except InvalidToken as error:
        raise OauthError("invalid_grant", "the refresh token was used before") from error
    return _tokens(session, app, scopes, successor)


def _may_go_on(table: Table, session: Session) -> bool:
    user, member = keys.user(session.user), keys.membership(session.user, session.organisation)
    owner = keys.organisation(session.organisation)
    items = table.get_many([user, member, owner], consistent=True)
    is_whole = len(items) == len((user, member, owner)) and items[owner]["status"] == "active"
    return is_whole and session.generation == records.generation(items[user])


def _first(session: Session, refresh_token: str) -> dict[str, Any]:
    app = _app(session)
    return _tokens(session, app, tuple(app.scopes.split()), refresh_token)


def _narrowed(app: AppGrant, form: Form) -> tuple[str, ...]:
    """What was granted of the scopes that are asked for: many clients repeat what they first asked a person for."""
    named = granted.parsed(form.get("scope", app.scopes))
    scopes = granted.common(named or (), app.scopes.split())
    if not scopes:
        raise OauthError("invalid_scope", "scope names nothing that was granted")
    return scopes


def _require_resource(session: Session, app: AppGrant, form: Form) -> None:
    url = resources.of_name(app.resource, session.environment).url
    if form.get("resource", url).removesuffix("/") != url:
        raise OauthError("invalid_target", "resource is not that of the grant")


def _tokens(session: Session, app: AppGrant, scopes: tuple[str, ...], refresh_token: str) -> dict[str, Any]:
    return {
        "access_token": access.issue(session, app, scopes),
        "token_type": "Bearer",
        "expires_in": int(access_token.LIFETIME.total_seconds()),
        "refresh_token": refresh_token,
        "scope": " ".join(scopes),
    }


def _app(session: Session) -> AppGrant:
    if session.app is None:
        raise LookupError(session.id)
    return session.app


def _origin(session: Session, request_id: str) -> Origin:
    return Origin(Actor("user", session.user), request_id)


def _of_refresh_token(table: Table, text: str) -> Session | None:
    try:
        return sessions.present_token(table, text, of_app=True).session
    except InvalidToken:
        return None


def _of_access_token(table: Table, text: str) -> Session | None:
    for resource in resources.every():
        try:
            token_access = access.verify(text, resource.environment, resource.name, table)
        except Refused:
            continue
        app = AppGrant(token_access.client, "", "", resource.name)
        return Session(
            token_access.session, token_access.user, token_access.organisation, resource.environment, app=app
        )
    return None
