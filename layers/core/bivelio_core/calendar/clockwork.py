"""What falls due in calendars by a sandbox's clock: reminders, and what begins soon.

Mails about changes go out at once, in real time.
"""

from collections.abc import Iterator
from datetime import datetime

from bivelio_core import clock
from bivelio_core.moments import Clockwork, Moment
from bivelio_core.store.keys import CALENDAR_TASK
from bivelio_core.store.tenant_store import TenantStore

KINDS = {"remind": "reminder", "start": "calendar.starting"}
"""The tasks that wait for a time, and what they are called."""


def upcoming(store: TenantStore, _after: datetime, until: datetime) -> Iterator[Moment]:
    """The reminders, and the events that begin soon, until an instant."""
    for task in store.query(CALENDAR_TASK, consistent=True):
        if task["kind"] in KINDS and (at := clock.parse(task["due"])) <= until:
            yield Moment(at, KINDS[task["kind"]], str(task["SK"]))


def come(store: TenantStore, moment: Moment) -> None:
    """Do what the sweeper would, unless somebody is at it."""
    from . import tasks, work  # noqa: PLC0415 - moments are also only counted

    tasks.hurry(store, moment.name)
    work.take_up_of(store, moment.name)


WORKS = Clockwork(upcoming, come)
