"""Programs without a browser (RFC 8628): one shows a code, a person types it into the dashboard, and it gets tokens.

The address with the code in it (`verification_uri_complete`) is not offered: who types a code has it before the eyes,
so a link in a mail cannot have anybody let the sender's program in.
"""

import re
import secrets
from datetime import timedelta
from typing import Any, NamedTuple

from bivelio_core import clock, config
from bivelio_core.identity import sessions
from bivelio_core.identity.devices import device_of
from bivelio_core.identity.key_text import digest, random_text
from bivelio_core.identity.networks import network
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.table import ConditionFailed, Table, TransactionFailed
from bivelio_core.store.writes import (
    Condition,
    Key,
    Put,
    Update,
    UpdateWrite,
    absent,
    all_of,
    any_of,
    compare,
    equals,
    present,
)

from . import clients, codes, granted, limits, resources
from .challenge import ASKED_AT_ONCE
from .errors import OauthError

LIFETIME, KEPT = timedelta(minutes=10), timedelta(days=1)
INTERVAL_SECONDS, SLOWER_SECONDS, LONGEST_INTERVAL_SECONDS = 5, 5, 60
EARLY_SECONDS = 1
"""So much earlier a program may ask: its request and ours are rounded to seconds."""

OF_NETWORK, OF_ALL = 100, 5_000
"""How many codes may be shown in an hour."""

CODE_LENGTH, LETTERS, USER_CODE_LENGTH = 43, "BCDFGHJKLMNPQRSTVWXZ", 8
"""Letters without vowels, so that no code is a word (RFC 8628, section 6.1)."""

_USER_CODE = re.compile(f"[{LETTERS}]{{{USER_CODE_LENGTH}}}")
_TRIES = 3


class Waiting(NamedTuple):
    """A program that waits for a person."""

    key: Key
    item: Item

    @property
    def is_decided(self) -> bool:
        """Whether a person has allowed or refused it."""
        return "user" in self.item

    @property
    def resource(self) -> resources.Resource:
        """What it asks for."""
        return resources.of_name(self.item["resource"], self.item["environment"])

    @property
    def scopes(self) -> tuple[str, ...]:
        """What it wants to do there."""
        return tuple(self.item["asked"].split())


def start(table: Table, form: dict[str, str], source_ip: str, user_agent: str) -> dict[str, Any]:
    """The answer of the device authorization endpoint. Raises OauthError."""
    client = clients.find(table, form.get("client_id", ""))
    resource = resources.named(form.get("resource"))
    if resource is None:
        raise OauthError("invalid_target", "resource is none of this server")
    scopes = granted.parsed(form.get("scope", ""))
    if scopes is None:
        raise OauthError("invalid_scope", "scope names one that there is not")
    scopes = scopes or tuple(ASKED_AT_ONCE[resource.name].split())
    for subject, most in ((network(source_ip), OF_NETWORK), ("all", OF_ALL)):
        if not limits.is_within(table, "device", subject, most):
            raise OauthError("temporarily_unavailable", "too many codes this hour: try later", 429)
    device_code = random_text(CODE_LENGTH)
    about = {
        "client": client.id,
        "client_name": client.name,
        "resource": resource.name,
        "environment": resource.environment,
        "asked": " ".join(granted.limited(scopes, "read") if resource.only_reads else scopes),
        "ip": source_ip,
        **device_of(user_agent).fields(),
        "interval": INTERVAL_SECONDS,
        "expires_at": clock.ttl(LIFETIME),
        "ttl": clock.ttl(KEPT),
    }
    return {
        "device_code": device_code,
        "user_code": _text_to_show(_user_code(table, device_code, about)),
        "verification_uri": f"{config.app_url()}/device",
        "expires_in": int(LIFETIME.total_seconds()),
        "interval": INTERVAL_SECONDS,
    }


