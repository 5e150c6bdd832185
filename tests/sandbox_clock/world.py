"""A sandbox whose clock is moved: the worker of clocks, the state machine and the stream take turns until all rests."""

import json
from collections.abc import Callable
from typing import Any

from bivelio_core import clock
from bivelio_core.store.connect import table
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, Answer, call, load
from tests.services import waiting
from tests.streams import batch, record
from tests.workflows.states import States

MONDAY = clock.parse("2026-03-02T08:00:00.000Z")
"""Nine o'clock in Madrid."""

SANDBOX = {"environment": "sandbox"}
KINDS = ("CT", "WFI", "INV")
LONGEST = 2_000


class World:
    """What happens in the sandbox beside the requests of a test."""

    def __init__(self, states: States) -> None:
        self.states = states
        self.seen: dict[tuple[str, str], Any] = {}
        self.waiting: list[dict[str, Any]] = []
        self.others: list[dict[str, Any]] = []

    def ask(self, operation: str, data: Any = None, **about: Any) -> Answer:
        """Call an endpoint of the sandbox."""
        return call(operation, data, caller=SANDBOX, **about)

    def workflow(self, *steps: Any, **about: Any) -> str:
        """A workflow of the sandbox; its id."""
        return str(self.ask("workflows.create", {"name": "Test", "steps": list(steps), **about}).data["id"])

    def execute(self, workflow_id: str, **about: Any) -> str:
        """Start a run and let it come as far as it does by itself; its id."""
        started = self.ask("workflows.execute", {"workflow_id": workflow_id, **about}).data
        self.settle()
        return str(started["instance_id"])

    def instance(self, instance_id: str) -> Any:
        """A run, as it is shown."""
        return self.ask("workflows.instances_get", {"instance_id": instance_id}).data

    def advance(self, **data: Any) -> Any:
        """Move the clock, and let everything come to rest; the clock then."""
        self.ask("clock.advance", data).data  # noqa: B018 - fails with the answer
        return self.rest()

    def rest(self) -> Any:
        """Let everything happen that is under way; the clock then."""
        for _ in range(LONGEST):
            self.settle()
            if not self.look():
                break
        return self.ask("clock.get").data

    def settle(self) -> None:
        """The state machine and the stream, until neither has anything left to do."""
        self.states.run()
        while self.publish():
            self.states.run()

    def look(self, around: Callable[[], Any] | None = None) -> bool:
        """Have the worker do the next look of an advance; False when none waits. Looks of a running clock end here."""
        for each in waiting("clocks"):
            (self.waiting if each["advance"] else self.others).append(each)
        if not self.waiting:
            return False
        message = self.waiting[0]
        answer = look_at(message)
        if around:
            around()
        assert answer == {"batchItemFailures": []}
        self.waiting.pop(0)
        return True

    def run_on(self) -> None:
        """Have the worker look at a clock that runs, and let what begins come to rest."""
        for message in [each for each in self.others + waiting("clocks") if not each["advance"]]:
            assert look_at(message) == {"batchItemFailures": []}
        self.settle()

    def publish(self) -> int:
        """Hand the stream what changed in the sandbox's day."""
        day = self.store().tenant.business
        changes = []
        for kind in KINDS:
            for item in table().query(f"{day}#{kind}", consistent=True):
                key = (item["PK"], item["SK"])
                if self.seen.get(key) != item:
                    changes.append(record(self.seen.get(key), item))
                self.seen[key] = item
        if changes:
            assert load("workers/publish_events").handler(batch(*changes)) == {"batchItemFailures": []}
        return len(changes)

    def store(self) -> TenantStore:
        """The store of the sandbox's day."""
        return TenantStore(table(), Tenant.at(ORGANISATION, "sandbox"))


def drain(states: States) -> None:
    """Have an advance of the examples come to its end: as if the worker had been there."""
    while messages := [each for each in waiting("clocks") if each["advance"]]:
        for message in messages:
            look_at(message)
            states.run()


def look_at(message: dict[str, Any]) -> Any:
    """Give the worker a message."""
    sent = {"messageId": "1", "body": json.dumps(message), "attributes": {}, "messageAttributes": {}}
    return load("workers/advance_clock").handler({"Records": [sent]})
