"""The session of a user who signs in: one access token for all requests, refreshed by one of them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from .. import _transport
from .._omit import OMIT
from .._operation import Operation
from ..errors import APIConnectionError, APIError, AuthenticationError, AuthMfaRequiredError

if TYPE_CHECKING:
    from .._sign_in import SignIn
    from ..models import Tokens
    from .sending import Sender

_BY_PASSWORD = Operation("/auth/token", is_bare=True)
_ONCE = Operation("/auth/token", is_repeatable=False, is_bare=True)
"""With a refresh token, or with a challenge and its code: each works once."""

_EARLY_SECONDS = 60.0
_SAFE_SECONDS = 8.0
"""A refresh token that was sent may be sent again for ten seconds; used later, it ends the session."""


class Session:
    """Keeps the access token. Tasks and threads that need another one wait for the one that gets it."""

    def __init__(self, sign_in: SignIn) -> None:
        self._sign_in = sign_in
        self._lock = _transport.lock()
        self._access_token = ""
        self._refresh_token = sign_in.refresh_token
        self._until = 0.0
        self._refusal: AuthenticationError | None = None

    def token(self, sender: Sender, refused: str = "") -> str:
        """Return an access token that is good for a minute or more, and is not the one that was refused."""
        if self._is_good(refused):
            return self._access_token
        with self._lock:
            if not self._is_good(refused):
                self._take(self._renewed(sender))
            return self._access_token

    def _is_good(self, refused: str) -> bool:
        return bool(self._access_token) and self._access_token != refused and time.monotonic() < self._until

    def _take(self, tokens: Tokens) -> None:
        self._until = time.monotonic() + max(tokens.expires_in - _EARLY_SECONDS, tokens.expires_in / 2)
        self._refresh_token = tokens.refresh_token
        self._access_token = tokens.access_token
        if self._sign_in.on_refresh is not None:
            self._sign_in.on_refresh(tokens)

    def _renewed(self, sender: Sender) -> Tokens:
        if self._refresh_token is not None:
            try:
                return self._refreshed(sender, self._refresh_token)
            except (APIConnectionError, AuthenticationError):
                if self._sign_in.password is None:
                    raise
                self._refresh_token = None
        return self._signed_in(sender)

    def _refreshed(self, sender: Sender, refresh_token: str) -> Tokens:
        start = time.monotonic()
        try:
            return _ask(sender, _ONCE, "refresh_token", refresh_token=refresh_token)
        except (APIConnectionError, APIError) as error:
            is_lost = isinstance(error, APIConnectionError) or error.retryable
            if not is_lost or time.monotonic() - start > _SAFE_SECONDS:
                raise
            return _ask(sender, _ONCE, "refresh_token", refresh_token=refresh_token)

    def _signed_in(self, sender: Sender) -> Tokens:
        if self._refusal is not None:  # another try would count as a guess, and lock the account
            raise self._refusal.with_traceback(None)
        try:
            return self._by_password(sender)
        except AuthenticationError as error:
            self._refusal = error
            raise

    def _by_password(self, sender: Sender) -> Tokens:
        who = self._sign_in
        try:
            return _ask(
                sender, _BY_PASSWORD, "password", email=who.email, password=who.password, org_id=who.org_id or OMIT
            )
        except AuthMfaRequiredError as error:
            if who.code is None:
                raise
            code = _transport.value_of(who.code())
            return _ask(sender, _ONCE, "mfa", challenge=error.challenge, code=code)


def _ask(sender: Sender, operation: Operation, grant_type: str, **fields: Any) -> Tokens:
    from ..models import Tokens

    return sender.send(operation, fields, Tokens, params={"grant_type": grant_type})
