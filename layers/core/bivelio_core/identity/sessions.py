"""Sessions and their refresh tokens: each token is used once, and the reuse of a stolen one is detected.

Using a token makes its successor, which is derived from the token and a salt stored with it: a client that lost the
answer and asks again within ten seconds gets the same successor, but neither the table nor the token alone reveals it.
Any later use of a used token ends the whole session. Source: RFC 9700, section 4.14.2.

A session ends after IDLE_LIFETIME without a refresh, and `session_lifetime_days` after it began in any case. An item
that has expired counts as absent, even while the table still has it.

What a person grants to an app (oauth/) is a session too, with its own end: all that ends sessions ends it. Its refresh
tokens are good for that app alone.
"""

import hashlib
import hmac
import os
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from bivelio_core import audit, clock, config, ids
from bivelio_core.audit import Origin
from bivelio_core.errors import InvalidToken
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.table import Table, TransactionFailed
from bivelio_core.store.writes import (
    Condition,
    ConditionCheck,
    Put,
    Update,
    UpdateWrite,
    Write,
    absent,
    all_of,
    present,
)
from bivelio_core.tenancy import Environment

from . import records
from .devices import UNKNOWN, Device
from .key_text import ALPHABET, digest

IDLE_LIFETIME, APP_IDLE_LIFETIME = timedelta(days=30), timedelta(days=90)
GRACE_SECONDS = 10
SECRET_LENGTH, SALT_BYTES = 40, 32
_KEPT = ("user", "organisation", "environment", "generation", "ends_at", "is_platform", "confirmed_at")
_PATTERN = re.compile(rf"v1\.(?P<session>[0-9a-z]{{16}})[0-9A-Za-z]{{{SECRET_LENGTH}}}")


class AppGrant(NamedTuple):
    """What a person has granted to an app: which one, what it may do, and at which resource."""

    client: str
    client_name: str
    scopes: str
    resource: str


@dataclass(frozen=True, slots=True)
class Session:
    """A sign-in and the refresh tokens that descend from it."""

    id: str
    user: str
    organisation: str
    environment: Environment
    generation: int = 0
    ends_at: int = 0
    """The epoch second at which the session ends even if it is used."""

    is_platform: bool = False
    """Whether it began with the platform's own key, so that it may lead to the user's other organisations."""

    confirmed_at: int = 0
    """The epoch second at which the user last proved who it is."""

    app: AppGrant | None = None
    """The app that acts, where it is not the user who has signed in."""


@dataclass(frozen=True, slots=True)
class Presented:
    """A refresh token that was presented, with the session it belongs to."""

    text: str
    item: Item
    session: Session

    @property
    def successor(self) -> str:
        """Return the token that follows this one, always the same for the same token and salt."""
        number = int.from_bytes(
            hmac.digest(bytes.fromhex(self.item["salt"]), self.text.encode(), hashlib.sha256), "big"
        )
        return _text(self.session.id, number)


def new(
    user: str, organisation: str, environment: Environment, *, generation: int = 0, is_platform: bool = False
) -> Session:
    """A session that begins now, in the user's generation."""
    return Session(
        id=ids.unowned_id("session"),
        user=user,
        organisation=organisation,
        environment=environment,
        generation=generation,
        ends_at=clock.ttl(timedelta(days=config.session_lifetime_days())),
        is_platform=is_platform,
        confirmed_at=int(clock.epoch()),
    )


def start(session: Session, source_ip: str = "", device: Device = UNKNOWN) -> tuple[str, list[Write]]:
    """The first refresh token of a new session, and the writes that make both."""
    token = _text(session.id, int.from_bytes(os.urandom(32), "big"))
    key = keys.refresh_family(session.id)
    started_at = clock.stamp()
    times = {"started_at": started_at, "used_at": started_at, "ttl": _expiry(session)}
    place = {"ip": source_ip, **device.fields()}
    family = {"PK": key.pk, "SK": key.sk, **_session_fields(session), **times, **place}
    listed = keys.user_session(session.user, session.organisation, session.environment, started_at, session.id)
    pointer = {"PK": listed.pk, "SK": listed.sk, "session": session.id, "ttl": session.ends_at}
    return token, [Put(family, absent()), _put(token, session), Put(pointer)]


def _session_fields(session: Session) -> Item:
    app = session.app._asdict() if session.app else {}
    return {**{name: getattr(session, name) for name in _KEPT}, **app}


