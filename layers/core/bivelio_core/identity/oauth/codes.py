"""Codes: what an app gets when a person allows it, and exchanges for tokens, once and within a minute."""

import hashlib
import hmac
import re
from base64 import urlsafe_b64encode
from datetime import timedelta

from bivelio_core import audit, clock, ids
from bivelio_core.audit import Origin
from bivelio_core.context import Actor, Context
from bivelio_core.identity import records, sessions
from bivelio_core.identity.devices import Device, device_of
from bivelio_core.identity.key_text import digest, random_text
from bivelio_core.identity.sessions import AppGrant, Session
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.table import Table, TransactionFailed
from bivelio_core.store.writes import ConditionCheck, Key, Put, Update, UpdateWrite, absent, all_of, present

from .asking import Asking
from .errors import OauthError

LIFETIME, KEPT = timedelta(seconds=60), timedelta(days=1)
CODE_LENGTH = 43
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")


def new(asking: Asking, scopes: tuple[str, ...], days: int, generation: int, ctx: Context) -> tuple[str, Put]:
    """A code for what a person has allowed, and the write that makes it. The table has its SHA-256."""
    code = random_text(CODE_LENGTH)
    key = keys.oauth_code(digest(code))
    return code, Put(
        {
            "PK": key.pk,
            "SK": key.sk,
            "client": asking.client.id,
            "client_name": asking.client.name,
            "redirect_uri": asking.redirect_uri,
            "challenge": asking.challenge,
            "resource": asking.resource.name,
            "resource_url": asking.resource.url,
            "environment": asking.resource.environment,
            "scopes": " ".join(scopes),
            "user": ctx.actor.id,
            "organisation": ctx.organisation,
            "generation": generation,
            "days": days,
            "ip": ctx.source_ip,
            **device_of(ctx.user_agent).fields(),
            "expires_at": clock.ttl(LIFETIME),
            "ttl": clock.ttl(KEPT),
        },
        absent(),
    )


def redeem(table: Table, form: dict[str, str], request_id: str) -> tuple[Session, str]:
    """Begin the session of a code: the session and its refresh token. Raises OauthError.

    Whoever brings a code a second time, or not as it was asked for, ends what it has begun: it was copied.
    """
    key = keys.oauth_code(digest(form.get("code", "")))
    item = table.get(key, consistent=True)
    if item is None or "challenge" not in item:
        raise OauthError("invalid_grant", "the code is unknown")
    if "session" in item:
        end_begun(table, item, request_id)
        raise OauthError("invalid_grant", "the code was used")
    _check(item, form)
    return begin(table, key, item, request_id)


def begin(table: Table, key: Key, item: Item, request_id: str) -> tuple[Session, str]:
    """Begin the session that an item of a code allows, which it does once. Raises OauthError."""
    session = _session(item)
    user, member = keys.user(item["user"]), keys.membership(item["user"], item["organisation"])
    items = table.get_many([user, member], consistent=True)
    if len(items) < len((user, member)) or records.generation(items[user]) != item["generation"]:
        raise OauthError("invalid_grant", "the person may no longer allow it")
    refresh_token, writes = sessions.start(session, item["ip"], Device.of_item(item))
    used = Update(set={"session": session.id})
    try:
        table.transact(
            [
                UpdateWrite(key, used, all_of(present(), absent("session"))),
                ConditionCheck(user, records.same_generation(items[user])),
                ConditionCheck(member, present()),
                *writes,
                _entry(item, session, request_id),
            ]
        )
    except TransactionFailed as failure:
        used_code = failure.items.get(0) or {}
        if "session" in used_code:
            end_begun(table, used_code, request_id)
        raise OauthError("invalid_grant", "the code was used, or its person has gone, just now") from failure
    return session, refresh_token


def _check(item: Item, form: dict[str, str]) -> None:
    verifier = form.get("code_verifier", "")
    challenge = urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    if clock.epoch() >= item["expires_at"]:
        raise OauthError("invalid_grant", "the code has expired")
    if form.get("client_id") != item["client"]:
        raise OauthError("invalid_grant", "the code is of another client")
    if form.get("redirect_uri", item["redirect_uri"]) != item["redirect_uri"]:
        raise OauthError("invalid_grant", "redirect_uri is not that of the request")
    if form.get("resource", str(item["resource_url"])).removesuffix("/") != item["resource_url"]:
        raise OauthError("invalid_target", "resource is not that of the request")
    if not _VERIFIER.fullmatch(verifier) or not hmac.compare_digest(challenge, item["challenge"]):
        raise OauthError("invalid_grant", "code_verifier is not that of the request")


def _session(item: Item) -> Session:
    about = AppGrant(item["client"], item["client_name"], item["scopes"], item["resource"])
    return Session(
        ids.unowned_id("session"),
        item["user"],
        item["organisation"],
        item["environment"],
        generation=item["generation"],
        ends_at=clock.ttl(timedelta(days=int(item["days"]))),
        app=about,
    )


def _entry(item: Item, session: Session, request_id: str) -> Put:
    origin = Origin(Actor("user", item["user"]), request_id, item["ip"], item["client"])
    details = {"session": session.id, "scopes": item["scopes"], "environment": item["environment"]}
    return audit.entry(item["organisation"], "app.connected", origin, **details)


def end_begun(table: Table, item: Item, request_id: str) -> None:
    """End the session that a code has begun: somebody brought it again, so it was copied."""
    about = AppGrant(item["client"], item["client_name"], item["scopes"], item["resource"])
    session = Session(item["session"], item["user"], item["organisation"], item["environment"], app=about)
    sessions.end(table, session, Origin(Actor("user", item["user"]), request_id), "session.reuse_detected")
