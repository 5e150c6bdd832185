"""A run in the table: the instance, the results of its steps, and the definition it is pinned to."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from bivelio_core import ids
from bivelio_core.store.chains import Chain
from bivelio_core.store.codec import Item
from bivelio_core.store.index import changes as index_changes
from bivelio_core.store.keys import INSTANCE, WORKFLOW_VERSION, sequence_sk, tenant_partition
from bivelio_core.store.number_blocks import next_number
from bivelio_core.store.resources import public_id
from bivelio_core.store.table import ConditionFailed, TableBusy, TransactionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Condition, Update, Write, all_of, any_of, apply, equals
from bivelio_core.tenancy import Tenant
from bivelio_core.workflows.definitions.program import Frame, Program
from bivelio_core.workflows.terms import INSTANCES

from . import payloads
from .results import COMPLETED, FAILED, SKIPPED, Result
from .stored import version_key

PENDING, RUNNING, WAITING, PAUSED, CANCELLED = "pending", "running", "waiting", "paused", "cancelled"
MOVING = (PENDING, RUNNING, WAITING)
ACTIVE = (*MOVING, PAUSED)
PAUSE = ("paused_from", "paused_at")
"""What a paused instance has besides: the status that it goes on in, and since when it is paused."""

FINAL = (COMPLETED, FAILED, CANCELLED)
PROGRAMS_KEPT = 64
UNGRANTED = frozenset({"write"})
"""What the steps of a version may do that was saved before versions had scopes."""

REVISE_TRIES = 5

_programs: OrderedDict[tuple[str, str, int], Program] = OrderedDict()


@dataclass(frozen=True, slots=True)
class Run:
    """Identifies one execution of an instance; the state machine carries only this and the frame.

    `number` grows when a failed run is retried. `request` is the API's request that it followed from, for log lines.
    """

    tenant: Tenant
    sk: str
    number: int
    request: str | None = field(default=None, compare=False)

    def to_state(self) -> dict[str, Any]:
        """Return the run in the form that the state machine carries."""
        return {
            "organisation": self.tenant.organisation,
            "environment": self.tenant.environment,
            "day": self.tenant.day,
            "instance": self.sk,
            "number": self.number,
            **({"request": self.request} if self.request else {}),
        }

    @classmethod
    def of_state(cls, state: Mapping[str, Any]) -> "Run":
        """The run that was written into a state."""
        tenant = Tenant(state["organisation"], state["environment"], state["day"])
        return cls(tenant, state["instance"], int(state["number"]), state.get("request"))

    @classmethod
    def of_item(cls, store: TenantStore, instance: Item) -> "Run":
        """The latest run of an instance."""
        return cls(store.tenant, instance["SK"], instance["number"], instance.get("request"))

    @property
    def execution(self) -> str:
        """The execution's name: the same run is never started twice."""
        day = f"-{self.tenant.day.replace('-', '')}" if self.tenant.day else ""
        return f"{self.tenant.organisation}-{self.tenant.environment}{day}-{self.sk}-{self.number}"

    @property
    def holder(self) -> str:
        """The name of the instance in a lock."""
        return f"{tenant_partition(self.tenant, INSTANCE)}|{self.sk}"


class Place(NamedTuple):
    """The place of an instance and the unguessable part of its id, both drawn before the instance is written."""

    sk: str
    random: str

    def __str__(self) -> str:
        return f"{self.sk}#{self.random}"

    @classmethod
    def parse(cls, text: str) -> "Place":
        """Return the place that a text names."""
        sk, _, random = text.partition("#")
        return cls(sk, random)

    def public_id(self, organisation: str) -> str:
        """The instance's id."""
        return public_id(INSTANCE, organisation, {"SK": self.sk, "random": self.random})


def new_place(store: TenantStore) -> Place:
    """Return a place for a new instance; takes one write at most."""
    return Place(sequence_sk(next_number(store, INSTANCE)), new_instance_random())


def chain_of_run(instance: Mapping[str, Any]) -> Chain:
    """The place of a run in its chain. A run without a cause is the root of its own chain."""
    return Chain(instance["depth"], instance.get("root") or f"run:{instance['random']}")


