"""How each step of an instance stands, as answers show it: the steps of the top level and of branches."""

from collections.abc import Iterator
from typing import Any

from bivelio_core.store.codec import Item
from bivelio_core.store.keys import STEP
from bivelio_core.store.tenant_store import TenantStore

from . import payloads
from .models import InstanceStep
from .program import FOR_EACH, PARALLEL, ROOT, Frame, Node, Program, result_key
from .results import FAILED
from .runs import ACTIVE, CANCELLED, PENDING, RUNNING, load_program, to_result

SHOWN_CHARACTERS = 8_000
"""The largest output, as JSON, that is shown with the others."""


def steps_of(store: TenantStore, instance: Item) -> list[InstanceStep]:
    """Every step that is not inside a for_each, in order, from one read of their records."""
    program = load_program(store, instance["workflow_id"], instance["workflow_version"])
    nodes = list(_outside_loops(program, ROOT))
    records = store.get_many(STEP, [result_key(node.id, ()) for node in nodes], instance["SK"], consistent=True)
    return [_shown(node, records.get(result_key(node.id, ())), instance) for node in nodes]


def _outside_loops(program: Program, body: str) -> Iterator[Node]:
    for node in program.bodies[body]:
        yield node
        if node.type == PARALLEL:
            for branch in program.inner_frames(node, Frame(), 0):
                yield from _outside_loops(program, branch.body)


def _status(node: Node, record: Item | None, instance: Item) -> str:
    """How a step stands, from its record, if there is one, and from its run."""
    is_current, is_active = instance.get("current") == node.id, instance["status"] in ACTIVE
    begun = RUNNING if is_current and is_active else PENDING
    if record is None:
        return CANCELLED if is_current and instance["status"] == CANCELLED else begun
    if instance["status"] == CANCELLED and to_result(record) is None:
        return CANCELLED
    if record["status"] == FAILED and is_active and record["number"] < instance["number"]:
        return begun  # it failed in an earlier run of the instance, which is tried again
    return str(record["status"])


def _shown(node: Node, record: Item | None, instance: Item) -> InstanceStep:
    about: dict[str, Any] = {"id": node.id, "name": node.name, "type": node.type}
    status = _status(node, record, instance)
    if record is None:
        return InstanceStep(**about, status=status)
    is_small = len(record.get("output", "")) <= SHOWN_CHARACTERS and "output_ref" not in record
    return InstanceStep(
        **about,
        status=status,
        **{name: record.get(name) for name in ("started_at", "ended_at", "attempts", "until", "expires_at")},
        message=(payloads.read(record, "given") or {}).get("message"),
        iterations=len(payloads.read(record, "items", [])) if node.type == FOR_EACH and is_small else None,
        output=payloads.read(record, "output") if is_small else None,
        output_omitted=None if is_small else True,
        error=payloads.read(record, "error"),
    )
