"""Begin to use an app. The new secret is pending until the user enters a code made with it."""

from datetime import timedelta

from bivelio_core import clock
from bivelio_core.context import Context
from bivelio_core.errors import Conflict
from bivelio_core.identity import confirming
from bivelio_core.identity.second_factor import changes, proof, totp
from bivelio_core.identity.second_factor.models import EnrolledFactor, EnrollFactor
from bivelio_core.store import keys
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.writes import Update, absent, all_of, present

PENDING = timedelta(minutes=15)


def mfa_enroll(_request: EnrollFactor, ctx: Context) -> EnrolledFactor:
    """Create a secret for an app, a new one each call. Raises Conflict when a factor is on, ConfirmationRequired."""
    confirming.require_recent(ctx)
    user = changes.user_of(ctx)
    changes.require_off(user)
    secret, until = totp.new_secret(), clock.ttl(PENDING)
    pending = {"mfa_pending": proof.seal(secret, user["id"]), "mfa_pending_until": until}
    try:
        ctx.store.table.update(keys.user(user["id"]), Update(set=pending), all_of(present(), absent("mfa")))
    except ConditionFailed as failure:
        raise Conflict(details={"reason": "mfa_enabled"}) from failure
    expires_at = clock.timestamp(clock.instant(until))
    return EnrolledFactor(secret=secret, uri=totp.uri(secret, user["email"]), expires_at=expires_at)
