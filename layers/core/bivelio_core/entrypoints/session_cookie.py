"""The refresh token in a cookie instead of the body, for the dashboard (docs/adr/0044-browser-sessions.md).

A page that asks for the cookie (`cookie: true`) never sees the token: the cookie is HttpOnly, and the browser sends it
only to the operations of signing in. The request model has the fields `cookie` and `refresh_token`, the answer
`refresh_token`; the service sees the same two whether they travel in the cookie or in the body. Source: RFC 6265bis,
section 4.1.
"""

from http.cookies import CookieError, SimpleCookie
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from pydantic import BaseModel

from bivelio_core.errors import ValidationError
from bivelio_core.identity.refusals import IN_THE_COOKIE, CredentialRefused
from bivelio_core.identity.sessions import IDLE_LIFETIME
from bivelio_core.tenancy import Environment

from .http import HttpRequest

NAME = "__Secure-bivelio"
"""Browsers take a cookie of this name from secure origins alone (and from localhost)."""

PATHS: dict[Environment, str] = {"live": "/v1/auth", "sandbox": "/sandbox/v1/auth"}
"""Where the dashboard's host has the operations of signing in; the two environments have a session each."""

BEGINNINGS = ("password", "mfa")
"""What begins a session of its own, whatever cookie there is."""

_KEPT, _FLEETING = "k.", "f."
"""What the value begins with: a cookie that stays for 30 days, or until the browser is closed."""


class SessionCookie(NamedTuple):
    """The cookie of a request that asked for it: its refresh token, and whether the next cookie is persistent."""

    environment: Environment
    token: str | None
    stays: bool

    @classmethod
    def of(cls, data: BaseModel, request: HttpRequest, environment: Environment) -> "SessionCookie | None":
        """The cookie, None unless the request asks for one. Raises CredentialRefused for another site's page."""
        if not getattr(data, "cookie", False):
            return None
        if not _is_own_page(request):
            raise CredentialRefused("cookie_elsewhere")
        if getattr(data, "refresh_token", None) is not None:
            raise ValidationError.of("refresh_token", IN_THE_COOKIE)
        value = _sent(request.headers.get("cookie", ""))
        stays = getattr(data, "stay_signed_in", False) or value.startswith(_KEPT)
        token = value[len(_KEPT) :] if value.startswith((_KEPT, _FLEETING)) else None
        return cls(environment, token, stays)

    def put_in(self, data: BaseModel) -> BaseModel:
        """Return the request with the token in its place. A request that begins a session needs none."""
        if self.token is None or getattr(data, "grant_type", "") in BEGINNINGS:
            return data
        return data.model_copy(update={"refresh_token": self.token})

    def take_from(self, answer: dict[str, Any]) -> str:
        """The header `Set-Cookie` of an answer, whose refresh token is removed; of a sign-out, one that clears it."""
        token = answer.pop("refresh_token", None)
        where = f"; Path={PATHS[answer.get('environment', self.environment)]}; HttpOnly; Secure; SameSite=Strict"
        if token is None:
            return f"{NAME}={where}; Max-Age=0"
        if self.stays:
            return f"{NAME}={_KEPT}{token}{where}; Max-Age={int(IDLE_LIFETIME.total_seconds())}"
        return f"{NAME}={_FLEETING}{token}{where}"


def _sent(header: str) -> str:
    """The value of our cookie in the header `Cookie`; empty when there is none."""
    try:
        morsel = SimpleCookie(header).get(NAME)
    except CookieError:
        return ""
    return morsel.value if morsel else ""


def _is_own_page(request: HttpRequest) -> bool:
    """Whether a request comes from a page of the host itself, or from no page at all.

    SameSite keeps the cookie from pages of other sites, but not from those of a sister host. Every browser of recent
    years reports which it is; for other browsers, `Origin` must name the host.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None:
        return site == "same-origin"
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")
