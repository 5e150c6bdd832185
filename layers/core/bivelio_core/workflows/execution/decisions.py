"""The decisions about an approval, which are made once: by one person, or by each of as many as the step asks for.

One rejection rejects. While more people must approve, the record holds who has in `decisions`; the write that makes
the last decision adds `decision`, by which the run goes on. A write holds only for the decisions that it read, so
two people at the same moment are both counted, and one person in two windows once.
"""

from collections.abc import Mapping
from typing import Any

from bivelio_core.store.codec import Item
from bivelio_core.store.keys import STEP
from bivelio_core.store.table import ConditionFailed, TransactionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Condition, Update, Write, absent, all_of, equals

from . import payloads, sweep_marks
from .runs import WAITING

DECISIONS = "decisions"
"""The attribute with what each person decided, `[{approved, comment, decided_by, decided_at}]`, oldest first."""


def needed(record: Item) -> int:
    """How many different people must approve."""
    return int((payloads.read(record, "given") or {}).get("approvals") or 1)


def so_far(record: Item) -> list[dict[str, Any]]:
    """What people have decided so far about an approval that asks several, oldest first."""
    decisions: list[dict[str, Any]] = payloads.read(record, DECISIONS) or []
    return decisions


def of_person(record: Item, person: str) -> dict[str, Any] | None:
    """What a person has decided; None for nothing, and of an approval that asks one."""
    return next((each for each in so_far(record) if each["decided_by"] == person), None)


def remaining(record: Item) -> int | None:
    """How many more people must approve; None for an approval that asks one."""
    if needed(record) == 1:
        return None
    return 0 if "decision" in record else needed(record) - len(so_far(record))


def decide(store: TenantStore, instance_sk: str, record: Item, decision: Mapping[str, Any], *also: Write) -> Item:
    """Write a person's decision, together with other writes or not at all, and return the record.

    Raises ConditionFailed, with the record as it is, when somebody has decided since the record was read.
    """
    decisions = [*so_far(record), {name: value for name, value in decision.items() if name != "expired"}]
    is_last = not decision["approved"] or len(decisions) >= needed(record)
    change: Item = {"decision": payloads.to_text(decision), **sweep_marks.decided_mark()} if is_last else {}
    if needed(record) > 1:
        change[DECISIONS] = payloads.to_text(decisions)
    condition = all_of(
        _is_undecided(), equals(DECISIONS, record[DECISIONS]) if DECISIONS in record else absent(DECISIONS)
    )
    write = store.update_write(STEP, record["SK"], Update(set=change), instance_sk, condition=condition)
    try:
        store.transact([write, *also])
    except TransactionFailed as failure:
        raise ConditionFailed(failure.items[0]) from failure
    return store.get(STEP, record["SK"], instance_sk) or {}


def expire(store: TenantStore, instance_sk: str, key: str, decision: Mapping[str, Any]) -> Item:
    """Write that the time is up, however many have approved; the record. Raises ConditionFailed when it is decided."""
    change = Update(set={"decision": payloads.to_text(decision), **sweep_marks.decided_mark()})
    return store.update(STEP, key, change, instance_sk, condition=_is_undecided())


def output(record: Item) -> dict[str, Any]:
    """What an approval that is decided gives, with what each person decided where it asked several."""
    decision: dict[str, Any] = payloads.read(record, "decision")
    return {**decision, DECISIONS: so_far(record)} if needed(record) > 1 else decision


def _is_undecided() -> Condition:
    return all_of(equals("status", WAITING), absent("decision"))
