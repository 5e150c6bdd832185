"""A turn of a tenant's lane: find out what became of an attempt without an answer, then send what is due.

An attempt is noted before its message goes (ADR 33). A turn that finds one whose turn is over asks AEAT what it holds,
so that nothing is sent again that has arrived; who submits as a representative may not ask, and sends the same records
again in their order, which ends as if each had been sent once. The states of records are written before the lane says
so.
"""

from datetime import date, datetime
from typing import Any

from bivelio_core import clock
from bivelio_core.invoices import records, settings
from bivelio_core.invoices.verifactu import answers, codes, fields, flow, soap
from bivelio_core.invoices.verifactu.answers import Answer, Fault, Line, NotAnAnswer
from bivelio_core.store.tenant_store import TenantStore

from . import asking, batches, lanes, mending, states
from .batches import Batch, Entry
from .lanes import Lane
from .ports import AnswerLost, NotDelivered, Port

AT_ONCE = 30
"""Steps of a turn: full messages that wait, and what has to be found out before."""
BUSY_SECONDS = 5.0
"""When another turn was first."""
DUPLICATE, CANCELLED = 3000, 3001


def serve(store: TenantStore, port: Port) -> datetime | None:
    """Do what is due now; return when to look again, None when nothing waits."""
    for _ in range(AT_ONCE):
        lane, now = lanes.load(store), clock.real_now()
        if lane.attempt:
            if now < (until := clock.parse(lane.attempt_until or clock.stamp(now))):
                return until
            if lane.failures and lane.due_at and now < (due := clock.parse(lane.due_at)):
                return due
            _find_out(store, lane, port)
            continue
        if lane.mendable:
            mending.mend(store, lane.mendable[0])
            lanes.mended(store, lane)
            continue
        batch = batches.following(store, lane)
        if not batch.entries:
            if lanes.rest(store, lane, batch.through):
                return None
            continue
        due_at = clock.parse(lane.due_at) if lane.due_at else None
        if due_at is not None and not _may_go(lane, now, due_at, len(batch.entries)):
            return due_at
        _send(store, lane, batch, port, now)
    return clock.instant(clock.epoch() + BUSY_SECONDS)


def _may_go(lane: Lane, now: datetime, due_at: datetime, waiting: int) -> bool:
    """Tell whether a message may go; after a failure a full one waits too."""
    return now >= due_at if lane.failures else flow.is_due(now, due_at, waiting)


def _send(store: TenantStore, lane: Lane, batch: Batch, port: Port, now: datetime) -> None:
    entries = batch.entries
    own_settings = settings.load(store)
    leaves_on = own_settings.verifactu_ends_on
    header = soap.Header(
        batches.issuer_of(entries, own_settings.seller.get("legal_name", "")),
        leaves_on=fields.day(date.fromisoformat(leaves_on)) if leaves_on else None,
        had_incident=entries[0].number <= lane.incident_through,
        representative=port.representative,
    )
    message = soap.submission(header, [entry.xml for entry in entries])
    attempt = lanes.begin(store, lane, batch.through, batch.last, now)
    if attempt is None:
        return
    try:
        answer = answers.read(port.send(message))
    except NotDelivered as error:
        is_outage = error.problem == "unreachable"
        lanes.failed(store, attempt, error.problem, incident=records.last(store).number if is_outage else 0)
        return
    except (AnswerLost, NotAnAnswer):
        lanes.failed(store, attempt, "unreachable", is_lost=True, incident=records.last(store).number)
        return
    if isinstance(answer, Fault):
        _refused(store, attempt, batch, answer)
    else:
        _settle(store, attempt, batch, answer, port)


def _settle(store: TenantStore, lane: Lane, batch: Batch, answer: Answer, port: Port) -> None:
    """Write what the answer says of each record, then that the lane has come so far."""
    lines = _matched(batch.entries, answer.lines)
    doubtful = [entry for entry in batch.entries if (line := lines.get(entry.number)) and _is_there_already(line)]
    try:
        held_records = _taken_before(store, lane, port, doubtful, lines) if doubtful else {}
    except (NotDelivered, AnswerLost):
        lanes.failed(store, lane, "unreachable", is_lost=True, incident=records.last(store).number)
        return
    about = {"csv": answer.csv, "registered_at": answer.presented_at, "is_simulated": port.is_simulated or None}
    items, technical = [], None
    for entry in batch.entries:
        if (line := lines.get(entry.number)) is None:
            continue
        if _is_technical(line):
            technical = line.code
            continue
        if entry.number in held_records:
            items.append(
                states.settled(entry.state, _outcome(held_records[entry.number]), _of_held(held_records[entry.number]))
            )
            continue
        only = {name: value for name, value in about.items() if line.outcome != "rejected" or name == "is_simulated"}
        items.append(states.settled(entry.state, line.outcome, {**only, "code": line.code, "text": line.text}))
    store.table.put_many(items)
    if len(items) < len(batch.entries):  # it says nothing of some, or fails at them: a query tells
        problem, incident = ("refused", records.last(store).number) if technical else ("unreachable", 0)
        lanes.failed(store, lane, problem, code=technical, is_lost=True, incident=incident)
        return
    mendable = [int(item["record"]) for item in items if states.mends_itself(item)]
    lanes.answered(store, lane, batch.last, answer.wait_seconds, mendable)


