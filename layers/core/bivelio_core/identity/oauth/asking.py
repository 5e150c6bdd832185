"""An app's request to act for a person (RFC 6749, section 4.1.1), checked before the person is asked."""

import re
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from bivelio_core.store.table import Table

from . import clients, granted, redirects, resources
from .challenge import ASKED_AT_ONCE
from .clients import Client
from .errors import OauthError
from .resources import Resource

LONGEST_QUERY, MOST_FIELDS, LONGEST_STATE = 4000, 30, 1000
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")


class Asking(NamedTuple):
    """What an app asks for: all that a person is shown, and that a code stands for."""

    client: Client
    redirect_uri: str
    resource: Resource
    scopes: tuple[str, ...]
    challenge: str
    state: str | None

    @property
    def only_loopback(self) -> bool:
        """Whether the answer goes to a program on the person's own computer: nobody vouches for which one."""
        return redirects.is_loopback(self.redirect_uri)

    def answered(self, **about: str) -> str:
        """The address with the answer; `iss` says whose it is (RFC 9207), so that no app takes it to another server."""
        pairs = {**about, **({} if self.state is None else {"state": self.state}), "iss": resources.issuer()}
        separator = "&" if "?" in self.redirect_uri else "?"
        return f"{self.redirect_uri}{separator}{urlencode(pairs)}"


def read(table: Table, query: str) -> Asking:
    """The request of a query. Raises OauthError: a page says so, and nobody is sent anywhere."""
    try:
        pairs = parse_qsl(query.removeprefix("?"), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError as error:
        raise OauthError("invalid_request", "the query cannot be read") from error
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise OauthError("invalid_request", "a parameter is there twice")
    client = clients.find(table, fields.get("client_id", ""))
    redirect_uri = client.redirect(fields.get("redirect_uri", ""))
    if redirect_uri is None:
        raise OauthError("invalid_redirect_uri", "redirect_uri is none that the app has declared")
    if fields.get("response_type") != "code":
        raise OauthError("invalid_request", "response_type must be code")
    challenge = fields.get("code_challenge", "")
    if fields.get("code_challenge_method") != "S256" or not _CHALLENGE.fullmatch(challenge):
        raise OauthError("invalid_request", "PKCE with code_challenge_method=S256 is required")
    resource = resources.named(fields.get("resource"))
    if resource is None:
        raise OauthError("invalid_target", "resource is none of this server")
    scopes = granted.parsed(fields.get("scope", ""))
    state = fields.get("state")
    if scopes is None:
        raise OauthError("invalid_scope", "scope names one that there is not")
    if state is not None and len(state) > LONGEST_STATE:
        raise OauthError("invalid_request", "state is too long")
    scopes = scopes or tuple(ASKED_AT_ONCE[resource.name].split())
    if resource.only_reads:
        scopes = granted.limited(scopes, "read")
    return Asking(client, redirect_uri, resource, scopes, challenge, state)
