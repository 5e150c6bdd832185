"""Check whether a code proves the user's presence, and make the writes by which it counts once.

A code of the app must belong to a later step than the last code that counted. A recovery code is removed from the list
when used. Both rules are conditions on the user's item, in the transaction of the action that the code confirms.
"""

from typing import NamedTuple

from bivelio_core import clock, sealing
from bivelio_core.identity import attempts
from bivelio_core.identity.attempts import LockPolicy
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.table import Table
from bivelio_core.store.writes import Condition, Delete, Key, Update, absent, all_of, any_of, compare, equals

from . import recovery, totp

GUESSES = LockPolicy(free_attempts=5)
PURPOSE = "second_factor"


class Proof(NamedTuple):
    """A right code: the change of the user's item by its use, and the condition of that change."""

    change: Update
    condition: Condition


def is_enabled(user: Item) -> bool:
    """Whether signing in takes a code."""
    return "mfa" in user


def is_required(organisation: Item, role: str) -> bool:
    """Tell whether an organisation requires a second factor of members with a role."""
    return role == "owner" and bool(organisation.get("mfa_required_for_owners"))


def codes_left(user: Item) -> int:
    """How many recovery codes are unused."""
    return len(user.get("mfa_codes", ()))


def seal(secret: str, user: str) -> bytes:
    """Encrypt a secret so that it can be decrypted only for the same user."""
    return sealing.seal(secret, organisation=user, purpose=PURPOSE)


def unseal(sealed: bytes, user: str) -> str:
    """The secret of a ciphertext."""
    return sealing.unseal(sealed, organisation=user, purpose=PURPOSE)


def count(table: Table, user: str) -> None:
    """Count an attempt at a user's codes, before it is compared. Raises TooManyAttempts."""
    attempts.take(table, _guesses(user), GUESSES)


def forgive(user: str) -> Delete:
    """Return the write after a right code, which clears the counted attempts."""
    return Delete(_guesses(user))


def of_app(secret: str, code: str) -> int | None:
    """The step of a code of the app, None for a wrong one."""
    return totp.matching_step(secret, code.replace(" ", ""), clock.epoch())


def prove(user: Item, code: str) -> Proof | None:
    """Return the proof of a code; None when the code is wrong or has counted before."""
    step = of_app(unseal(bytes(user["mfa_secret"]), user["id"]), code)
    if step is not None:
        if step <= user.get("mfa_step", 0):
            return None
        is_later = any_of(absent("mfa_step"), compare("mfa_step", "<", step))
        return Proof(Update(set={"mfa_step": step}), all_of(equals("mfa", user["mfa"]), is_later))
    codes, name = list(user.get("mfa_codes", ())), recovery.hashed(code, user["id"])
    if name not in codes:
        return None
    remaining = [each for each in codes if each != name]
    unchanged = all_of(equals("mfa", user["mfa"]), equals("mfa_codes", codes))
    return Proof(Update(set={"mfa_codes": remaining}), unchanged)


def _guesses(user: str) -> Key:
    return keys.attempts("code", user)
