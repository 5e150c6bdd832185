"""Ask for a new password: a link is sent to the user's address.

The operation takes the same steps for every address: it counts, puts a message on a queue and answers. The worker that
sends the mail looks up whether the address has an account (letters/work.py), so neither the answer nor its duration
reveals it.
"""

from bivelio_core import clock
from bivelio_core.context import Context
from bivelio_core.identity import attempts
from bivelio_core.identity.attempts import LockPolicy
from bivelio_core.identity.errors import TooManyAttempts, TooManyMails
from bivelio_core.identity.key_text import digest
from bivelio_core.identity.letters import queue
from bivelio_core.identity.letters.queue import Letter
from bivelio_core.identity.models import ForgotPassword, PasswordForgotten
from bivelio_core.identity.networks import network
from bivelio_core.store import keys
from bivelio_core.store.addresses import normalise_email

A_NETWORK = LockPolicy(free_attempts=20, first_seconds=30, longest_seconds=900)
AN_ADDRESS = LockPolicy(free_attempts=3, first_seconds=60, longest_seconds=3600)
"""How many mails a network may ask for, and how many an address gets, before the next ones have to wait. For a day."""


def password_forgot(request: ForgotPassword, ctx: Context) -> PasswordForgotten:
    """Send a link if the address has an account. Raises TooManyMails for a network that asks too often.

    An address that has reached its number of mails gets no more for a while, with the same answer.
    """
    table, address = ctx.store.table, normalise_email(request.email)
    try:
        attempts.take(table, keys.attempts("forgot_from", network(ctx.source_ip)), A_NETWORK)
    except TooManyAttempts as error:
        raise TooManyMails(retry_after=error.retry_after, details=error.details, **error.values) from error
    try:
        attempts.take(table, keys.attempts("forgot", digest(address)), AN_ADDRESS)
    except TooManyAttempts:
        return PasswordForgotten()
    queue.send(Letter("reset", address, ctx.organisation, clock.stamp(), ctx.language))
    return PasswordForgotten()
