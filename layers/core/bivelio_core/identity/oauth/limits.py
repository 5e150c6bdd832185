"""Count in an hour what may be done without a credential, or guessed."""

from datetime import timedelta

from bivelio_core import clock
from bivelio_core.store import keys
from bivelio_core.store.table import ConditionFailed, Table
from bivelio_core.store.writes import Update, absent, any_of, compare

HOUR_SECONDS = 3600


def is_within(table: Table, what: str, subject: str, most: int) -> bool:
    """Count one more of a subject in this hour; whether it is at most so many."""
    key = keys.attempts(what, f"{subject}#{int(clock.epoch()) // HOUR_SECONDS}")
    change = Update(add={"n": 1}, default={"ttl": clock.ttl(timedelta(hours=2))})
    try:
        table.update(key, change, condition=any_of(absent("n"), compare("n", "<", most)))
    except ConditionFailed:
        return False
    return True