def find(table: Table, user_code: str) -> Waiting | None:
    """The program that shows a code; None for a code that is wrong or has expired."""
    text = re.sub(r"[\s-]", "", user_code).upper()
    pointer = table.get(_user_key(text), consistent=True) if _USER_CODE.fullmatch(text) else None
    if pointer is None:
        return None
    key = keys.oauth_code(pointer["device"])
    item = table.get(key, consistent=True)
    if item is None or item["expires_at"] <= clock.epoch():
        return None
    return Waiting(key, item)


def decide(table: Table, waiting: Waiting, about: dict[str, Any]) -> bool:
    """Write what a person decides; whether nobody has decided otherwise before, and the code is still good."""
    undecided = all_of(absent("user"), compare("expires_at", ">", int(clock.epoch())))
    same = all_of(*(equals(name, value) for name, value in about.items()))
    change = UpdateWrite(waiting.key, Update(set=about), any_of(undecided, same))
    client = clients.Client(waiting.item["client"], waiting.item["client_name"], ())
    try:
        table.transact([change, *(clients.remembered(client) if about["is_allowed"] else [])])
    except TransactionFailed:
        return False
    return True


def redeem(table: Table, form: dict[str, str], request_id: str) -> tuple[sessions.Session, str]:
    """Begin the session of a program whose code a person has allowed. Raises OauthError, also while nobody has."""
    key = keys.oauth_code(_device_digest(form.get("device_code", "")))
    item = table.get(key, consistent=True)
    if item is None or form.get("client_id") != item["client"]:
        raise OauthError("invalid_grant", "the device code is unknown, or of another client")
    resource = resources.of_name(item["resource"], item["environment"])
    if form.get("resource", resource.url).removesuffix("/") != resource.url:
        raise OauthError("invalid_target", "resource is not that of the request")
    if "session" in item:
        codes.end_begun(table, item, request_id)
        raise OauthError("invalid_grant", "the device code was used")
    if item["expires_at"] <= clock.epoch():
        raise OauthError("expired_token", "nobody has typed the code in time: ask for a new one")
    if "user" not in item:
        raise _pending(table, key, item)
    if not item["is_allowed"]:
        raise OauthError("access_denied", "the person does not allow it")
    return codes.begin(table, key, item, request_id)


def _user_code(table: Table, device_code: str, about: Item) -> str:
    """Keep a program's request under both of its codes; the one that a person types."""
    device = _device_digest(device_code)
    key = keys.oauth_code(device)
    free: Condition = any_of(absent(), compare("ttl", "<=", int(clock.epoch())))
    for _ in range(_TRIES):
        letters = "".join(secrets.choice(LETTERS) for _ in range(USER_CODE_LENGTH))
        short = _user_key(letters)
        pointer = {"PK": short.pk, "SK": short.sk, "device": device, "ttl": about["expires_at"]}
        try:
            table.transact([Put({"PK": key.pk, "SK": key.sk, **about}, absent()), Put(pointer, free)])
        except TransactionFailed:
            continue  # another program shows this code
        return letters
    raise OauthError("temporarily_unavailable", "no code is free: try again", 503)


def _pending(table: Table, key: Key, item: Item) -> OauthError:
    now = int(clock.epoch())
    interval = int(item["interval"])
    is_early = now - int(item.get("polled_at", 0)) < interval - EARLY_SECONDS
    slower = min(interval + SLOWER_SECONDS, LONGEST_INTERVAL_SECONDS) if is_early else interval
    try:
        table.update(key, Update(set={"polled_at": now, "interval": slower}), present())
    except ConditionFailed:
        return OauthError("expired_token", "nobody has typed the code in time: ask for a new one")
    if is_early:
        return OauthError("slow_down", f"ask every {slower} seconds")
    return OauthError("authorization_pending", "nobody has decided yet")


def _text_to_show(user_code: str) -> str:
    half = USER_CODE_LENGTH // 2
    return f"{user_code[:half]}-{user_code[half:]}"


def _device_digest(device_code: str) -> str:
    return digest(f"device:{device_code}")


def _user_key(user_code: str) -> Key:
    return keys.oauth_code(digest(f"typed:{user_code}"))
