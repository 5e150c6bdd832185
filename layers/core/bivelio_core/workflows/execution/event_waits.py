"""Let steps wait for an event: each writes an entry under the event's type, which the reaction to events reads.

No event is missed between the start of the run (or of the step) and the entry: the entry is written first, then the log
of events is read from that start on. An event that is recorded before the entry is there is found in the log; the
reaction to any later one finds the entry. Both may find the same event. The step's record takes the first and keeps it,
as an approval keeps its first decision.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bivelio_core import clock
from bivelio_core.events import log
from bivelio_core.events.log import Event
from bivelio_core.expressions import event_filters
from bivelio_core.expressions.functions.declared import EvaluationContext
from bivelio_core.expressions.values import NotComparable
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import EVENT_WAIT, INSTANCE, STEP
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, absent, all_of, equals
from bivelio_core.workflows.definitions.program import WAIT_FOR_EVENT, Node

from . import failure_texts, machine, payloads, sweep_marks
from .failure_texts import fill
from .results import COMPLETED, FAILED, Failure, Result
from .run_view import RunView
from .runs import ACTIVE, WAITING, load_program
from .step_input import guarded, scope

LINGERS = timedelta(days=1)
"""How long an entry outlives its wait when the run ended beside it."""

CLOCKS_DIFFER = timedelta(seconds=1)
"""Events are looked for from so long before the start: their places are by the clock of whoever recorded them."""

PAGE, MOST_LOOKED_AT = 500, 50_000
FOR_EVER = "9999"
"""Behind the place of every event: those that are still settling are looked at, too."""


def subscribe(view: RunView, node: Node, expiry: datetime) -> None:
    """Write the entry of a step that is about to wait. Raises Failure for a filter that cannot be evaluated."""
    event_filter = node.input.get("filter")
    bound = None
    if event_filter:
        seen = scope(view.program, view.frame, view.data, event_filters.check(event_filter))
        bound = guarded(lambda: event_filters.bind(event_filter, seen, view.data.context(view.key(node))))
    about = {
        "instance": view.run.sk,
        "step": view.key(node),
        "number": view.run.number,
        "filter": bound,
        "caused_by": _id_of_cause(view.data.trigger),
        "ttl": clock.ttl(expiry - clock.now() + LINGERS),
    }
    view.store.put(EVENT_WAIT, _name(view.run.sk, view.key(node)), about, node.input["event"])


def look_back(view: RunView, node: Node, record: Item) -> Item:
    """Take the first matching event recorded before the entry existed; returns the step's record afterwards."""
    name, event_type = _name(view.run.sk, view.key(node)), node.input["event"]
    entry = view.store.get(EVENT_WAIT, name, event_type)
    if entry is None or "decision" in record:
        return record
    is_of_step = payloads.read(record, "given", {}).get("since") == "step"
    start = _really_began(record if is_of_step else view.instance)
    position = log.position_at(start - CLOCKS_DIFFER)
    for number, event in enumerate(log.after(view.store, position, PAGE, FOR_EVER)):
        if number == MOST_LOOKED_AT:
            failure = Failure("TOO_MANY_EVENTS", fill(failure_texts.TOO_MANY_EVENTS, limit=MOST_LOOKED_AT))
            refused = Update(set={"refused": payloads.to_text(failure.describe())})
            return view.store.update(STEP, view.key(node), refused, view.run.sk)
        if event.type == event_type and (outcome := _judged(entry, event)):
            return _decide(view.store, entry, outcome) or record
    return record


def _really_began(item: Item) -> datetime:
    """When a step or run began by the real clock, as the places of events are."""
    return clock.parse(item.get(clock.REALLY_AT) or item.get("started_at_exact") or item["started_at"])


def react(events: Sequence[Event], store: TenantStore) -> None:
    """Continue the runs that wait for these events, with one query per type of event, after all are recorded.

    Whoever writes an entry after that query finds these events in the log (`look_back`).
    """
    entries: dict[str, list[Item]] = {}
    for event in events:
        if event.type not in entries:
            entries[event.type] = store.query(EVENT_WAIT, event.type, consistent=True)
        for entry in entries[event.type]:
            if decision := _judged(entry, event):
                _deliver(store, entry, event, decision)


