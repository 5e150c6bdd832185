"""Ask for another e-mail address: a link is sent to the new one.

The operation takes the same steps for every address: whether somebody else has it is looked up by the worker that sends
the mail (letters/work.py). The link proves the new address; the recent sign-in before it proves the person.
"""

from bivelio_core import clock
from bivelio_core.context import Context
from bivelio_core.errors import InvalidToken, Unprocessable
from bivelio_core.faults import register
from bivelio_core.identity import attempts, confirming
from bivelio_core.identity.attempts import LockPolicy
from bivelio_core.identity.errors import TooManyAttempts, TooManyMails
from bivelio_core.identity.letters import queue
from bivelio_core.identity.letters.queue import Letter
from bivelio_core.identity.models import ChangeEmail, EmailChangeAsked
from bivelio_core.store import keys
from bivelio_core.store.addresses import normalise_email
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.writes import Update, present

A_USER = LockPolicy(free_attempts=3, first_seconds=60, longest_seconds=3600)
"""How many mails a user may have sent, before the next ones have to wait. For a day."""


SAME_ADDRESS = register("identity", "same_address")


def email_change(request: ChangeEmail, ctx: Context) -> EmailChangeAsked:
    """Send a link to the new address, after a recent sign-in. A newer request invalidates the link of the former one.

    Raises ConfirmationRequired, Unprocessable for the address that the user has, TooManyMails, InvalidToken.
    """
    confirming.require_recent(ctx)
    table, user = ctx.store.table, keys.user(ctx.actor.id)
    address = request.email.strip()
    about = table.get(user)
    if about is None:
        raise InvalidToken
    if normalise_email(address) == normalise_email(about["email"]):
        raise Unprocessable.of("email", SAME_ADDRESS)
    try:
        attempts.take(table, keys.attempts("new_address", ctx.actor.id), A_USER)
    except TooManyAttempts as error:
        raise TooManyMails(retry_after=error.retry_after, details=error.details, **error.values) from error
    asked_at = clock.stamp()
    change = Update(set={"new_email": address, "email_asked_at": asked_at}, remove=["email_link"])
    try:
        table.update(user, change, condition=present())
    except ConditionFailed as failure:
        raise InvalidToken from failure
    queue.send(Letter("email", ctx.actor.id, ctx.organisation, asked_at, ctx.language))
    return EmailChangeAsked()
