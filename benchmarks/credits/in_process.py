"""Invoke an agent and create a contact from many threads, on a table whose calls take 5 ms; prints medians as JSON.

    PYTHONPATH=layers/core python benchmarks/credits/in_process.py

It runs on the code of the folder it is started in, so that the state before a change is measured by the same lines.
Nothing is patched: the table in memory is wrapped, so that each call takes as long as one to DynamoDB, transactions
that meet on an item refuse each other, and a single write that meets one is sent again, as the adapter does.
"""

import json
import os
import statistics
import sys
import threading
import time
from collections.abc import Callable, Sequence
from itertools import count
from typing import Any, cast

from bivelio_core import config
from bivelio_core.aws_calls import pause_seconds
from bivelio_core.context import Actor, Context
from bivelio_core.store.memory import MemoryTable
from bivelio_core.store.table import TableBusy
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Key, Put, Write
from bivelio_core.tenancy import Tenant

CALL_SECONDS, AGAIN_WITHIN_SECONDS = 0.005, 2.5
CLIENTS, CALLS_EACH, WARM_UP_CALLS = (1, 8, 24), 6, 5
ORGANISATION = "org_0000000000000000"


class Delayed:
    """The table in memory, for many threads, with the time and the conflicts of DynamoDB."""

    def __init__(self) -> None:
        self._inner, self._lock, self._in_flight = MemoryTable(), threading.Lock(), set[Key]()
        self.calls = self.conflicts = 0

    def __getattr__(self, name: str) -> Any:
        return lambda *arguments, **named: self._call(name, *arguments, **named)

    def transact(self, writes: Sequence[Write], token: str | None = None) -> None:  # noqa: ARG002
        """See Table.transact."""
        end = time.monotonic() + AGAIN_WITHIN_SECONDS
        for tries in count():
            try:
                self.transact_at_once(writes)
            except TableBusy:
                if time.monotonic() > end:
                    raise
                time.sleep(pause_seconds(tries))
            else:
                return

    def transact_at_once(self, writes: Sequence[Write]) -> None:
        """See Table.transact_at_once."""
        items = {Key(write.item["PK"], write.item["SK"]) if isinstance(write, Put) else write.key for write in writes}
        with self._lock:
            self.calls += 1
            if is_met := bool(items & self._in_flight):
                self.conflicts += 1
            else:
                self._in_flight |= items
        time.sleep(CALL_SECONDS)
        if is_met:
            raise TableBusy("another transaction is under way")
        with self._lock:
            self._in_flight -= items
            self._inner.transact(writes)

    def _call(self, name: str, *arguments: Any, **named: Any) -> Any:
        time.sleep(CALL_SECONDS)
        for tries in count():
            with self._lock:
                self.calls += 1
                if not (name in ("put", "update", "delete") and _key(arguments[0]) in self._in_flight):
                    return getattr(self._inner, name)(*arguments, **named)
                self.conflicts += 1
            time.sleep(pause_seconds(tries) + CALL_SECONDS)
        raise AssertionError("counting does not end")


def _key(target: Any) -> Key:
    return target if isinstance(target, Key) else Key(target["PK"], target["SK"])


def measured() -> dict[str, Any]:
    """The medians of both operations by number of clients, in milliseconds, and the calls of an invocation."""
    table = Delayed()
    store = TenantStore(cast("Any", table), Tenant.at(ORGANISATION, "live"))
    invoke, create = _invocation(store), _creation(store)
    for number in range(WARM_UP_CALLS):
        invoke(f"warm-{number}", 0)
        create(f"warm-{number}", 0)
    medians: dict[str, Any] = {"invoke": {}, "create": {}}
    for clients in CLIENTS:
        for name, call in (("create", create), ("invoke", invoke)):
            before = table.calls, table.conflicts
            medians[name][str(clients)] = round(_median(call, f"{name}-{clients}", clients), 1)
            if name == "invoke":
                done = clients * CALLS_EACH
                medians[f"calls {clients}"] = round((table.calls - before[0]) / done, 1)
                medians[f"conflicts {clients}"] = table.conflicts - before[1]
    return medians


def _median(call: Callable[[str, int], None], name: str, clients: int) -> float:
    times: list[float] = []
    begin = threading.Barrier(clients)

    def client(number: int) -> None:
        begin.wait()
        for turn in range(CALLS_EACH):
            began = time.perf_counter()
            call(f"{name}-{number}-{turn}", number)
            times.append((time.perf_counter() - began) * 1_000)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statistics.median(times)


def _context(store: TenantStore, key: str) -> Context:
    actor = Actor("api_key", "key_benchmark")
    return Context(store.tenant, actor, frozenset({"write"}), key, "ca", store, idempotency_key=key)


def _invocation(store: TenantStore) -> Callable[[str, int], None]:
    from bivelio_core.agents import writing  # noqa: PLC0415 - of the folder that is measured
    from bivelio_core.agents.actions import invoke  # noqa: PLC0415
    from bivelio_core.agents.models import CreateAgent, InvokeAgent  # noqa: PLC0415

    agent = writing.create(CreateAgent(name="Assistent", instructions="Digues de que va."), _context(store, "agent"))
    body = {"agent_id": agent.id, "input": {"text": "Bon dia, tinc una pregunta sobre la factura."}}

    def call(key: str, _: int) -> None:
        invoke.invoke(InvokeAgent.model_validate(body), _context(store, key))

    return call


def _creation(store: TenantStore) -> Callable[[str, int], None]:
    from bivelio_core.contacts import writing  # noqa: PLC0415 - of the folder that is measured
    from bivelio_core.contacts.models import CreateContact  # noqa: PLC0415

    def call(key: str, number: int) -> None:
        request = CreateContact.model_validate({"type": "person", "name": f"Anna {number}"})
        writing.create(request, _context(store, key))

    return call


def main() -> None:
    """Measure and print."""
    config.hand_over_domains("bivelio_core.domains")
    os.environ.setdefault("PLAN_CREDITS", "starter=100000,pro=100000,enterprise=100000")
    sys.stdout.write(json.dumps(measured()) + "\n")


if __name__ == "__main__":
    main()