def _find_out(store: TenantStore, lane: Lane, port: Port) -> None:
    """Ask what became of an attempt without an answer; what did not arrive is sent again by its turn."""
    unlimited = batches.following(store, Lane(through=lane.through), until=lane.attempt_last)
    entries = unlimited.entries
    if not entries:
        lanes.resolved(store, lane, lane.attempt_last, unlimited.mendable)
        return
    if port.representative:
        lanes.unasked(store, lane, unlimited.mendable)
        return
    try:
        held_records = _applied(store, port, entries)
    except NotDelivered as error:
        lanes.failed(store, lane, error.problem, is_lost=True, incident=lane.attempt_last)
        return
    except AnswerLost:
        lanes.failed(store, lane, "unreachable", is_lost=True, incident=lane.attempt_last)
        return
    items = [
        states.settled(entry.state, _outcome(held_records[entry.number]), _of_held(held_records[entry.number]))
        for entry in entries
        if entry.number in held_records
    ]
    store.table.put_many(items)
    rest = [entry.number for entry in entries if entry.number not in held_records]
    mendable = [*unlimited.mendable, *(int(item["record"]) for item in items if states.mends_itself(item))]
    lanes.resolved(store, lane, rest[0] - 1 if rest else lane.attempt_last, mendable)


def _refused(store: TenantStore, lane: Lane, batch: Batch, fault: Fault) -> None:
    """Handle a refused message: find the record that AEAT cannot read, or wait for who can mend the cause."""
    if not fault.is_ours:
        lanes.failed(store, lane, "unreachable", is_lost=True, incident=records.last(store).number)
        return
    if not codes.is_about_content(fault.code):
        is_technical = codes.meaning_of(fault.code).remedy == "resend"
        incident = records.last(store).number if is_technical else 0
        lanes.failed(store, lane, "refused", code=fault.code, incident=incident)
        return
    if len(batch.entries) > 1:
        lanes.narrowed(store, lane, len(batch.entries) // 2)
        return
    (entry,) = batch.entries
    store.table.put_many([states.settled(entry.state, "rejected", {"code": fault.code, "text": fault.text})])
    lanes.answered(store, lane, batch.last, lane.wait_seconds)


def _matched(entries: list[Entry], lines: tuple[Line, ...]) -> dict[int, Line]:
    """The line about each record: those about one invoice and of one kind come in the order of the message."""
    waiting: dict[tuple[soap.Key, bool], list[Line]] = {}
    for line in reversed(lines):
        waiting.setdefault((line.key, line.operation == "Anulacion"), []).append(line)
    lines_by_number = {}
    for entry in entries:
        if of_it := waiting.get((entry.key, entry.item["kind"] == "cancellation")):
            lines_by_number[entry.number] = of_it.pop()
    return lines_by_number


def _is_there_already(line: Line) -> bool:
    return line.outcome == "rejected" and line.code in {DUPLICATE, CANCELLED}


def _taken_before(
    store: TenantStore, lane: Lane, port: Port, entries: list[Entry], lines: dict[int, Line]
) -> dict[int, answers.Held]:
    """The records among those refused as there already that are ours, by number.

    Who may not ask takes those for ours that were sent before and whose answer was lost.
    """
    if port.representative is None:
        return _applied(store, port, entries)
    return {
        entry.number: answers.Held(entry.key, lines[entry.number].duplicate or "registered")
        for entry in entries
        if entry.number <= lane.unasked_through
    }


def _is_technical(line: Line) -> bool:
    """Tell whether AEAT failed at a record rather than refused it, so that the same record is sent again."""
    return line.outcome == "rejected" and codes.meaning_of(line.code).remedy == "resend"


def _applied(store: TenantStore, port: Port, entries: list[Entry]) -> dict[int, answers.Held]:
    issuer = batches.issuer_of(entries, settings.load(store).seller.get("legal_name", ""))
    return asking.applied(entries, asking.held(port, issuer, entries))


def _outcome(there: answers.Held) -> answers.Outcome:
    return "accepted_with_errors" if there.state == "accepted_with_errors" else "registered"


def _of_held(there: answers.Held) -> dict[str, Any]:
    """What a query tells of a record: all but the number of its message (CSV), which no query has."""
    return {"registered_at": there.presented_at, "code": there.code, "text": there.text}
