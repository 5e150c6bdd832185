"""Workflows on a platform where functions die, clients do not retry, and EventBridge reports nothing.

What is left to finish a run then is Step Functions' own retries and the sweeper, minute after minute.
"""

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from bivelio_core import clock
from bivelio_core.store.keys import INSTANCE
from bivelio_core.store.resources import public_id
from bivelio_core.store.writes import Key
from bivelio_core.workflows.execution import sweep_marks

from tests.api import ORGANISATION, call, load
from tests.receiver import Receiver, Reply
from tests.workflows.killer import Killer
from tests.workflows.states import Killed, States

TENANT = f"{ORGANISATION}#live"
FINAL = ("completed", "failed", "cancelled")
MINUTES = 40
FAR_AWAY = "9999"


class World:
    """The platform, a receiver that counts effects by their key, and the time."""

    def __init__(self, states: States, table: Any, receiver: Receiver) -> None:
        self.states, self.table, self.receiver, self.killer = states, table, receiver, Killer()
        self.now = clock.now()

    def create(self, *steps: Any, **about: Any) -> str:
        """A workflow's id."""
        return str(call("workflows.create", {"name": "World", "steps": list(steps), **about}).data["id"])

    def ask(self, operation: str, data: Any) -> None:
        """Call an endpoint once: a client that is given no answer does not ask again."""
        try:
            call(operation, data)
        except Killed:
            return

    def minute(self) -> None:
        """Let a minute pass: everything moves that can, and the sweeper comes by."""
        self.now += timedelta(minutes=1)
        with clock.frozen(self.now):
            self.states.run()
            try:
                assert load("workers/sweep_workflows").handler({})["failed"] == 0
            except Killed:
                return
            self.states.run()

    def until_rest(self, decide: Callable[[dict[str, Any]], None] = lambda _: None) -> None:
        """Let time pass until no run is under way and nothing remains to be done; `decide` sees those that are."""
        for _ in range(MINUTES):
            self.minute()
            with self.killer.resting():
                active = [run for run in self.runs() if run["status"] not in FINAL]
                if not active and not self.marks():
                    return
            for run in active:
                with clock.frozen(self.now):
                    decide(run)
        raise AssertionError(f"not at rest: {self.runs()}, {self.marks()}")

    def runs(self, workflow: str | None = None) -> list[dict[str, Any]]:
        """All instances, as they are in the table."""
        found = self.table.query(f"{TENANT}#WFI", consistent=True)
        return [item for item in found if workflow in (None, item["workflow_id"])]

    def id_of(self, run: dict[str, Any]) -> str:
        """The id of an instance."""
        return public_id(INSTANCE, ORGANISATION, run)

    def step(self, run: dict[str, Any], key: str) -> dict[str, Any]:
        """The record of a step."""
        return next(item for item in self.table.query(f"{TENANT}#WFS#{run['SK']}") if item["SK"] == key)

    def marks(self) -> list[Any]:
        """What the sweeper would look at, now or ever."""
        shards = range(sweep_marks.SHARDS)
        runs = [of(shard) for of in (sweep_marks.partition, sweep_marks.pending_partition) for shard in shards]
        partitions = [*runs, sweep_marks.DECIDED]
        return [key for pk in partitions for key in self.table.query_index(pk, high=FAR_AWAY)]

    def names(self) -> Counter[str]:
        """The contacts, by name."""
        return Counter(item["name"] for item in self.table.query(f"{TENANT}#CT", consistent=True))

    def effects(self) -> dict[str, set[bytes]]:
        """What was received, by the key of the effect."""
        found: defaultdict[str, set[bytes]] = defaultdict(set)
        for got in self.receiver.received:
            found[got.headers["idempotency-key"]].add(got.body)
        return found

    def assert_nothing_is_left(self) -> None:
        """No lock, no child that is waited for, no run's execution (Step Functions stops the frames' with it)."""
        assert self.table.query(f"{TENANT}#WFL") == []
        for run in self.runs():
            assert self.table.query(f"{TENANT}#WFC#{run['SK']}") == []
        assert [e.name for e in self.states.executions.values() if e.status == "RUNNING" and "/" not in e.name] == []

    def forget(self) -> None:
        """Begin again with no runs, no contacts and nothing received."""
        for item in [
            *self.table.query(f"{TENANT}#CT"),
            *(step for run in self.runs() for step in self.table.query(f"{TENANT}#WFS#{run['SK']}")),
            *self.runs(),
        ]:
            self.table.delete(Key(item["PK"], item["SK"]))
        self.receiver.received.clear()
        self.states.executions.clear()
        self.states.queue.clear()


def answer(_got: Any) -> Reply:
    """What the receiver says to everything."""
    return Reply(body=b"{}")