def has_status(*statuses: str) -> Condition:
    """The instance is in one of these statuses."""
    return any_of(*(equals("status", status) for status in statuses))


class Superseded(Exception):
    """The instance has ended, or another execution runs it; `item` is its current version."""

    def __init__(self, item: Item | None) -> None:
        super().__init__("superseded")
        self.item = item


def revise(store: TenantStore, before: Item, update: Update, *writes: Write, among: Sequence[str] = ACTIVE) -> Item:
    """Change an instance in one of the statuses `among`, in one transaction with other writes; returns it changed.

    A change of status is announced to the index of lists. Raises Superseded, and TransactionFailed when only one of
    the other writes was refused (its position counts from 1).
    """
    for _ in range(REVISE_TRIES):
        change, after = update, apply(update, before)
        conditions = [equals("number", before["number"]), has_status(*among)]
        if after["status"] != before["status"]:
            version = before["version"] + 1
            after["version"] = version
            change = update._replace(set={**update.set, "version": version})
            conditions.append(equals("version", before["version"]))
            index_changes.announce(store, INSTANCES, before, after)
        try:
            _carry_out(store, before["SK"], change, all_of(*conditions), writes)
        except ConditionFailed as failure:
            before = _still_ours(failure.item, before, among)
        except TransactionFailed as failure:
            if 0 not in failure.items:
                raise
            before = _still_ours(failure.items[0], before, among)
        else:
            return after
    raise TableBusy("an instance kept changing")


def _carry_out(store: TenantStore, sk: str, change: Update, condition: Condition, writes: Sequence[Write]) -> None:
    if writes:
        store.transact([store.update_write(INSTANCE, sk, change, condition=condition), *writes])
    else:
        store.update(INSTANCE, sk, change, condition=condition)


def _still_ours(now: Item | None, before: Item, among: Sequence[str]) -> Item:
    """Return the current instance if only its version differed."""
    if now is None or now["number"] != before["number"] or now["status"] not in among:
        raise Superseded(now)
    return now


def instance_id(store: TenantStore, instance: Item) -> str:
    """An instance's public id."""
    return public_id(INSTANCE, store.tenant.organisation, instance)


def new_instance_random() -> str:
    """The part of an instance's id that cannot be guessed."""
    return ids.random_text(ids.RANDOM_LENGTH)


def granted_scopes(store: TenantStore, item: Item) -> list[str] | None:
    """The scopes granted to the steps of a workflow's latest version; None for one saved before grants existed."""
    version = store.get(WORKFLOW_VERSION, version_key(item["SK"], item["version"]))
    scopes: list[str] | None = (version or {}).get("scopes")
    return scopes


def load_program(store: TenantStore, workflow_id: str, version: int) -> Program:
    """The definition of a version. It never changes, so this process caches the latest ones it has read."""
    key = (store.tenant.configuration, workflow_id, version)
    if key not in _programs:
        item = store.get(WORKFLOW_VERSION, version_key(workflow_id, version), consistent=False) or store.get(
            WORKFLOW_VERSION, version_key(workflow_id, version)
        )
        if item is None:
            raise LookupError(f"no version {version} of {workflow_id}")
        granted = frozenset(item["scopes"]) if "scopes" in item else UNGRANTED
        _programs[key] = Program(payloads.read(item, "definition"), granted)
        if len(_programs) > PROGRAMS_KEPT:
            _programs.popitem(last=False)
    return _programs[key]


def forget() -> None:
    """Clear the cached definitions; for tests."""
    _programs.clear()


def to_result(record: Item) -> Result | None:
    """The result in a step's record; None while the step is running."""
    if record.get("status") not in (COMPLETED, FAILED, SKIPPED):
        return None
    return Result(record["status"], payloads.read(record, "output"), payloads.read(record, "error"))


def frame_name(frame: Frame) -> str | int:
    """What a for_each or parallel calls one of its frames: the index, or the branch's id."""
    return frame.body.partition("/")[2] or frame.path[-1]
