"""Read a call of the authorization server's endpoints, and answer it as the RFCs want, without our envelope."""

from collections.abc import Mapping
from typing import Any

from bivelio_core.errors import ApiError, ValidationError
from bivelio_core.identity.networks import network
from bivelio_core.identity.oauth import clients, device, resources, serving
from bivelio_core.identity.oauth.errors import OauthError
from bivelio_core.integrations.oauth import client
from bivelio_core.store.connect import table

from .http import HttpRequest
from .inbound import Call, Reply
from .parse import parse_form

CREATED, NOT_FOUND, METHOD_NOT_ALLOWED = 201, 404, 405
FROM_PAGES: Mapping[str, str] = {"Access-Control-Allow-Origin": "*"}
METADATA: Mapping[str, str] = {**FROM_PAGES, "Cache-Control": "public, max-age=3600"}
RESOURCE = "oauth-protected-resource"
SERVER = frozenset({"oauth-authorization-server", "openid-configuration"})
"""Where clients look for the metadata of the server; many look at the second alone (RFC 8414, section 5)."""

ACTIONS = frozenset({"token", "revoke", "register", "device_authorization"})
FORM = "application/x-www-form-urlencoded"


def answer(call: Call) -> Reply:
    """Answer a call of `/oauth/<action>`."""
    action = call.parameters.get("action", "")
    if not resources.issuer() or action not in ACTIONS:
        return Reply(NOT_FOUND, document={"error": "invalid_request"}, headers=FROM_PAGES)
    if call.method != "POST":
        return Reply(METHOD_NOT_ALLOWED, document={"error": "invalid_request"}, headers={**FROM_PAGES, "Allow": "POST"})
    try:
        return _served(action, call)
    except OauthError as error:
        return _refused(error.code, error.description, error.status)


def well_known(call: Call) -> Reply:
    """Answer a call of `/.well-known/<document>`."""
    name, _, path = call.parameters.get("proxy", "").partition("/")
    document = None
    if resources.issuer():
        if name in SERVER and not path:
            document = serving.server_metadata()
        elif name == RESOURCE:
            document = serving.resource_metadata(path)
        elif name == client.DOCUMENT and not path:
            document = client.document()
    if document is None:
        return Reply(NOT_FOUND, document={"error": "invalid_request"}, headers=FROM_PAGES)
    return Reply(document=document, headers=METADATA)


def unavailable(error: ApiError, _request: HttpRequest) -> Reply:
    """Return the answer to a call that is too large, or that cannot be served now."""
    if error.status < 500:  # noqa: PLR2004 - the client's fault
        return _refused("invalid_request", "the request is too large", error.status)
    return _refused("temporarily_unavailable", "try again in a few seconds", error.status)


def _served(action: str, call: Call) -> Reply:
    if action == "register":
        document = clients.register(table(), serving.json_object(call.body), network(call.source_ip))
        return Reply(CREATED, document=document, headers=FROM_PAGES)
    form = _form(call)
    if action == "device_authorization":
        started = device.start(table(), form, call.source_ip, call.headers.get("user-agent", ""))
        return Reply(document=started, headers=FROM_PAGES)
    if action == "revoke":
        serving.revoke(table(), form, call.request_id)
        return Reply(document={}, headers=FROM_PAGES)
    return Reply(document=serving.token(table(), form, call.request_id), headers=FROM_PAGES)


def _form(call: Call) -> dict[str, str]:
    """The form of a call. A secret in a header is refused: no app of ours has one."""
    if call.headers.get("authorization"):
        raise OauthError("invalid_client", "clients have no secret here: send client_id in the form")
    if call.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise OauthError("invalid_request", f"Content-Type must be {FORM}")
    try:
        fields: dict[str, Any] = parse_form(call.body)
    except ValidationError as error:
        raise OauthError("invalid_request", "the form cannot be read") from error
    return serving.form_of(fields)


def _refused(code: str, description: str, status: int) -> Reply:
    return Reply(status, document={"error": code, "error_description": description}, headers=FROM_PAGES, code=code)
