"""How each step of an instance stands, as answers show it: the steps of the top level and of branches."""

from collections.abc import Iterator
from typing import Any

from bivelio_core.store.codec import Item
from bivelio_core.store.keys import STEP
from bivelio_core.store.tenant_store import TenantStore

from . import payloads
from .models import InstanceStep
from .program import FOR_EACH, ROOT, Frame, Node, Program, result_key
from .results import FAILED, localised
from .runs import ACTIVE, CANCELLED, RUNNING, load_program, to_result

SHOWN_CHARACTERS = 8_000
"""An input or output is shown among others when it has at most so many characters of JSON: answers are 6 MB at most."""


def steps_of(store: TenantStore, instance: Item, language: str) -> list[InstanceStep]:
    """Every step that is not inside a for_each, in order, from one read of their records; failures in a language."""
    program = load_program(store, instance["workflow_id"], instance["workflow_version"])
    nodes = list(_outside_loops(program, ROOT))
    records = store.get_many(STEP, [result_key(node.id, ()) for node in nodes], instance["SK"], consistent=True)
    return [_shown(node, records.get(result_key(node.id, ())), instance, language) for node in nodes]


def is_small(item: Item, name: str) -> bool:
    """Whether a value that `payloads.keep` put into an item is shown among others."""
    return len(item.get(name, "")) <= SHOWN_CHARACTERS and f"{name}_ref" not in item


def _outside_loops(program: Program, body: str) -> Iterator[Node]:
    for node in program.bodies[body]:
        yield node
        if node.type != FOR_EACH:
            for frame in program.inner_frames(node, Frame(), 0) if node.type == "parallel" else []:
                yield from _outside_loops(program, frame.body)


def _shown(node: Node, record: Item | None, instance: Item, language: str) -> InstanceStep:
    about: dict[str, Any] = {"id": node.id, "name": node.name, "type": node.type}
    if record is None:
        is_current = instance.get("current") == node.id
        begun = CANCELLED if instance["status"] == CANCELLED else RUNNING if instance["status"] in ACTIVE else None
        return InstanceStep(**about, status=(is_current and begun) or "pending")
    status = CANCELLED if instance["status"] == CANCELLED and to_result(record) is None else record["status"]
    if status == FAILED and instance["status"] in ACTIVE and record["number"] < instance["number"]:
        status = RUNNING if instance.get("current") == node.id else "pending"
    shows_output = is_small(record, "output")
    return InstanceStep(
        **about,
        status=status,
        **{name: record.get(name) for name in ("started_at", "ended_at", "attempts", "until", "expires_at")},
        message=(payloads.read(record, "given") or {}).get("message"),
        iterations=len(payloads.read(record, "items", [])) if node.type == FOR_EACH and shows_output else None,
        output=payloads.read(record, "output") if shows_output else None,
        output_omitted=None if shows_output else True,
        error=localised(payloads.read(record, "error"), language),
    )