def present_token(table: Table, text: str, *, of_app: bool = False) -> Presented:
    """The token of a text. Raises InvalidToken for one that is unknown or expired, or whose session has ended.

    One of an app is good with `of_app` alone, and no other is then: an app never becomes a signed-in person.
    """
    match = _PATTERN.fullmatch(text)
    if match is None:
        raise InvalidToken
    session_id = f"{ids.PREFIXES['session']}_{match['session']}"
    token_key, family_key = keys.refresh_token(digest(text)), keys.refresh_family(session_id)
    items = table.get_many([token_key, family_key], consistent=True)
    token, family = items.get(token_key), items.get(family_key)
    if token is None or family is None or "revoked_at" in family or token["ttl"] <= clock.epoch():
        raise InvalidToken
    session = Session(
        id=session_id,
        user=family["user"],
        organisation=family["organisation"],
        environment=family["environment"],
        generation=family.get("generation", 0),
        ends_at=int(family.get("ends_at") or family["ttl"]),
        is_platform=bool(family.get("is_platform")),
        confirmed_at=int(family.get("confirmed_at", 0)),
        app=app_of(family),
    )
    if session.ends_at <= clock.epoch() or (session.app is not None) != of_app:
        raise InvalidToken
    return Presented(text, token, session)


def app_of(family: Item) -> AppGrant | None:
    """The app of a session's item; None where a person has signed in."""
    return AppGrant(*(family[name] for name in AppGrant._fields)) if "client" in family else None


def use(table: Table, presented: Presented, origin: Origin) -> str:
    """Use a token and return its successor. Raises InvalidToken, and ends the session, for one already used."""
    used_at = presented.item.get("used_at")
    if used_at is None:
        try:
            table.transact(_using(presented))
        except TransactionFailed as failure:
            if 1 in failure.items:
                raise InvalidToken from failure  # the session ended just now
            used_at = (failure.items.get(0) or {}).get("used_at", 0)
    _refuse_reuse(table, presented, used_at, origin)
    return presented.successor


def look_at(table: Table, text: str, origin: Origin) -> Session:
    """Return a refresh token's session without using the token. Raises InvalidToken as `present_token` and `use` do."""
    presented = present_token(table, text)
    _refuse_reuse(table, presented, presented.item.get("used_at"), origin)
    return presented.session


def _refuse_reuse(table: Table, presented: Presented, used_at: int | None, origin: Origin) -> None:
    if used_at is not None and clock.epoch() - used_at > GRACE_SECONDS:
        end(table, presented.session, origin, "session.reuse_detected")
        raise InvalidToken


def replaced(session: Session) -> UpdateWrite:
    """Return the write that ends a session because another one replaces it.

    It ends after GRACE_SECONDS, so that a client that lost the answer can ask again.
    """
    ends_at = min(session.ends_at, clock.ttl(timedelta(seconds=GRACE_SECONDS)))
    return UpdateWrite(keys.refresh_family(session.id), Update(set={"ends_at": ends_at}), is_open())


def still_open(session: Session) -> ConditionCheck:
    """The check that a session has not been ended."""
    return ConditionCheck(keys.refresh_family(session.id), is_open())


def is_open() -> Condition:
    """The condition on a session's item that it has not been ended."""
    return all_of(present(), absent("revoked_at"))


def carried_over(session_id: str, about: Item) -> UpdateWrite:
    """The write by which a session outlives those that end as its user gets the next generation; it is open."""
    own = Update(set={"generation": records.generation(about) + 1})
    return UpdateWrite(keys.refresh_family(session_id), own, is_open())


def end(table: Table, session: Session, origin: Origin, action: audit.Action = "session.ended") -> None:
    """End a session: none of its refresh tokens works afterwards. Ending it again changes nothing."""
    change = UpdateWrite(
        keys.refresh_family(session.id),
        Update(set={"revoked_at": clock.timestamp()}),
        is_open(),
    )
    client = session.app.client if session.app else None
    entry = audit.entry(session.organisation, action, origin, user=session.user, session=session.id, client=client)
    try:
        table.transact([change, entry])
    except TransactionFailed:
        return  # it has ended already


def _using(presented: Presented) -> list[Write]:
    token, family = keys.refresh_token(digest(presented.text)), keys.refresh_family(presented.session.id)
    used = {"ttl": _expiry(presented.session), "used_at": clock.stamp()}
    return [
        UpdateWrite(token, Update(set={"used_at": int(clock.epoch())}), all_of(present(), absent("used_at"))),
        UpdateWrite(family, Update(set=used), is_open()),
        _put(presented.successor, presented.session),
    ]


def _expiry(session: Session) -> int:
    return min(clock.ttl(APP_IDLE_LIFETIME if session.app else IDLE_LIFETIME), session.ends_at)


def _put(token: str, session: Session) -> Put:
    key = keys.refresh_token(digest(token))
    salt = os.urandom(SALT_BYTES).hex()
    return Put({"PK": key.pk, "SK": key.sk, "salt": salt, "ttl": _expiry(session)}, absent())


def _text(session_id: str, number: int) -> str:
    characters = []
    for _ in range(SECRET_LENGTH):
        number, digit = divmod(number, len(ALPHABET))
        characters.append(ALPHABET[digit])
    return f"v1.{session_id.partition('_')[2]}{''.join(characters)}"