def _deliver(store: TenantStore, entry: Item, event: Event, decision: Event | Failure) -> None:
    instance = store.get(INSTANCE, entry["instance"])
    if instance is None or instance["status"] not in ACTIVE:
        _drop(store, entry["SK"], event.type, entry["number"])
        return
    record = _decide(store, entry, decision)
    if record is not None and "decision" in record and "token" in record:
        machine.wake(record["token"])


def _judged(entry: Item, event: Event) -> Event | Failure | None:
    """Return the event if the step waits for it, or a failure if the filter cannot decide; None for any other event.

    The event that started the run never ends the wait, even if it was recorded late.
    """
    if event.id == entry.get("caused_by"):
        return None
    context = EvaluationContext(clock.parse(event.timestamp), event.id)
    try:
        return event if event_filters.matches(entry.get("filter"), _document(event), context) else None
    except NotComparable as error:
        details = {"reason": error.text, "event": event.id}
        return Failure("EXPRESSION_ERROR", failure_texts.EXPRESSION, details=details)


def _decide(store: TenantStore, entry: Item, outcome: Event | Failure) -> Item | None:
    """Record the event that ends the wait, or the failure, unless one is recorded already; returns the record."""
    if isinstance(outcome, Failure):
        about = {"refused": payloads.to_text(outcome.describe()), "decision": payloads.to_text({"received": False})}
    else:
        about = {
            "decision": payloads.to_text({"received": True, "event": outcome.id}),
            **payloads.keep(store.tenant, "event", _document(outcome)),
        }
    change = Update(set={**about, **sweep_marks.decided_mark()})
    undecided = all_of(equals("status", WAITING), equals("number", entry["number"]), absent("decision"))
    try:
        return store.update(STEP, entry["step"], change, entry["instance"], condition=undecided)
    except ConditionFailed as failure:
        return failure.item


def result(view: RunView, node: Node, record: Item) -> Result:
    """Return the result of a step after its wait: the event, or the outcome defined for a wait without one."""
    if "refused" in record:
        return Result(FAILED, None, payloads.read(record, "refused"))
    if "decision" not in record:
        record = _expire(view, node) or record
    if payloads.read(record, "decision")["received"]:
        return Result(COMPLETED, {"received": True, "event": payloads.read(record, "event")})
    nothing = {"received": False, "event": None}
    if payloads.read(record, "given", {}).get("on_timeout") == "continue":
        return Result(COMPLETED, nothing)
    return Result(FAILED, nothing, Failure("EVENT_TIMEOUT", failure_texts.EVENT_TIMEOUT).describe())


def _expire(view: RunView, node: Node) -> Item | None:
    """Record that the time is up, unless an event was recorded first."""
    change = Update(set={"decision": payloads.to_text({"received": False})})
    undecided = all_of(equals("status", WAITING), absent("decision"))
    try:
        return view.store.update(STEP, view.key(node), change, view.run.sk, condition=undecided)
    except ConditionFailed as failure:
        return failure.item


def withdraw(view: RunView, node: Node) -> None:
    """Delete the entry of a step that has ended."""
    _drop(view.store, _name(view.run.sk, view.key(node)), node.input["event"], view.run.number)


def withdraw_all(store: TenantStore, instance: Item) -> None:
    """Delete the entries of a run that was cancelled."""
    program = load_program(store, instance["workflow_id"], instance["workflow_version"])
    types = {node.input["event"] for node in program.nodes.values() if node.type == WAIT_FOR_EVENT}
    for event_type in types:
        for entry in store.query(EVENT_WAIT, event_type, prefix=f"{instance['SK']}#", consistent=True):
            store.delete(EVENT_WAIT, entry["SK"], event_type)


def _drop(store: TenantStore, name: str, event_type: str, number: int) -> None:
    """Delete an entry, unless a later run of the instance has written it again."""
    try:
        store.delete(EVENT_WAIT, name, event_type, condition=equals("number", number))
    except ConditionFailed:
        return


def _name(instance_sk: str, key: str) -> str:
    return f"{instance_sk}#{key}"


def _id_of_cause(trigger: Mapping[str, Any]) -> str | None:
    return trigger.get("id") if trigger.get("type") == "event" else None


def _document(event: Event) -> dict[str, Any]:
    """The event as webhooks carry it, in plain JSON."""
    document: dict[str, Any] = payloads.plain(
        {"id": event.id, "event": event.type, "timestamp": event.timestamp, "data": event.data}
    )
    return document
