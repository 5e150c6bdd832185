"""The apps that may ask: those with a document at their own address, and those that have registered themselves.

No app has a secret: each proves that it is the one that asked by PKCE, and is known by where it is sent back to.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from bivelio_core import clock, config
from bivelio_core.identity.key_text import digest
from bivelio_core.models import without_direction
from bivelio_core.store import keys
from bivelio_core.store.table import Table
from bivelio_core.store.writes import Put, Update, UpdateWrite, present

from . import limits, redirects
from .access import LONGEST_CLIENT
from .errors import OauthError

LARGEST_DOCUMENT_BYTES, DOCUMENT_SECONDS = 5120, 5
DOCUMENT_MEMORY = timedelta(hours=24)
UNUSED_LIFETIME, USED_LIFETIME = timedelta(days=30), timedelta(days=400)
MOST_REDIRECTS, LONGEST_NAME = 10, 80
NEW_OF_NETWORK, NEW_OF_ALL = 200, 5_000
"""How many apps that we do not know yet may register in an hour. Whoever registers what is known is not counted: the
servers of an assistant do so all day, for all their people, from one network."""

REGISTERED = "app_"
DEVICE_GRANT_TYPE = "urn:ietf:params:oauth:grant-type:device_code"


class Client(NamedTuple):
    """An app: its id, what it calls itself, and where it may be sent back to."""

    id: str
    name: str
    redirect_uris: tuple[str, ...]

    @property
    def host(self) -> str:
        """The host that vouches for it, as its document is there; empty for one that has registered itself."""
        return urlsplit(self.id).hostname or "" if self.id.startswith("https://") else ""

    def redirect(self, uri: str) -> str | None:
        """The address, if it is one that the app has declared."""
        return uri if any(redirects.matches(uri, declared) for declared in self.redirect_uris) else None


CLAUDE = Client(
    "https://claude.ai/oauth/mcp-oauth-client-metadata",
    "Claude",
    ("https://claude.ai/api/mcp/auth_callback", "https://claude.com/api/mcp/auth_callback"),
)
CLI = Client("bivelio-cli", "BiVelio CLI", ())
PINNED: Mapping[str, Client] = {each.id: each for each in (CLAUDE, CLI)}
"""Our own program, and those whose document its host does not show to the computers of data centres (docs/oauth.md)."""


def find(table: Table, client_id: str) -> Client:
    """The app of an id. Raises OauthError when there is none, or its document is not what it must be."""
    if len(client_id) > LONGEST_CLIENT:
        raise OauthError("invalid_client", "client_id is too long")
    if client := PINNED.get(client_id):
        return client
    item = table.get(keys.oauth_client(digest(client_id)))
    if item and item["ttl"] > clock.epoch():
        return Client(client_id, item["name"], tuple(item["redirect_uris"]))
    if not client_id.startswith("https://"):
        raise OauthError("invalid_client", "client_id is unknown")
    client = _by_document(client_id)
    table.put(_item(client, DOCUMENT_MEMORY).item)
    return client


def remembered(client: Client) -> list[UpdateWrite]:
    """The write that keeps a registered app for as long as somebody uses it."""
    if not client.id.startswith(REGISTERED):
        return []
    change = Update(set={"ttl": clock.ttl(USED_LIFETIME)})
    return [UpdateWrite(keys.oauth_client(digest(client.id)), change, present())]


def register(table: Table, document: Any, network: str) -> dict[str, Any]:
    """Register an app (RFC 7591): the same metadata are the same app, whoever sends them. Raises OauthError."""
    if not isinstance(document, dict):
        raise OauthError("invalid_client_metadata", "the body must be a JSON object")
    uris, name = _redirect_uris(document.get("redirect_uris")), _name(document.get("client_name"), "")
    about = json.dumps([name, [_portless(uri) for uri in uris]]).encode()
    client = Client(REGISTERED + hashlib.sha256(about).hexdigest()[:32], name, uris)
    item = table.get(keys.oauth_client(digest(client.id)))
    if item is None or item["ttl"] <= clock.epoch():
        for subject, most in ((network, NEW_OF_NETWORK), ("all", NEW_OF_ALL)):
            if not limits.is_within(table, "register", subject, most):
                raise OauthError("temporarily_unavailable", "too many new apps this hour: try later", 429)
        table.put(_item(client, UNUSED_LIFETIME).item)
    return {
        "client_id": client.id,
        "client_id_issued_at": int(clock.epoch()),
        "client_name": client.name,
        "redirect_uris": list(client.redirect_uris),
        "grant_types": ["authorization_code", "refresh_token", DEVICE_GRANT_TYPE],
        "response_types": ["code"],
        "token_endpoint_auth_method": "none",
    }


def _item(client: Client, lifetime: timedelta) -> Put:
    key = keys.oauth_client(digest(client.id))
    about = {"name": client.name, "redirect_uris": list(client.redirect_uris), "ttl": clock.ttl(lifetime)}
    return Put({"PK": key.pk, "SK": key.sk, **about})


def _by_document(client_id: str) -> Client:
    """The app that a document describes (OAuth Client ID Metadata Document). What fails is not remembered."""
    _check_document_url(client_id)
    from bivelio_core import egress  # noqa: PLC0415 - who asks for known apps does without

    headers = {"Accept": "application/json"}
    try:
        answer = egress.fetch(
            "GET", client_id, headers=headers, timeout_seconds=DOCUMENT_SECONDS, maximum_bytes=LARGEST_DOCUMENT_BYTES
        )
    except (egress.EgressFailed, egress.EgressRefused) as error:
        raise OauthError("invalid_client", "the client metadata document could not be read") from error
    if answer.status != 200 or "json" not in answer.headers.get("content-type", ""):  # noqa: PLR2004
        raise OauthError("invalid_client", "the client metadata document is not answered as JSON with status 200")
    try:
        document = json.loads(answer.body)
    except (ValueError, RecursionError) as error:
        raise OauthError("invalid_client", "the client metadata document is not JSON") from error
    if not isinstance(document, dict) or document.get("client_id") != client_id:
        raise OauthError("invalid_client", "the client metadata document names another client_id")
    if "client_secret" in document or document.get("token_endpoint_auth_method", "none") != "none":
        raise OauthError("invalid_client", "only clients without a secret are served: token_endpoint_auth_method none")
    uris = _redirect_uris(document.get("redirect_uris"))
    return Client(client_id, _name(document.get("client_name"), urlsplit(client_id).hostname or ""), uris)


def _check_document_url(url: str) -> None:
    """Refuse an id that no document may have: https, a path without dots, nothing secret and no part of a page."""
    try:
        parts = urlsplit(url)
        has_port_of_its_own = parts.port not in (None, 443) and not config.is_local()  # where one tries an app
    except ValueError:
        raise OauthError("invalid_client", "client_id is not an address") from None
    segments = parts.path.split("/")
    is_plain = all("!" <= each <= "~" for each in url) and "\\" not in url and "#" not in url
    if not is_plain or not parts.hostname or "@" in parts.netloc or has_port_of_its_own:
        raise OauthError("invalid_client", "client_id is not an address of a document")
    if parts.path in ("", "/") or "." in segments or ".." in segments:
        raise OauthError("invalid_client", "client_id must have a path without dots")


def _redirect_uris(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not 0 < len(value) <= MOST_REDIRECTS:
        raise OauthError("invalid_redirect_uri", f"redirect_uris must list 1 to {MOST_REDIRECTS} addresses")
    if not all(isinstance(uri, str) and redirects.is_allowed(uri) for uri in value):
        raise OauthError("invalid_redirect_uri", "redirect_uris must be https, loopback http or a scheme of a program")
    return tuple(dict.fromkeys(value))


def _portless(uri: str) -> str:
    """The address as it is the same app on each start: a program takes another port of its computer each time."""
    return uri.replace(urlsplit(uri).netloc, urlsplit(uri).hostname or "", 1) if redirects.is_loopback(uri) else uri


def _name(value: Any, usual: str) -> str:
    """The name to show: one line without directions of writing, which would show the page's own words otherwise."""
    text = value if isinstance(value, str) else usual
    line = "".join(each for each in without_direction(text) if each.isprintable())
    return " ".join(line.split())[:LONGEST_NAME] or usual
