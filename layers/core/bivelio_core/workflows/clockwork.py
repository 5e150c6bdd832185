"""What falls due in workflows by a sandbox's clock: schedules, waits and retries, approvals, waits for events.

A run of the sandbox lives for a day, so its organisation's active runs are few, and are read one by one.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from itertools import takewhile

from bivelio_core import clock
from bivelio_core.moments import Clockwork, Moment, Unrest
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import INSTANCE, STEP, WORKFLOW
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Key

from .definitions import cron, firings
from .execution import approval_notices, ceiling, machine, sandbox_waits, sweep_marks
from .execution.runs import ACTIVE, PAUSED, WAITING
from .execution.stored import definition_of

SCHEDULE, WAIT, EXPIRY, NOTICE = "schedule", "wait", "expiry", "notice"


def upcoming(store: TenantStore, after: datetime, until: datetime) -> Iterator[Moment]:
    """What falls due until an instant; schedules from another one on."""
    yield from _schedules(store, after, until)
    for instance in _active(store):
        if instance["status"] != PAUSED:
            for moment in _of_run(store, instance):
                if moment.at <= until:
                    yield moment


def _schedules(store: TenantStore, after: datetime, until: datetime) -> Iterator[Moment]:
    for workflow in store.query(WORKFLOW, consistent=True):
        is_untouched = workflow.get("sample") and workflow["version"] == 1  # EventBridge knows nothing of it either
        if workflow["trigger_type"] == "cron" and workflow["status"] == "active" and not is_untouched:
            trigger = definition_of(store, workflow)["trigger"]
            zone = firings.zone_of(trigger)
            times = (firing.at for firing in firings.firings(cron.parse(trigger["cron"]), zone, after))
            for at in takewhile(lambda at: at <= until, times):
                yield Moment(at, SCHEDULE, str(workflow["SK"]), zone.key)


def _of_run(store: TenantStore, instance: Item) -> Iterator[Moment]:
    records = store.query(STEP, instance["SK"], consistent=True)
    for entry in sandbox_waits.entries(records, instance["number"]):
        yield Moment(clock.parse(entry["until"]), WAIT, entry["SK"], instance["SK"])
    for record in records:
        if record.get("status") != WAITING or record["number"] != instance["number"] or "decision" in record:
            continue
        if "expires_at" in record:
            yield Moment(clock.parse(record["expires_at"]), EXPIRY, record["SK"], instance["SK"])
        if record.get("GSI1PK") == sweep_marks.ASKED:
            notices, number = approval_notices.planned(record), int(record.get("notices", 0))
            if number < len(notices):
                yield Moment(notices[number].at, NOTICE, record["SK"], instance["SK"])


def come(store: TenantStore, moment: Moment) -> None:
    """Do what has fallen due, as the schedule, the end of the real wait or the sweeper would."""
    if moment.kind == SCHEDULE:
        from .triggers.by_schedule import on_schedule  # noqa: PLC0415 - moments are also only counted

        on_schedule(store, moment.name, clock.timestamp(moment.at), moment.place)
        return
    record = store.get(STEP, moment.name, moment.place)
    if record is None:
        return
    if moment.kind == NOTICE:
        from .approvals import mails  # noqa: PLC0415

        mails.send_due(store.table, Key(record["PK"], record["SK"]))
    elif moment.kind == WAIT:
        sandbox_waits.wake(store, moment.place, record)
    elif "token" in record:
        machine.wake(record["token"])


def unrest(store: TenantStore) -> Unrest:
    """Whether a run is doing something: one is at rest that is paused, or has a step that waits for something."""
    seen: list[str] = []
    is_busy = False
    for instance in _active(store):
        records = store.query(STEP, instance["SK"], consistent=True)
        waits = sandbox_waits.entries(records, instance["number"])
        open_records = [each for each in records if each.get("status") == WAITING and "decision" not in each]
        has_not_begun = any(each in instance for each in ceiling.WAITS)
        is_waiting = bool(waits or open_records) or instance["status"] == PAUSED or has_not_begun
        is_busy |= not is_waiting
        seen.append(f"{instance['SK']}:{instance['status']}:{instance['updated_at']}:{instance['current_step']}")
        seen += [f"{each['SK']}:{each.get('status')}:{each.get('token')}" for each in records]
    return Unrest(hashlib.sha256("|".join(seen).encode()).hexdigest(), is_busy)


def _active(store: TenantStore) -> list[Item]:
    """The runs that are under way, without the samples, which nothing carries out."""
    instances = store.query(INSTANCE, consistent=True)
    return [each for each in instances if each["status"] in ACTIVE and not each.get("sample")]


WORKS = Clockwork(upcoming, come, unrest)
