"""Consent and tokens of Google. Source: Google Identity, "Using OAuth 2.0 for Web Server Applications"; RFC 7636.

In the sandbox Google is not called: the code `denied` is refused, any other one is accepted. A short word as the code
is the name of the account, so that there may be several.
"""

import base64
import hashlib
import json
import os
import re
from typing import Any, Protocol
from urllib.parse import urlencode

from bivelio_core import clients, config, provider_urls
from bivelio_core.providers.messaging import http
from bivelio_core.providers.messaging.failures import OutcomeUnknown, Refused, Unavailable
from bivelio_core.ttl_cache import TtlCache

from .given import Tokens

SCOPES = {
    "gmail": ("openid", "email", "https://www.googleapis.com/auth/gmail.send"),
    "google_calendar": ("openid", "email", "https://www.googleapis.com/auth/calendar"),
}
TIMEOUT_SECONDS = 6.0
RANDOM_BYTES = 32
SHORTEST_LIFE_SECONDS = 60
ACCOUNT_NAME = re.compile(r"[a-z]{1,30}")
"""A code of the sandbox that names the account."""

_clients: TtlCache[dict[str, str]] = TtlCache(300, 10)


class Consents(Protocol):
    """The port."""

    def url(self, provider: str, state: str, verifier: str) -> str:
        """The page at which the owner of an account consents. Raises Refused when this deployment has none."""

    def exchange(self, code: str, verifier: str) -> Tokens:
        """The tokens for a code. Raises ProviderFailure."""

    def refresh(self, token: str) -> Tokens:
        """A new access token. Raises Refused `credentials_rejected` when the consent was withdrawn."""

    def revoke(self, token: str) -> None:
        """Have Google forget the consent. Raises ProviderFailure."""


def consents(*, is_sandbox: bool) -> Consents:
    """The adapter of an environment."""
    return SimulatedConsents() if is_sandbox else GoogleConsents()


def new_verifier() -> str:
    """The secret half of PKCE: 43 characters."""
    return base64.urlsafe_b64encode(os.urandom(RANDOM_BYTES)).rstrip(b"=").decode()


def challenge(verifier: str) -> str:
    """The half that Google is told before."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


class GoogleConsents:
    """Google itself."""

    def url(self, provider: str, state: str, verifier: str) -> str:
        """See Consents.url."""
        client = _client()
        if not config.google_redirect_url():
            raise Refused("not_configured")
        parameters = {
            "client_id": client["client_id"],
            "redirect_uri": config.google_redirect_url(),
            "response_type": "code",
            "scope": " ".join(SCOPES[provider]),
            "state": state,
            "code_challenge": challenge(verifier),
            "code_challenge_method": "S256",
            "access_type": "offline",
            "prompt": "consent",
        }
        return f"{provider_urls.google_consent_url()}?{urlencode(parameters)}"

    def exchange(self, code: str, verifier: str) -> Tokens:
        """See Consents.exchange."""
        about = {"code": code, "code_verifier": verifier, "redirect_uri": config.google_redirect_url()}
        return self._tokens({"grant_type": "authorization_code", **about})

    def refresh(self, token: str) -> Tokens:
        """See Consents.refresh."""
        return self._tokens({"grant_type": "refresh_token", "refresh_token": token})

    def revoke(self, token: str) -> None:
        """See Consents.revoke."""
        _post(provider_urls.google_token_url().removesuffix("/token") + "/revoke", {"token": token})

    def _tokens(self, parameters: dict[str, str]) -> Tokens:
        answer = _post(provider_urls.google_token_url(), {**parameters, **_client()})
        document = answer.document
        if answer.status < 300 and isinstance(document.get("access_token"), str):  # noqa: PLR2004 - a success
            lifetime = document.get("expires_in")
            return Tokens(
                document["access_token"],
                lifetime if isinstance(lifetime, int) else SHORTEST_LIFE_SECONDS,
                document.get("refresh_token"),
                email_of(str(document.get("id_token", ""))),
            )
        if answer.status == http.TOO_MANY_REQUESTS or answer.status >= http.SERVER_ERROR:
            raise Unavailable("provider_unavailable", retry_after=answer.retry_after)
        if document.get("error") in ("invalid_client", "unauthorized_client", "redirect_uri_mismatch"):
            raise Refused("not_configured", str(document["error"]))
        raise Refused("credentials_rejected", str(document.get("error", answer.status)))


class SimulatedConsents:
    """Google of the sandbox."""

    def url(self, provider: str, state: str, verifier: str) -> str:
        """See Consents.url: nobody need open it."""
        parameters = {"state": state, "scope": " ".join(SCOPES[provider]), "code_challenge": challenge(verifier)}
        return f"https://sandbox.bivelio.com/google/consent?{urlencode(parameters)}"

    def exchange(self, code: str, verifier: str) -> Tokens:  # noqa: ARG002 - nothing is checked by it
        """See Consents.exchange."""
        if code == "denied":
            raise Refused("credentials_rejected", "simulated: access_denied")
        name = code if ACCOUNT_NAME.fullmatch(code) else "sandbox"
        return Tokens("sandbox-access", 3_600, "sandbox-refresh", f"{name}@sandbox.bivelio.com")

    def refresh(self, token: str) -> Tokens:  # noqa: ARG002
        """See Consents.refresh."""
        return Tokens("sandbox-access", 3_600)

    def revoke(self, token: str) -> None:
        """Nothing to forget."""


def email_of(id_token: str) -> str | None:
    """The address in an ID token.

    It came from Google itself over TLS, so its signature need not be checked (OpenID Connect Core, section 3.1.3.7).
    """
    parts = id_token.split(".")
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
        address = claims["email"]
    except (IndexError, ValueError, KeyError, TypeError):
        return None
    return address if isinstance(address, str) else None


def _post(url: str, fields: dict[str, str]) -> http.Answer:
    try:
        return http.request(
            "POST",
            url,
            body=urlencode(fields).encode(),
            content_type="application/x-www-form-urlencoded",
            timeout_seconds=TIMEOUT_SECONDS,
        )
    except OutcomeUnknown as unknown:  # asking again does no harm
        raise Unavailable("provider_unavailable", unknown.text) from unknown


def _client() -> dict[str, str]:
    """This deployment's registration at Google. Raises Refused when it has none."""
    secret_id = config.google_client_secret_id()

    def read() -> dict[str, str]:
        answer: Any = clients.client("secretsmanager").get_secret_value(SecretId=secret_id)
        secrets: dict[str, str] = json.loads(answer["SecretString"])
        return {name: secrets.get(name, "") for name in ("client_id", "client_secret")}

    registered = _clients.get(secret_id, read) if secret_id else {}
    if not registered.get("client_id"):
        raise Refused("not_configured")
    return registered


def forget() -> None:
    """Clear the cache of registrations; for tests."""
    _clients.clear()
