"""What the index of runs costs in write units, with and without the words of inputs and the term of statistics.

`PYTHONPATH=layers/core .venv/bin/python -m benchmarks.workflows.index_cost`: the real writer over a table in memory;
units from the bytes of the items by AWS's rules (store/sizing.py). The stream tells the index of each start and
each end. Counted is the second half of the runs, when most terms exist. It takes about a minute.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from bivelio_core import clock
from bivelio_core.store.codec import Item
from bivelio_core.store.index.changes import difference
from bivelio_core.store.index.parallel import in_order
from bivelio_core.store.index.tally import tally
from bivelio_core.store.index.terms import Between, Exact, Indexed, Term
from bivelio_core.store.index.words import TEXT
from bivelio_core.store.index.writer import bring_up_to_date
from bivelio_core.store.keys import INSTANCE, sequence_sk
from bivelio_core.store.memory import MemoryTable
from bivelio_core.store.metered import MeteredTable
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import Tenant
from bivelio_core.workflows.execution import payloads
from bivelio_core.workflows.terms import ENDED, INSTANCES, WORKFLOW

RUNS, WORKFLOWS, DAYS = 6_000, 12, 30
BATCHES = (2, 10, 100)
FAILING = 0.05
BEGAN = datetime(2026, 4, 1, tzinfo=UTC)
NAMES = ("Anna", "Pau", "Maria", "Jordi", "Laia", "Marc", "Núria", "Pol", "Carla", "Oriol", "Mireia", "Biel")
TRADES = (
    "Fusteria",
    "Ferreteria",
    "Forn",
    "Taller",
    "Clínica",
    "Gestoria",
    "Cafè",
    "Llibreria",
    "Farmàcia",
    "Obrador",
    "Bodega",
)


def runs(count: int) -> Iterator[tuple[Item, Item]]:
    """Each run as it starts and as it ends: an order of a customer."""
    chance = Random(1)
    for number in range(1, count + 1):
        at = BEGAN + timedelta(days=DAYS) * number / count
        client = f"{chance.choice(TRADES)} {chance.choice(NAMES)} {chance.choice(NAMES)}"
        run_input = {
            "client_name": client,
            "email": f"c{chance.randrange(5_000)}@example.com",
            "order": 480_000 + number,
        }
        started = {
            "PK": "org_0000000000000000#live#WFI", "SK": sequence_sk(number), "random": "x" * 26,
            "version": 1, "number": 1,
            "workflow_id": f"wf_{chance.randrange(WORKFLOWS)}", "workflow_name": "Comandes", "status": "running",
            "trigger_type": "api", "started_at": clock.timestamp(at), "input": payloads.to_text(run_input),
        }  # fmt: skip
        milliseconds = int(10 ** chance.uniform(1, 6))
        how = "failed" if chance.random() < FAILING else "completed"
        day = clock.timestamp(at)[:10]
        ended = {
            "ended_at": clock.timestamp(at),
            "ended_day": day,
            "duration_ms": milliseconds,
            "status": how,
            "version": 2,
        }
        yield started, {**started, **ended}


def without(*fields: Any) -> Indexed:
    """The index of runs without some fields of terms."""
    remaining_fields = tuple(field for field in INSTANCES.fields if field not in fields)
    return Indexed(
        INSTANCE,
        lambda item: (term for term in INSTANCES.terms(item) if term.field in remaining_fields),
        remaining_fields,
    )


def written(indexed: Indexed, batch: int) -> tuple[float, TenantStore, MeteredTable]:
    """The write units of the index for each run, when the stream hands over so many changes at once."""
    table = MeteredTable(MemoryTable())
    store = TenantStore(table, Tenant("org_0000000000000000", "live"))
    units, changes = 0.0, []
    for position, (started, ended) in enumerate(runs(RUNS)):
        store.lease_sequence(INSTANCE)
        table.put(ended)
        changes += [difference(indexed, None, started), difference(indexed, started, ended)]
        if len(changes) >= batch:
            table.reset()
            with clock.frozen(BEGAN + timedelta(days=DAYS)):
                bring_up_to_date(store, indexed, changes, gather=in_order)
            if position >= RUNS // 2:
                units += table.reset().write_units
            changes = []
    return units / (RUNS - RUNS // 2), store, table


def main() -> None:
    """Print the tables."""
    print("| terms | " + " | ".join(f"{batch} changes at once" for batch in BATCHES) + " |")
    print("|---|" + "---:|" * len(BATCHES))
    rows = {
        "all": (),
        "without words": TEXT,
        "without the term of statistics": (ENDED,),
        "without both": (*TEXT, ENDED),
    }
    for name, left_out in rows.items():
        measured = [written(without(*left_out), batch)[0] for batch in BATCHES]
        print(f"| {name} | " + " | ".join(f"{units:.1f}" for units in measured) + " |")
    _, store, table = written(INSTANCES, 100)
    for name, criteria in (("all", ()), ("one workflow", ((Exact(Term(WORKFLOW, "wf_1")),),))):
        table.reset()
        with clock.frozen(BEGAN + timedelta(days=DAYS + 1)):
            counts = tally(store, INSTANCES, Between(ENDED, "2026-04-01/", "2026-05-01/~"), criteria, gather=in_order)
        used = table.reset()
        print(f"statistics of {name}: {counts.total()} runs, {len(counts)} terms, {used.read_units} read units")


if __name__ == "__main__":
    main()
