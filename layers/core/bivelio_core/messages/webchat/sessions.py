"""The sessions of a web chat: who writes is nobody but a random id, with a token that says so for an hour.

    <session>~<second of issue>~<signature>

The HMAC-SHA256 under a key of the tenant is over the connection and the origin too, so that a token opens one chat on
one site. It is renewed by whoever still has it, for 30 days: nothing is stored of somebody who has not written.
"""

import re
from typing import NamedTuple

from bivelio_core import clock, ids
from bivelio_core.store import signing_keys
from bivelio_core.store.tenant_store import TenantStore

LIFETIME_SECONDS = 3_600
RENEWED_WITHIN_SECONDS = 30 * 86_400
CLOCKS_APART_SECONDS = 60
SESSION_LETTERS = 26
"""130 bits."""

LONGEST_TOKEN = 120
_SESSION = re.compile(rf"wcs_[{ids.ALPHABET}]{{{SESSION_LETTERS}}}")
_TOKEN = re.compile(rf"(wcs_[{ids.ALPHABET}]{{{SESSION_LETTERS}}})~([0-9]{{1,12}})~([0-9a-f]{{64}})")


class Site(NamedTuple):
    """Where a chat is: its connection, and the origin of the page that shows it."""

    connection: str
    origin: str


class Session(NamedTuple):
    """Whose a token is, and how old it is in seconds."""

    id: str
    age: float

    @property
    def is_fresh(self) -> bool:
        """Whether the token may be used as it is."""
        return self.age < LIFETIME_SECONDS

    @property
    def is_to_renew(self) -> bool:
        """Whether half of its time is over."""
        return self.age > LIFETIME_SECONDS / 2


def new_id() -> str:
    """A session of nobody yet."""
    return f"wcs_{ids.random_text(SESSION_LETTERS)}"


def is_session(text: str) -> bool:
    """Whether a text has the form of a session's id."""
    return _SESSION.fullmatch(text) is not None


def token(store: TenantStore, site: Site, session: str) -> str:
    """A token of a session from now on; makes the tenant's key on first use."""
    issued = int(clock.epoch())
    return f"{session}~{issued}~{signing_keys.sign(store, 'webchats', _signed_text(store, site, session, issued))}"


def opened(store: TenantStore, site: Site, text: str) -> Session | None:
    """The session of a token that was given for this chat on this site; None of any other text and after 30 days."""
    matched = _TOKEN.fullmatch(text) if len(text) <= LONGEST_TOKEN else None
    if matched is None:
        return None
    session, issued, signature = matched[1], int(matched[2]), matched[3]
    age = clock.epoch() - issued
    if not -CLOCKS_APART_SECONDS <= age < RENEWED_WITHIN_SECONDS:
        return None
    is_ours = signing_keys.is_signed(store, "webchats", _signed_text(store, site, session, issued), signature)
    return Session(session, age) if is_ours else None


def _signed_text(store: TenantStore, site: Site, session: str, issued: int) -> str:
    return f"webchat {store.tenant.configuration} {site.connection} {site.origin} {session} {issued}"
