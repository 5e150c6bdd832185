"""Runs every minute and does what is due for events: invitations, reminders, starts, changes for Google Calendar.

It also tells of the tasks of contacts that are due, opens conversations whose snooze has ended, and has sources of
knowledge read again: these wait in the same way.

It reads a few keys of a sparse index that hold only what is due, so it costs the same however many events there are.
When much is due, it works in parallel until its time has nearly passed.
"""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from bivelio_core.calendar import tasks, work
from bivelio_core.contacts.tasks import due as contact_tasks
from bivelio_core.entrypoints.lambda_handler import lambda_handler
from bivelio_core.entrypoints.logs import begin_invocation, logger
from bivelio_core.entrypoints.sweeps import end_of_sweep
from bivelio_core.knowledge import due as knowledge
from bivelio_core.messages.inbox import snooze, states
from bivelio_core.needs import AUDIT, MEMBERS, Access, Needs
from bivelio_core.store import keys
from bivelio_core.store.connect import table
from bivelio_core.store.table import Table
from bivelio_core.store.writes import Key
from bivelio_core.triggers import EveryMinute

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

AT_ONCE = 8
TIME_SECONDS = 45.0
"""No new task is begun after this time: the function has 120 seconds, and is invoked again each minute."""


NEEDS = Needs(
    writes=(
        *(keys.CALENDAR_EVENT, keys.CALENDAR_ENTRY, keys.CALENDAR_START, keys.CALENDAR_TASK, keys.CONNECTION),
        *(keys.BOOKING_DAY, keys.TASK, keys.CONVERSATION, keys.MESSAGE, keys.KNOWLEDGE_SOURCE),
        *(keys.LIMIT, AUDIT),  # of an account that is removed because its member has left
    ),
    also=(
        Access((keys.CHAIN_KEY,), ("PutItem",)),  # the key of links to bookings, when it is first used
        Access((MEMBERS,), ("GetItem",)),
    ),
    marks=("CAL#DUE#*", contact_tasks.MARKS, states.MARKS, knowledge.MARKS),
    sends=("knowledge",),
    uses=("google", "inbound_url", "mail_domain"),
    layers=("calendar",),
    timeout=110,
    memory=1024,
    fed_by=(
        EveryMinute(
            alarm="The sweeper of the calendar failed in three of five minutes - invitations and reminders wait."
        ),
    ),
)


@lambda_handler
def handler(event: dict[str, Any], _lambda_context: "LambdaContext | None" = None) -> dict[str, int]:
    """Do the tasks that are due; return how many were taken up and how many failed."""
    begin_invocation(consumer="sweep_calendar")
    end = end_of_sweep(event, TIME_SECONDS)
    due = [(work.take_up, key) for key in tasks.due(table())]
    due += [(contact_tasks.take_up, key) for key in contact_tasks.due(table())]
    due += [(snooze.take_up, key) for key in snooze.due(table())]
    due += [(knowledge.take_up, key) for key in knowledge.due(table())]
    if len(due) < AT_ONCE:  # too few for threads
        outcomes = [_take_up(take_up, key, end) for take_up, key in due]
    else:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            outcomes = list(pool.map(lambda each: _take_up(each[0], each[1], end), due))
    counts = {"taken_up": outcomes.count("taken_up"), "failed": outcomes.count("failed")}
    if counts["failed"]:
        logger.warning("swept", extra=counts)
    return counts


def _take_up(take_up: Callable[[Table, Key], bool], key: Key, end: float) -> str | None:
    if time.monotonic() > end:
        return None
    try:
        return "taken_up" if take_up(table(), key) else None
    except Exception as error:  # noqa: BLE001 - the entrypoint: what fails waits, and holds up nothing else
        logger.exception("not taken up", exc_info=error, extra={"pk": key.pk, "sk": key.sk})
        return "failed"
