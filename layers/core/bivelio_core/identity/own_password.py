"""Check the current password of a signed-in user, counting guesses like sign-ins."""

from collections.abc import Callable

from bivelio_core.context import Context
from bivelio_core.errors import Unprocessable
from bivelio_core.faults import register
from bivelio_core.store.addresses import normalise_email
from bivelio_core.store.codec import Item

from . import passwords
from .attempts import SignInAttempts

WRONG_PASSWORD = register("identity", "wrong_password")


def check(about: Item, password: str, field: str, ctx: Context, note: Callable[[], None]) -> SignInAttempts:
    """Check the password; returns its counters, whose writes belong in the transaction of the effect.

    Guesses are counted like sign-ins. Raises TooManyAttempts, and Unprocessable for a wrong password, after counting
    it.
    """
    table = ctx.store.table
    attempts = SignInAttempts(normalise_email(about["email"]), ctx.source_ip)
    attempts.take(table, table.get_many(attempts.keys(), consistent=True))
    if not passwords.matches(password, about["password"]):
        attempts.on_failure(table)
        note()
        raise Unprocessable.of(field, WRONG_PASSWORD)
    return attempts
