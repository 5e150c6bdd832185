"""A tenant's log under way: lanes that publish and die, readers that follow, clocks that differ, calls that take long.

Everybody is a thread that waits for its turn before and after each call of the table, so a write may arrive, and its
answer, any time after its instant was taken. Between two turns time passes.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bivelio_core import clock
from bivelio_core.events import log
from bivelio_core.events.log import Draft, Event
from bivelio_core.store.index.parallel import in_order
from bivelio_core.store.memory import MemoryTable
from bivelio_core.store.table import TableBusy
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Key
from bivelio_core.tenancy import Tenant

from tests.store.interleaved import InterleavedTable

NOW = datetime(2026, 4, 7, 13, 0, 3, tzinfo=UTC)
TENANT = Tenant("org_example", "live")
NOWHERE = Key("nowhere", "-")
ANEW_AFTER = timedelta(seconds=1)
"""How long after a death the lane's batch is delivered again: longer than two clocks differ."""

Choose = Callable[[int], int]
"""A number below another; chance, or a search for the worst."""


class Killed(BaseException):
    """The process is gone: nothing catches it, nothing is cleaned up."""


@dataclass
class Process:
    """One execution environment: its clock's difference, and what it knows of the log."""

    offset: timedelta
    known: log.Process = field(default_factory=log.Process)


@dataclass
class Follower:
    """A client that follows its cursor, as `/events/list` has it: an event's position, or where the log settled."""

    limit: int
    cursor: str = ""
    seen: list[Event] = field(default_factory=list)

    def read(self, store: TenantStore) -> None:
        """Read pages until there is none more."""
        has_more = True
        while has_more:
            settled, has_more = log.settled_position(), False
            position = self.cursor
            for count, event in enumerate(log.after(store, position, self.limit + 1, settled, gather=in_order)):
                if count == self.limit:
                    has_more = True
                    break
                position = event.position
                self.seen.append(event)
            self.cursor = position if has_more else max(position, settled)

    def first_of_each(self) -> dict[str, list[str]]:
        """The ids of the events by resource, in the order in which each was first seen."""
        found: dict[str, list[str]] = {}
        for event_id, resource in {event.id: event.data["resource"] for event in self.seen}.items():
            found.setdefault(resource, []).append(event_id)
        return found


class Simulated:
    """See the module. `steps` are the times that may pass between two turns, in milliseconds."""

    def __init__(self, choose: Choose, steps: tuple[int, ...], offsets: tuple[int, ...], risk: int) -> None:
        self.choose, self.steps, self.offsets, self.risk = choose, steps, offsets, risk
        self.now, self.kills, self.failures = NOW, 0, list[BaseException]()
        self.memory = MemoryTable()
        self.table = InterleavedTable(_TwiceInTurn(self))
        self.store = TenantStore(self.table, TENANT)
        self.processes: dict[int, Process] = {}
        self.publishing = 0
        self.expected: dict[str, list[str]] = {}

    def drafts(self, lane: int, count: int, resources: int) -> list[Draft]:
        """The events of a lane: those of a resource are in one."""
        made = []
        for number in range(count):
            resource = f"{lane}.{self.choose(resources)}"
            draft = Draft(f"evn_{lane}x{number:04d}", "contact.created", "2026-04-07T12:00:00Z", {"resource": resource})
            self.expected.setdefault(resource, []).append(draft.id)
            made.append(draft)
        return made

    def lane(self, position: int, drafts: list[Draft], most: int) -> Callable[[], None]:
        """Publishes batch by batch, one again after a death or a refusal, and sometimes though it was through."""

        def publish() -> None:
            done = 0
            while done < len(drafts):
                batch = drafts[done : done + 1 + self.choose(most)]
                process = self.processes[position]
                try:
                    log.record(self.store, batch, process=process.known, pause=self.pause)
                    self.table.get(NOWHERE)  # the reactions; who dies here has recorded, and confirmed nothing
                    if self.risk and self.choose(8 * self.risk) == 0:
                        done = max(0, done - len(batch))  # the shard is read again from where it was before
                        continue
                    done += len(batch)
                except Killed:
                    self.kills += 1
                    self.pause(ANEW_AFTER.total_seconds())
                    self.processes[position] = self.a_process()
                except TableBusy:
                    self.pause(ANEW_AFTER.total_seconds())
            self.publishing -= 1

        self.publishing += 1
        self.processes[position] = self.a_process()
        return publish

    def follower(self, position: int, follower: Follower) -> Callable[[], None]:
        """Reads while others publish."""
        self.processes[position] = self.a_process()

        def follow() -> None:
            while self.publishing:
                follower.read(self.store)
                self.table.get(NOWHERE)

        return follow

    def a_process(self) -> Process:
        """A process whose clock differs."""
        return Process(timedelta(milliseconds=self.offsets[self.choose(len(self.offsets))]))

    def pause(self, seconds: float) -> None:
        """Let others go on until so much time has passed."""
        until = self.now + timedelta(seconds=seconds)
        while self.now < until:
            self.table.get(NOWHERE)

    def may_die(self) -> None:
        """The end of the process, at chance."""
        if self.risk and self.publishing and self.choose(self.risk) == 0:
            raise Killed

    def run(self, callers: list[Callable[[], None]]) -> None:
        """Let everybody come to an end, then let the log settle."""
        with ExitStack() as stopped:

            def before(position: int) -> None:
                stopped.close()
                self.now += timedelta(milliseconds=self.steps[self.choose(len(self.steps))])
                stopped.enter_context(clock.frozen(self.now + self.processes[position].offset))

            self.table.run([self._noting(caller) for caller in callers], self.choose, before)
        assert not self.failures, self.failures
        self.now += timedelta(seconds=60)

    def _noting(self, caller: Callable[[], None]) -> Callable[[], None]:
        def call() -> None:
            try:
                caller()
            except BaseException as failure:  # noqa: BLE001 - of a thread; `run` tells it
                self.failures.append(failure)
                self.publishing = 0

        return call

    def settled(self) -> Iterator[None]:
        """The clock when all is over."""
        with clock.frozen(self.now):
            yield


class _TwiceInTurn:
    """The table; a transaction's answer takes a turn of its own, and a process may die at either side of a call."""

    def __init__(self, world: Simulated) -> None:
        self._world = world

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._world.memory, name)

        def call(*arguments: Any, **named: Any) -> Any:
            if not name.startswith("transact"):
                return method(*arguments, **named)
            self._world.may_die()
            result = method(*arguments, **named)
            self._world.table.get(NOWHERE)
            self._world.may_die()
            return result

        return call
