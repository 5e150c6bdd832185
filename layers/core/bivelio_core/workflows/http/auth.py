"""How an http_request is authenticated: what its `auth` adds to the headers and the query, in memory only."""

import base64
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote_plus, urlencode

from pydantic_core import from_json

from bivelio_core import egress
from bivelio_core.egress.client import FetchResult, fetch
from bivelio_core.secrets import tokens
from bivelio_core.secrets.tokens import Token
from bivelio_core.workflows.definitions.steps.http import Auth, ClientCredentials
from bivelio_core.workflows.execution import failure_texts
from bivelio_core.workflows.execution.results import Failure

if TYPE_CHECKING:
    from bivelio_core.workflows.execution.perform import Call

TOKEN_SECONDS = 10
TOKEN_BYTES = 65_536
DEFAULT_LIFETIME_SECONDS = 300
"""Of a token whose server says nothing about it (RFC 6749, section 5.1, recommends that it does)."""

FORM = "application/x-www-form-urlencoded"


class Authentication(NamedTuple):
    """What is added to a request, and the values that nothing recorded may show. `token` is one that was kept."""

    headers: Mapping[str, str]
    query: Mapping[str, str]
    hidden: tuple[str, ...]
    token: str | None = None


NONE = Authentication({}, {}, ())


def authentication(auth: Auth | None, call: "Call", *, refused: str | None = None) -> Authentication:
    """What authenticates a request whose secrets are filled in. Raises Failure when no token can be had."""
    if auth is None:
        return NONE
    if auth.basic is not None:
        pair = f"{auth.basic.username}:{auth.basic.password}"
        encoded = base64.b64encode(pair.encode()).decode()
        return Authentication({"Authorization": f"Basic {encoded}"}, {}, (auth.basic.password, encoded))
    if auth.bearer is not None:
        return Authentication({"Authorization": f"Bearer {auth.bearer.token}"}, {}, (auth.bearer.token,))
    if auth.api_key is not None:
        added = {auth.api_key.name: auth.api_key.value}
        in_header = auth.api_key.place == "header"
        return Authentication(added if in_header else {}, {} if in_header else added, (auth.api_key.value,))
    client = auth.oauth2_client_credentials
    if client is None:
        return NONE
    token = _access_token(client, call, refused)
    return Authentication({"Authorization": f"Bearer {token}"}, {}, (token, client.client_secret), token)


def _access_token(client: ClientCredentials, call: "Call", refused: str | None) -> str:
    request = (client.token_url, client.client_id, client.scope or "", client.audience or "")
    try:
        return tokens.access_token(
            call.ctx.store, request, client.client_secret, lambda: _asked_for(client, call), refused=refused
        )
    except tokens.Busy as busy:
        raise Failure("TOKEN_REFUSED", failure_texts.NO_TOKEN, retryable=True) from busy


def _asked_for(client: ClientCredentials, call: "Call") -> Token:
    """Ask the authorisation server. Raises Failure; its details say nothing of what the server answered."""
    fields = {"grant_type": "client_credentials", "scope": client.scope, "audience": client.audience}
    headers = {"Content-Type": FORM, "Accept": "application/json"}
    if client.client_in == "header":  # both are encoded first (RFC 6749, section 2.3.1)
        pair = f"{quote_plus(client.client_id)}:{quote_plus(client.client_secret)}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    else:
        fields |= {"client_id": client.client_id, "client_secret": client.client_secret}
    body = urlencode({name: value for name, value in fields.items() if value is not None}).encode()
    seconds = min(TOKEN_SECONDS, call.timeout_seconds)
    try:
        answer = fetch(
            "POST", client.token_url, headers=headers, body=body, timeout_seconds=seconds, maximum_bytes=TOKEN_BYTES
        )
    except egress.EgressRefused as error:
        raise Failure("URL_REFUSED", failure_texts.URL_REFUSED, details={"reason": error.text}) from error
    except egress.EgressFailed as error:
        raise Failure("TOKEN_REFUSED", failure_texts.NO_TOKEN, retryable=True) from error
    return _token(answer)


def _token(answer: FetchResult) -> Token:
    status = answer.status
    if status != 200:  # noqa: PLR2004 - the one status of a token (RFC 6749, section 5.1)
        retryable = status >= 500 or status == 429  # noqa: PLR2004
        raise Failure("TOKEN_REFUSED", failure_texts.NO_TOKEN, retryable=retryable, details={"status": status})
    try:
        document = from_json(answer.body)
        token, lifetime = document["access_token"], document.get("expires_in", DEFAULT_LIFETIME_SECONDS)
        return Token(_plain(token), max(0, min(int(lifetime), 86_400 * 30)))
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
        raise Failure("TOKEN_REFUSED", failure_texts.NO_TOKEN, details={"status": status}) from error


def _plain(token: object) -> str:
    if not isinstance(token, str) or not token.isascii() or not token.isprintable() or not token:
        raise ValueError("no token")
    return token
