"""Gates: at most `limit` runs of a workflow, or of one of its keys, at once. Further runs wait in order.

A gate is an item that counts its active and its queued runs, in a partition of its workflow, beside an item for each of
both. A run that enters, waits or leaves changes the gate in the transaction that writes its instance, so no run is
counted twice, even if a function dies. A run enters if there is room and no other run waits; otherwise it waits.
Therefore, whenever there is room and a run waits, another run has just left. Its follow-ups (finish.py) let the next
run enter, and its mark for the sweeper stays until they have done so.
"""

import hashlib
from collections.abc import Mapping
from typing import Any, NamedTuple

from bivelio_core import clock
from bivelio_core.errors import ApiError, Unprocessable
from bivelio_core.expressions.rendering import evaluate
from bivelio_core.expressions.values import ExpressionError
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import WORKFLOW_GATE
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Condition, Update, Write, absent, all_of, any_of, compare, equals, present

from . import payloads, sweep_marks
from .runs import RUNNING

ACTIVE, QUEUED = "active", "queued"
RETRY_AFTER_SECONDS = 30
NUMBER_LENGTH = 12
ALLOWANCE = 10_000
"""What the key of a gate may do: it is evaluated for every start."""


class WorkflowQueueFull(ApiError):
    """The queue of a workflow has reached its limit of waiting runs."""

    code, status, retryable = "WORKFLOW_QUEUE_FULL", 429, True

    def __init__(self, limit: int) -> None:
        super().__init__(details={"limit": limit}, retry_after=RETRY_AFTER_SECONDS, limit=limit)


class Rule(NamedTuple):
    """The `concurrency` of a definition when it is an object, not a word."""

    limit: int = 1
    key: str | None = None
    on_busy: str = "refuse"
    max_queued: int = 100


class Gate(NamedTuple):
    """The gate of a run as it was read."""

    store: TenantStore
    workflow: str
    name: str
    active: int
    queued: int
    next: int
    limit: int

    @property
    def has_room(self) -> bool:
        """Whether a run may enter at once."""
        return self.active < self.limit and self.queued == 0

    def enter(self, sk: str) -> list[Write]:
        """The writes by which a run enters; they fail when it must wait."""
        room = any_of(absent(ACTIVE), compare(ACTIVE, "<", self.limit))
        nobody = any_of(absent(QUEUED), equals(QUEUED, 0))
        entered = Update(add={ACTIVE: 1}, set={"limit": self.limit})
        return [self._write(entered, all_of(room, nobody)), self._put(ACTIVE, sk, sk)]

    def queue(self, sk: str) -> list[Write]:
        """The writes by which a run begins to wait; they fail when it may enter, or another one came first."""
        is_next = equals("next", self.next) if self.next else absent("next")
        must_wait = any_of(compare(ACTIVE, ">=", self.limit), compare(QUEUED, ">", 0))
        queued = Update(add={QUEUED: 1, "next": 1}, set={"limit": self.limit})
        return [self._write(queued, all_of(is_next, must_wait)), self._put(QUEUED, entry_number(self.next), sk)]

    def oldest(self) -> Item | None:
        """Return the active run that entered first."""
        entries = self.store.query(
            WORKFLOW_GATE, self.workflow, prefix=f"{self.name}#{ACTIVE}#", limit=1, consistent=True
        )
        return entries[0] if entries else None

    def _write(self, change: Update, condition: Condition) -> Write:
        return self.store.update_write(WORKFLOW_GATE, self.name, change, self.workflow, condition=condition)

    def _put(self, what: str, name: str, sk: str) -> Write:
        about = {"instance": sk, "since": clock.stamp()}
        return self.store.put_write(WORKFLOW_GATE, f"{self.name}#{what}#{name}", about, self.workflow)


def rule_of(workflow: Mapping[str, Any]) -> Rule | None:
    """The rule of a workflow; None when its concurrency is a word."""
    concurrency = workflow["concurrency"]
    return Rule(**concurrency) if isinstance(concurrency, dict) else None


def gate_name(rule: Rule, run_input: Mapping[str, Any], trigger: Mapping[str, Any]) -> str:
    """The name of the gate of a run. Raises Unprocessable when the key cannot be evaluated."""
    if rule.key is None:
        return "all"
    try:
        value = evaluate(rule.key, {"input": run_input, "trigger": trigger}, allowance=ALLOWANCE)
    except ExpressionError as error:
        raise Unprocessable.of("concurrency.key", "expression", reason=error.text) from error
    return hashlib.sha256(payloads.to_text(value).encode()).hexdigest()[:32]


def read(store: TenantStore, workflow: str, name: str, limit: int | None = None) -> Gate:
    """A gate as it is now, with the limit of its last start unless another is given."""
    item = store.get(WORKFLOW_GATE, name, workflow) or {}
    active, queued, following = (int(item.get(each, 0)) for each in (ACTIVE, QUEUED, "next"))
    return Gate(store, workflow, name, active, queued, following, int(limit or item.get("limit", 1)))


def require_room(store: TenantStore, workflow: Item, run_input: dict[str, Any], trigger: dict[str, Any]) -> None:
    """Raise WorkflowQueueFull when a run can neither enter nor wait now."""
    rule = rule_of(workflow)
    if rule is None or rule.on_busy != "queue":
        return
    if read(store, workflow["SK"], gate_name(rule, run_input, trigger)).queued >= rule.max_queued:
        raise WorkflowQueueFull(rule.max_queued)


def leave_writes(store: TenantStore, instance: Item) -> list[Write]:
    """The writes by which a run that ends leaves its gate, or its queue."""
    if (name := instance.get("gate")) is None:
        return []
    waits = "queued" in instance
    what, entry = (QUEUED, entry_number(instance["queued"])) if waits else (ACTIVE, instance["SK"])
    workflow = instance["workflow_id"]
    return [
        store.update_write(WORKFLOW_GATE, name, Update(add={what: -1}), workflow, condition=compare(what, ">", 0)),
        store.delete_write(WORKFLOW_GATE, f"{name}#{what}#{entry}", workflow, condition=present()),
    ]


def next_in_queue(gate: Gate) -> Item | None:
    """The entry of the run that has waited longest."""
    entries = gate.store.query(WORKFLOW_GATE, gate.workflow, prefix=f"{gate.name}#{QUEUED}#", limit=1, consistent=True)
    return entries[0] if entries else None


def let_in(gate: Gate, entry: Item, instance: Item) -> tuple[Update, list[Write]]:
    """The change of a run that has waited, and the writes by which it enters."""
    room = all_of(compare(ACTIVE, "<", gate.limit), compare(QUEUED, ">", 0))
    moved = gate.store.update_write(
        WORKFLOW_GATE, gate.name, Update(add={ACTIVE: 1, QUEUED: -1}), gate.workflow, condition=room
    )
    gone = gate.store.delete_write(WORKFLOW_GATE, entry["SK"], gate.workflow, condition=present())
    change = Update(
        set={"status": RUNNING, "current_step": 1, "updated_at": clock.timestamp(), **sweep_marks.mark(instance["SK"])},
        remove=("queued",),
    )
    about = {"instance": instance["SK"], "since": clock.stamp()}
    entered = gate.store.put_write(WORKFLOW_GATE, f"{gate.name}#{ACTIVE}#{instance['SK']}", about, gate.workflow)
    return change, [moved, gone, entered]


def entry_number(number: int) -> str:
    """Return the number of a place in a queue, as the text by which its entry is sorted."""
    return f"{int(number):0{NUMBER_LENGTH}d}"
