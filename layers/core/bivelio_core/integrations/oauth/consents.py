"""The port of sign-ins to servers of others, and the sandbox's, which calls nobody and refuses the code `denied`."""

from typing import NamedTuple, Protocol
from urllib.parse import urlencode

from bivelio_core.integrations.given import Tokens
from bivelio_core.providers.messaging.failures import Refused

from . import client
from .client import Oauth
from .discovery import discover


class ConsentTarget(NamedTuple):
    """Of which server tokens are wanted, and what its owner said about it. `challenge` is what the server answered."""

    url: str
    challenge: str = ""
    client_id: str | None = None
    client_secret: str | None = None
    scope: str | None = None


class AskedConsent(NamedTuple):
    """A consent that is asked for: where, and what the connection keeps."""

    url: str
    oauth: Oauth
    client_secret: str | None = None


class ServerConsents(Protocol):
    """The port."""

    def begin(self, target: ConsentTarget, state: str, challenge: str) -> AskedConsent | None:
        """Ask for a consent; None when the server names nobody who gives tokens. Raises ProviderFailure."""

    def exchange(self, oauth: Oauth, secret: str | None, code: str, verifier: str) -> Tokens:
        """The tokens for a code. Raises ProviderFailure."""

    def refresh(self, oauth: Oauth, secret: str | None, token: str) -> Tokens:
        """New tokens. Raises Refused `credentials_rejected` when the consent was withdrawn, Unavailable."""

    def revoke(self, oauth: Oauth, secret: str | None, token: str) -> None:
        """Have the server forget the consent. Raises ProviderFailure."""


def server_consents(*, is_sandbox: bool) -> ServerConsents:
    """The adapter of an environment."""
    return SimulatedServerConsents() if is_sandbox else RealServerConsents()


class RealServerConsents:
    """The servers themselves."""

    def begin(self, target: ConsentTarget, state: str, challenge: str) -> AskedConsent | None:
        """See ServerConsents.begin."""
        server = discover(target.url, target.challenge, target.scope)
        if server is None:
            return None
        identity = client.known_at(server, target.client_id, target.client_secret)
        return AskedConsent(
            client.consent_url(server, identity, state, challenge), client.as_kept(server, identity), identity.secret
        )

    def exchange(self, oauth: Oauth, secret: str | None, code: str, verifier: str) -> Tokens:
        """See ServerConsents.exchange."""
        return client.exchange(oauth, secret, code, verifier)

    def refresh(self, oauth: Oauth, secret: str | None, token: str) -> Tokens:
        """See ServerConsents.refresh."""
        return client.refresh(oauth, secret, token)

    def revoke(self, oauth: Oauth, secret: str | None, token: str) -> None:
        """See ServerConsents.revoke."""
        client.revoke(oauth, secret, token)


class SimulatedServerConsents:
    """Servers of the sandbox."""

    def begin(self, target: ConsentTarget, state: str, challenge: str) -> AskedConsent | None:
        """See ServerConsents.begin: nobody need open the page."""
        query = urlencode({"state": state, "resource": target.url, "code_challenge": challenge})
        oauth = {"issuer": "https://sandbox.bivelio.com", "resource": target.url, "registration": "simulated"}
        return AskedConsent(f"https://sandbox.bivelio.com/mcp/consent?{query}", oauth)

    def exchange(self, oauth: Oauth, secret: str | None, code: str, verifier: str) -> Tokens:  # noqa: ARG002
        """See ServerConsents.exchange."""
        if code == "denied":
            raise Refused("credentials_rejected", "simulated: access_denied")
        return Tokens("sandbox-access", client.USUAL_LIFETIME, "sandbox-refresh")

    def refresh(self, oauth: Oauth, secret: str | None, token: str) -> Tokens:  # noqa: ARG002
        """See ServerConsents.refresh."""
        return Tokens("sandbox-access", client.USUAL_LIFETIME, "sandbox-refresh")

    def revoke(self, oauth: Oauth, secret: str | None, token: str) -> None:
        """Nothing to forget."""
