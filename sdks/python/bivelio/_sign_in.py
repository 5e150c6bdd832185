"""How a user signs in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Callable, Optional

from .errors import ConfigurationError

if TYPE_CHECKING:
    from .models import Tokens


@dataclass(frozen=True)
class SignIn:
    """A user, for `BiVelio(api_key=..., sign_in=SignIn(...))`.

    The key, best a publishable one, is sent to `/auth/token` alone. All other requests carry the user's access token,
    which is refreshed before it expires.

    Args:
        email: e-mail address, with `password`.
        password: the password. A refused one is not tried again: guesses lock the account.
        org_id: for a user of several organisations; the last one by default.
        refresh_token: of an earlier session, alone or besides the password. It works once: keep the next one, which
            `on_refresh` is given, and use it in one client at a time (`with_options` shares it).
        code: asks the user for the code of the second factor, and returns it (of an asynchronous client it may be a
            coroutine function). Called only where `/auth/token` asks for one. A refused code is not tried again.
        on_refresh: called with each new pair of tokens (`models.Tokens`), from the thread or task that got it.
    """

    email: Optional[str] = None  # noqa: UP045 - dataclasses may be read at run time, also on Python 3.9
    password: Optional[str] = field(default=None, repr=False)  # noqa: UP045
    org_id: Optional[str] = None  # noqa: UP045
    refresh_token: Optional[str] = field(default=None, repr=False)  # noqa: UP045
    code: Optional[Callable[[], Any]] = field(default=None, repr=False)  # noqa: UP045
    on_refresh: Optional[Callable[[Tokens], object]] = field(default=None, repr=False)  # noqa: UP045

    def __post_init__(self) -> None:
        if (self.email is None) != (self.password is None):
            raise ConfigurationError("Give SignIn both email and password, or a refresh_token.")
        if self.email is None and self.refresh_token is None:
            raise ConfigurationError("SignIn needs email and password, or a refresh_token.")
