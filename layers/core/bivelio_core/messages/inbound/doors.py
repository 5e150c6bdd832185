"""Verify a provider that delivers to a connection, by a signature over the bytes or by the connection's secret.

A connection's secrets are cached for 30 seconds, so a burst of calls costs no further reads, and a removed or renewed
secret is soon refused. Everything is compared in constant time.
"""

import hashlib
import hmac
from collections.abc import Mapping

from bivelio_core.integrations import connections, places
from bivelio_core.integrations.places import Place
from bivelio_core.store.keys import CONNECTION
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Environment
from bivelio_core.ttl_cache import TtlCache

MEMORY_SECONDS, MEMORY_SIZE = 30, 1_000
SIGNATURE = "sha256="

_cache: TtlCache[dict[str, str] | None] = TtlCache(MEMORY_SECONDS, MEMORY_SIZE)


def place_of(query: Mapping[str, str], environment: Environment) -> Place | None:
    """The connection that an inbound URL names; None when it names none."""
    return places.of_query(query.get("organisation", ""), query.get("connection", ""), environment)


def secrets_of(store: TenantStore, place: Place, provider: str) -> dict[str, str] | None:
    """The secrets of a connection to a provider; None when there is no such connection."""

    def read() -> dict[str, str] | None:
        item = store.get(CONNECTION, place.connection)
        if item is None or item["provider"] != provider or item["status"] not in ("active", "broken"):
            return None
        return dict(connections.account(item, place.organisation).secrets)

    return _cache.get((store.tenant.configuration, place.connection, provider), read)


def challenge(secrets: Mapping[str, str], query: Mapping[str, str]) -> str | None:
    """Return the answer that Meta expects when it verifies a URL; None unless the call has the verify token."""
    expected, token = secrets.get("verify_token", ""), query.get("hub.verify_token", "")
    if query.get("hub.mode") != "subscribe" or not expected or not _same(token, expected):
        return None
    answer = query.get("hub.challenge", "")
    return answer if answer.isascii() and answer.isalnum() else None


def is_signed(secrets: Mapping[str, str], body: bytes, header: str) -> bool:
    """Tell whether Meta has signed exactly these bytes with the app's secret."""
    secret = secrets.get("app_secret", "")
    if not secret or not header.startswith(SIGNATURE):
        return False
    expected = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return _same(header.removeprefix(SIGNATURE), expected)


def has_secret(secrets: Mapping[str, str], header: str) -> bool:
    """Tell whether Telegram sent the secret that it was given for this connection."""
    expected = secrets.get("webhook_secret", "")
    return bool(expected) and _same(header, expected)


def forget() -> None:
    """Clear the cache of secrets; for tests."""
    _cache.clear()


def _same(token: str, expected: str) -> bool:
    return hmac.compare_digest(token.encode("utf-8", "replace"), expected.encode())
